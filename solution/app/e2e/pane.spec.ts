import { expect, test, type Page } from "@playwright/test";
import { backend } from "./backend";
import { CHLOE, LEFT_OUT, manyIds, marketingPage } from "./marketing_data";

/* The page in a frame, as Dynamics shows it: beside its client API, and told no language. */

interface Shell {
  shown: { entityName: string; entityId: string };
}

const OTHER = manyIds(2)[1] ?? "";

async function openInPane(page: Page, address: string): Promise<void> {
  const frame = address.replace(/&?userlcid=\d+&?/, "");
  await page.route("**/main.aspx", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<iframe title="pane" width="400" height="800" src="WebResources/acd_/app/${frame}"></iframe>`,
    }),
  );
  await page.addInitScript((id) => {
    const shell: Shell = { shown: { entityName: "lead", entityId: `{${id.toUpperCase()}}` } };
    const Xrm = {
      Utility: {
        getGlobalContext: () => ({ userSettings: { languageId: 1040 } }),
        getPageContext: () => ({ input: shell.shown }),
      },
    };
    if (window.parent === window) Object.assign(window, { Xrm, shell });
  }, CHLOE);
  await page.goto("/main.aspx");
}

async function show(page: Page, entityName: string, entityId: string): Promise<void> {
  await page.evaluate(
    (shown) => {
      (window as unknown as { shell: Shell }).shell.shown = shown;
    },
    { entityName, entityId },
  );
}

test("the pane speaks the language of Dynamics, and follows the record beside it", async ({
  page,
}) => {
  await backend(page, { answers: { [`GET /api/records/lead/${OTHER}`]: { json: LEFT_OUT } } });
  await openInPane(page, marketingPage("show", [CHLOE]));
  const pane = page.frameLocator("iframe");
  await expect(pane.getByText(/^Sincronizzato con ActiveCampaign/)).toBeVisible();
  await show(page, "account", OTHER);
  await show(page, "lead", OTHER);
  await expect(pane.getByText(/^Escluso dalla sincronizzazione/)).toBeVisible();
});

test("while a campaign is chosen for a person, the pane stays with that person", async ({
  page,
}) => {
  const world = await backend(page);
  await openInPane(page, marketingPage("show", [CHLOE]));
  const pane = page.frameLocator("iframe");
  await pane.getByRole("button", { name: "Invia campagna" }).click();
  await pane.getByRole("radio", { name: /Spring harvest/ }).check();
  await show(page, "lead", OTHER);
  await page.waitForTimeout(1500); // longer than the pane takes to see it
  await pane.getByRole("button", { name: "Avanti" }).click();
  await pane.getByRole("button", { name: "Invia a 1 persona" }).click();
  await expect(pane.getByText("1 fatto")).toBeVisible();
  expect(world.bodies.get("POST /api/campaigns/11/send")).toMatchObject({ ids: [CHLOE] });
});

test("in a frame without a sign-in of its own, one click signs in", async ({ page }) => {
  await backend(page, { signedOut: true });
  await openInPane(page, marketingPage("show", [CHLOE]));
  const pane = page.frameLocator("iframe");
  await pane.getByRole("button", { name: "Accedi" }).click();
  await expect(pane.getByText(/^Sincronizzato con ActiveCampaign/)).toBeVisible();
});
