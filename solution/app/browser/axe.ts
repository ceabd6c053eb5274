import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";

/** Fluent's own, which hand the focus on at once: nobody ever stands on one. */
export const FOCUS_GUARDS = "[data-tabster-dummy]";

/** What axe finds in the page of the product that is in that frame. */
export async function findings(page: Page, frame: string): Promise<string[]> {
  await settled(page.frameLocator(frame).locator("body"));
  const { violations } = await new AxeBuilder({ page })
    .include([frame, "body"])
    .exclude([frame, FOCUS_GUARDS])
    .analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

/** Waits until nothing moves: a button on its way to another colour has a contrast of its own for a
    tenth of a second. */
export async function settled(body: Locator): Promise<void> {
  await body.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((one) => one.finished));
  });
}
