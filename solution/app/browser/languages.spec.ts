import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { appPage, enter, formOf, inPane, inside, linked, listOf } from "./world";

/* Both languages, by the person's own setting in Dynamics, and axe on what is then shown. */

const PAGES = {
  ada: {
    dashboard: "Dashboard",
    settings: "Settings",
    users: "User management",
    dataconfiguration: "Data configuration",
    syncsettings: "Sync settings",
    problems: "Problems",
    runs: "Runs",
    audit: "Audit",
  },
  anna: {
    dashboard: "Dashboard",
    settings: "Impostazioni",
    users: "Gestione utenti",
    dataconfiguration: "Configurazione dei dati",
    syncsettings: "Impostazioni di sincronizzazione",
    problems: "Problemi",
    runs: "Esecuzioni",
    audit: "Registro",
  },
} as const;

/** Fluent's own, which hand the focus on at once: nobody ever stands on one. */
const FOCUS_GUARDS = "[data-tabster-dummy]";

async function findings(page: Page, frame: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include([frame, "body"])
    .exclude([frame, FOCUS_GUARDS])
    .analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

for (const person of ["ada", "anna"] as const) {
  test(`${person} reads every page in the own language, and axe finds nothing`, async ({
    page,
  }) => {
    await enter(page, person, appPage("dashboard"));
    for (const [name, title] of Object.entries(PAGES[person])) {
      await page.getByRole("navigation").getByRole("link", { name: title, exact: true }).click();
      await expect(page.locator("#page iframe")).toHaveAttribute(
        "src",
        new RegExp(`/${name}.html`),
      );
      await expect(inside(page).getByRole("main")).toBeVisible();
      await expect(inside(page).getByRole("progressbar")).toHaveCount(0);
      expect(await findings(page, "#page iframe"), name).toEqual([]);
    }
  });
}

test("buttons and panel speak the language that a person chooses", async ({ page }) => {
  const [first] = await linked("contact");
  await enter(page, "sam", formOf("contact", first?.id ?? ""));
  await expect(page.getByRole("menuitem", { name: "Send campaign" })).toBeVisible();
  await page.getByRole("combobox", { name: "Language" }).selectOption("Italiano");
  await expect(page.getByRole("menuitem", { name: "Invia campagna" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Marketing" }).click();
  await expect(
    inPane(page)
      .getByText(/^Allineat|^Sincronizzat|ActiveCampaign/)
      .first(),
  ).toBeVisible();
  expect(await findings(page, "#side-panes iframe")).toEqual([]);
  await page.getByRole("combobox", { name: "Lingua" }).selectOption("English");
  await expect(page.getByRole("menuitem", { name: "Send campaign" })).toBeVisible();
  await page.goto(new URL(listOf("contact"), page.url()).href);
});
