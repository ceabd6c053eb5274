import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./chromium.ts";

/* The solution as it is shipped, inside an imitation of Dynamics, before the app itself and the
   stand-ins. One world for all: the story makes what the others need. */
export default defineConfig({
  testDir: "browser",
  outputDir: "test-results/browser",
  globalSetup: "./browser/stage.ts",
  workers: 2,
  maxFailures: 3,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: "line",
  projects: [
    { name: "story", testMatch: "story.spec.ts" },
    { name: "after", testIgnore: "story.spec.ts", dependencies: ["story"] },
  ],
  use: {
    ignoreHTTPSErrors: true, // the certificate of the stand-in of Entra ID is made for each start
    contextOptions: { reducedMotion: "reduce" },
    locale: "en-GB",
    timezoneId: "Europe/Rome",
    viewport: { width: 1280, height: 900 },
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    launchOptions: CHROMIUM,
  },
});
