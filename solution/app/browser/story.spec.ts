import { expect, test } from "@playwright/test";
import { contactOf, control, formOf, inPane, inside, linked, world } from "./world";

/* The five steps of the guide, as a new administrator does them: one after the other, in one window. */

interface Row {
  leadid: string;
  emailaddress1: string | null;
}

test("from an empty system to the first synced contact", async ({ page }) => {
  test.setTimeout(120_000);
  const { shell, activecampaign, key } = world();
  const faults: string[] = [];
  page.on("pageerror", (fault) => faults.push(String(fault)));
  page.on("console", (said) => {
    if (said.text().includes("Content Security Policy")) faults.push(said.text());
  });
  const pages = page.getByRole("navigation");
  const inner = inside(page);

  await page.goto(shell);
  await page.getByRole("link", { name: /Ada Admin/ }).click();
  await expect(inner.getByText("Bring your marketing into Dynamics")).toBeVisible();

  await test.step("connect", async () => {
    await inner.getByRole("link", { name: "Connect ActiveCampaign" }).click();
    await inner.getByLabel("API address").fill(activecampaign);
    await inner.getByRole("textbox", { name: /API key/ }).fill("not-the-key");
    await inner.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(inner.getByText(/refuses this key|not an API key/)).toBeVisible();
    await inner.getByRole("textbox", { name: /API key/ }).fill(key);
    await inner.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(inner.getByText("is connected and standard fields are mapped")).toBeVisible();
  });

  await test.step("say who may use it", async () => {
    await pages.getByRole("link", { name: "User management" }).click();
    await inner.getByRole("combobox", { name: "Person" }).fill("ned");
    await inner.getByRole("option", { name: /Ned Norole/ }).click();
    await inner.getByRole("button", { name: "Add", exact: true }).click();
    const ned = inner.getByRole("row", { name: /Ned Norole/ });
    await expect(ned).toBeVisible();
    await ned.getByRole("button", { name: "Remove Ned Norole" }).click();
    await inner.getByRole("button", { name: "Take the role" }).click();
    await expect(ned).toBeHidden();
  });

  await test.step("check the fields", async () => {
    await pages.getByRole("link", { name: "Data configuration" }).click();
    await inner.getByRole("button", { name: "Add fields" }).click();
    await inner.getByRole("checkbox", { name: /Membership/ }).check();
    await inner.getByRole("button", { name: "Add 1 field" }).click();
    await inner.getByRole("combobox", { name: "Dynamics column for Membership" }).fill("tier");
    await inner.getByRole("option", { name: /cr1_tier/ }).click();
    await inner.getByRole("button", { name: "Save" }).click();
    await expect(inner.getByText("Saved.").first()).toBeVisible();
    await inner.getByRole("button", { name: "Preview" }).click();
    await expect(inner.getByText(/were looked at|Estimated from/).first()).toBeVisible();
  });

  await test.step("switch syncing on", async () => {
    await pages.getByRole("link", { name: "Sync settings" }).click();
    await expect(inner.getByRole("switch", { name: "Global sync" })).toBeChecked();
    await expect(inner.getByText("Done.", { exact: true })).toBeVisible({ timeout: 60_000 });
  });

  await test.step("see the person in ActiveCampaign", async () => {
    const [first] = await linked("lead");
    if (first === undefined) throw new Error("no lead was synced");
    const row = (await control("dataverse", "GET", `rows/leads/${first.id}`)) as Row;
    const contact = await contactOf(row.emailaddress1 ?? "");
    expect(contact?.email.toLowerCase()).toBe(row.emailaddress1?.trim().toLowerCase());
    await page.goto(shell + formOf("lead", first.id));
    await page.getByRole("menuitem", { name: "Marketing" }).click();
    await expect(inPane(page).getByText(/^In sync with ActiveCampaign/)).toBeVisible();
  });
  expect(faults).toEqual([]);
});
