import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { PAGES, pageFile, pageFiles } from "./page_files.ts";
import { resourceName, webResources } from "./web_resources.ts";

/** The page to which Entra ID sends its answer runs a script of its own. */
const REDIRECT = "auth/redirect";

const inputs = Object.fromEntries(
  [...PAGES, REDIRECT].map((page) => [resourceName(page), pageFile(page)]),
);

export default defineConfig({
  plugins: [pageFiles(), react(), webResources()],
  base: "./",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: inputs,
      output: {
        // No hashes: a later version replaces its web resources, and Dynamics' own address of a
        // web resource changes with each publication.
        entryFileNames: (chunk) => `code/${resourceName(chunk.name)}.js`,
        chunkFileNames: (chunk) => `code/${resourceName(chunk.name)}.js`,
        assetFileNames: (asset) => `code/${resourceName(asset.names[0] ?? "asset")}`,
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "fluent", test: /node_modules\/(@fluentui|@griffel|@floating-ui|tabster)/ },
            { name: "sign_in", test: /node_modules\/@azure\/msal-(browser|common)/ },
            { name: "vendor", test: /node_modules\// },
            { name: "texts", test: /src\/i18n\// },
            { name: "common", test: /src\/(api|host|ui)\// },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
