/* Serves the built pages alone, for tests that play the rest: `node dev/serve.mjs --port 4173`. With all
   the rest about them they are in the sandbox's shell (`make start`). */

import { parseArgs } from "node:util";
import { servePages } from "./pages.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "4173" } } });
const hosts = ["https://acd-demo.azurewebsites.net", "https://login.microsoftonline.com"];
await servePages({ port: Number(values.port), hosts });
