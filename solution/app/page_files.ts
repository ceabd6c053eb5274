import { resolve } from "node:path";
import type { Plugin } from "vite";

/** The pages of the site map, and the one that buttons and forms open: name of the file -> title
    until the page has its own. */
const TITLES = {
  dashboard: "Dashboard",
  settings: "Settings",
  users: "User management",
  dataconfiguration: "Data configuration",
  syncsettings: "Sync settings",
  problems: "Problems",
  runs: "Runs",
  audit: "Audit",
  marketing: "Marketing",
} as const;

export const PAGES = Object.keys(TITLES);

/** Where the file of a page would be: there is none, it is made when it is asked for. */
export function pageFile(page: string): string {
  return resolve(import.meta.dirname, `${page}.html`);
}

/** One HTML file for each page; all run the same script, which reads `data-page`. */
export function pageFiles(): Plugin {
  const files = new Map(
    Object.entries(TITLES).map(([page, title]) => [pageFile(page), html(page, title)]),
  );
  return {
    name: "page-files",
    enforce: "pre",
    resolveId: (id) => (files.has(id) ? id : null),
    load: (id) => files.get(id) ?? null,
  };
}

function html(page: string, title: string): string {
  return `<!doctype html>
<html lang="en" data-page="${page}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="stylesheet" href="./src/base.css" />
    <script type="module" src="./src/main.tsx"></script>
  </head>
  <body>
    <div id="app"></div>
  </body>
</html>
`;
}
