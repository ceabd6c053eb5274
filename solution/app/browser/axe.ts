import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** Fluent's own, which hand the focus on at once: nobody ever stands on one. */
const FOCUS_GUARDS = "[data-tabster-dummy]";

/** What axe finds in the page of the product that is in that frame. */
export async function findings(page: Page, frame: string): Promise<string[]> {
  // A button on its way to another colour has a contrast of its own for a tenth of a second.
  await page
    .frameLocator(frame)
    .locator("body")
    .evaluate(async () => {
      await Promise.allSettled(document.getAnimations().map((one) => one.finished));
    });
  const { violations } = await new AxeBuilder({ page })
    .include([frame, "body"])
    .exclude([frame, FOCUS_GUARDS])
    .analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}
