import { resolve } from "node:path";
import { defineConfig } from "vite";
import { webResources } from "./web_resources.ts";

/** The script of the buttons: one classic script, since the command bar loads no modules. Built
    after the pages, whose build empties the folder. */
export default defineConfig({
  plugins: [webResources()],
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    sourcemap: false,
    lib: {
      entry: resolve(import.meta.dirname, "src/ribbon/commands.ts"),
      formats: ["iife"],
      name: "acdRibbon",
      fileName: () => "ribbon/commands.js",
    },
  },
});
