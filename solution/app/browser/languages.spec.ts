import { expect, test } from "@playwright/test";
import { findings } from "./axe";
import { appPage, enter, inside } from "./world";

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
      await expect(inside(page).locator(".fui-Spinner")).toHaveCount(0);
      expect(await findings(page, "#page iframe"), name).toEqual([]);
    }
  });
}
