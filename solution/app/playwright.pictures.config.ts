import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./chromium.ts";

/** Edges come out differently by a shade when only parts of a page are drawn anew. */
const SAME_PIXELS = ["--disable-partial-raster", "--disable-skia-runtime-opts"];

/* The pictures of README and guides, into docs/images: the shipped solution inside the imitation of
   Dynamics, with played answers and a clock that stands, so that they come out the same each time. */
export default defineConfig({
  testDir: "pictures",
  outputDir: "test-results/pictures",
  globalSetup: "./browser/stage.ts",
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: "line",
  use: {
    ignoreHTTPSErrors: true,
    locale: "en-GB",
    timezoneId: "Europe/Rome",
    viewport: { width: 1200, height: 760 },
    deviceScaleFactor: 1,
    actionTimeout: 15_000,
    launchOptions: { ...CHROMIUM, args: [...CHROMIUM.args, ...SAME_PIXELS] },
  },
});
