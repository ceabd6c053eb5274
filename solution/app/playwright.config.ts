import { defineConfig } from "@playwright/test";

const PORT = Number(process.env["E2E_PORT"] ?? 4173);

/** Debian's Chromium, with no word to hosts of its own. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: "line",
  use: {
    baseURL: `http://127.0.0.1:${PORT}/%7B000000001%7D/WebResources/acd_/app/`,
    locale: "en-GB",
    timezoneId: "Europe/Rome",
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `node dev/serve.mjs --port ${PORT} --pages-only`,
    port: PORT,
    reuseExistingServer: false,
  },
});
