import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./chromium.ts";

const PORT = Number(process.env["E2E_PORT"] ?? 4173);

/** Pictures to look at, and no test: made by `npm run screenshots`. */
const LOOKS = "screenshots.spec.ts";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: "line",
  projects: [
    { name: "pages", testIgnore: LOOKS },
    { name: "looks", testMatch: LOOKS },
  ],
  use: {
    baseURL: `http://127.0.0.1:${PORT}/%7B000000001%7D/WebResources/acd_/app/`,
    locale: "en-GB",
    timezoneId: "Europe/Rome",
    launchOptions: CHROMIUM,
  },
  webServer: {
    command: `node dev/serve.mjs --port ${PORT}`,
    port: PORT,
    reuseExistingServer: false,
  },
});
