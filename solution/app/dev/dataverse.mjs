/* Plays Dynamics' own Web API for the pages: the session of one person, and the environment variables
   that the stand-in of Dataverse does not have. */

const VALUES = "environmentvariabledefinition_environmentvariablevalue";

/**
 * @param {{ target: string, entra: string, person: string, variables: Record<string, string> }} options
 * @returns {import("node:http").RequestListener}
 */
export function dataverse({ target, entra, person, variables }) {
  /** @type {Promise<string> | undefined} */
  let token;

  async function newToken() {
    const answer = await fetch(`${entra}/_sandbox/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person, audience: target, expiresIn: 86_400 }),
    });
    /** @type {unknown} */
    const body = await answer.json();
    return /** @type {{ token: string }} */ (body).token;
  }

  return (request, response) => {
    const path = request.url ?? "/";
    const json = (/** @type {number} */ status, /** @type {string} */ body) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(body);
    };
    if (path.startsWith("/api/data/v9.2/environmentvariabledefinitions")) {
      const value = Object.entries(variables).map(([schemaname, text]) => ({
        schemaname,
        defaultvalue: null,
        [VALUES]: [{ value: text }],
      }));
      json(200, JSON.stringify({ value }));
      return;
    }
    if (request.method !== "GET" || !path.startsWith("/api/data/v9.2/")) {
      json(404, "{}");
      return;
    }
    const forward = async () => {
      token ??= newToken();
      const headers = {
        Authorization: `Bearer ${await token}`,
        Accept: "application/json",
        "OData-Version": "4.0",
        "OData-MaxVersion": "4.0",
        "If-None-Match": "null",
      };
      const answer = await fetch(target + path, { headers, signal: AbortSignal.timeout(30_000) });
      json(answer.status, await answer.text());
    };
    forward().catch(() => json(502, "{}"));
  };
}
