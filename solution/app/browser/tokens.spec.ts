import { expect, test, type Page } from "@playwright/test";
import { appPage, control, enter, inside, world } from "./world";

/* Tokens that expire while somebody works. MSAL, Entra ID's stand-in and the app's own check of tokens
   are all real here. */

/** Has calls to the app carry a token that has expired, as long as `wanted` says so. */
async function expire(page: Page, wanted: () => boolean): Promise<void> {
  const order = { person: "ada", expiresIn: -3600 };
  const { token } = (await control("entra", "POST", "tokens", order)) as { token: string };
  await page.route(`${world().app}/api/**`, async (route) => {
    const headers = route.request().headers();
    if (headers["authorization"] !== undefined && wanted())
      headers["authorization"] = `Bearer ${token}`;
    await route.continue({ headers });
  });
}

test("a token that has expired is renewed without a word", async ({ page }) => {
  await enter(page, "ada", appPage("runs"));
  const inner = inside(page);
  await expect(inner.getByRole("heading", { name: "Runs", level: 1 })).toBeVisible();
  let left = 1;
  await expire(page, () => left-- > 0);
  const renewed = page.waitForRequest(/oauth2\/v2\.0\/token/);
  await inner.getByRole("button", { name: "Refresh" }).click();
  await renewed;
  await expect(inner.getByText("Your sign-in has expired")).toBeHidden();
  await expect(inner.getByRole("row").nth(1)).toBeVisible();
});

test("where it cannot be renewed in silence, a click does, and what was typed stays", async ({
  page,
}) => {
  await enter(page, "ada", appPage("syncsettings"));
  const inner = inside(page);
  await inner.getByRole("textbox", { name: /Largest share/ }).fill("45");
  let blocked = true;
  await expire(page, () => blocked);
  // As where third-party cookies are blocked: the hidden frame finds nobody signed in.
  await control("entra", "POST", "revoke");
  await page.route(/oauth2\/v2\.0\/authorize.*prompt=none/, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const said = new URLSearchParams({
      error: "login_required",
      error_description: "AADSTS50058",
      state: asked.get("state") ?? "",
    });
    const location = `${asked.get("redirect_uri") ?? ""}#${said.toString()}`;
    await route.fulfill({ status: 302, headers: { location } });
  });
  await inner.getByRole("button", { name: "Save" }).click();
  await expect(inner.getByText("Your sign-in has expired")).toBeVisible();
  blocked = false;
  await inner.getByRole("button", { name: "Sign in" }).click();
  await expect(inner.getByText("Your sign-in has expired")).toBeHidden();
  await expect(inner.getByRole("textbox", { name: /Largest share/ })).toHaveValue("45");
  await inner.getByRole("button", { name: "Save" }).click();
  await expect(inner.getByText("Saved.").first()).toBeVisible();
});
