/* `npm run serve`: the built pages in front of what `make start` runs, so that they can be tried in a
   browser. Plays the part of Dynamics: same origin for pages and Web API, the session of one person.

     npm run build && npm run serve -- --app URL --dataverse URL --entra URL [--person ada]

   `--pages-only` serves the pages alone, for tests that play the rest. */

import { parseArgs } from "node:util";
import { servePages } from "./pages.mjs";
import { dataverse } from "./dataverse.mjs";
import { crossOrigin, secure } from "./gateways.mjs";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4174" },
    "pages-only": { type: "boolean", default: false },
    app: { type: "string" },
    dataverse: { type: "string" },
    entra: { type: "string" },
    person: { type: "string", default: "ada" },
    tenant: { type: "string", default: "7e000000-0000-4000-8000-000000000001" },
    client: { type: "string", default: "ac100000-0000-4000-8000-000000000001" },
  },
});
const port = Number(values.port);

if (values["pages-only"]) {
  const hosts = ["https://acd-demo.azurewebsites.net", "https://login.microsoftonline.com"];
  await servePages({ port, hosts });
} else {
  const { app, entra, tenant, client, person } = values;
  if (!app || !entra || !values.dataverse) {
    throw new Error("Give the addresses that `make start` prints: --app --dataverse --entra");
  }
  const appUrl = `http://127.0.0.1:${port + 1}`;
  const authority = `https://127.0.0.1:${port + 2}`;
  await crossOrigin({ port: port + 1, target: app, allowed: values.dataverse });
  await secure({ port: port + 2, target: entra });
  const variables = {
    acd_FunctionAppUrl: appUrl,
    acd_TenantId: tenant,
    acd_ClientId: client,
    acd_Authority: `${authority}/${tenant}/v2.0`,
  };
  const other = dataverse({ target: values.dataverse, entra, person, variables });
  await servePages({ port, hosts: [appUrl, authority, entra], other });
  process.stdout.write(
    `http://127.0.0.1:${port}/WebResources/acd_/app/dashboard.html as ${person}\n` +
      `The certificate of ${authority} is made up: start the browser so that it takes it.\n`,
  );
}
