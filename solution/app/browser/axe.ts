import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** Fluent's own, which hand the focus on at once: nobody ever stands on one. */
const FOCUS_GUARDS = "[data-tabster-dummy]";

/** What axe finds in the page of the product that is in that frame. */
export async function findings(page: Page, frame: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include([frame, "body"])
    .exclude([frame, FOCUS_GUARDS])
    .analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}
