/* Dataverse's Web API with the rights of whoever is signed in, as `Xrm.WebApi` gives it
   (learn.microsoft.com, "Xrm.WebApi (Client API reference)", read 2026-11-30). */

const ROOT = "/api/data/v9.2/";
const HEADERS = { Accept: "application/json", "OData-Version": "4.0", "OData-MaxVersion": "4.0" };

/** The error objects of Xrm.WebApi: a number, a text. */
export class ApiError extends Error {
  /** @param {number} status @param {{ code?: string, message?: string }} error */
  constructor(status, error) {
    super(error.message ?? `HTTP ${status}`);
    this.status = status;
    this.errorCode = Number(error.code ?? 0) | 0;
  }
}

/** @param {string} method @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] */
export async function call(method, path, body, headers = {}) {
  const answer = await fetch(path.startsWith("http") ? path : ROOT + path, {
    method,
    headers: {
      ...HEADERS,
      ...headers,
      ...(body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const content = text === "" ? {} : JSON.parse(text);
  if (!answer.ok) throw new ApiError(answer.status, content.error ?? {});
  return { content, entityId: answer.headers.get("OData-EntityId") };
}

/** Set names of the tables that Dynamics would look up in its metadata. */
const SETS = new Map([
  ["acd_marketingactivity", "acd_marketingactivities"],
  ["environmentvariabledefinition", "environmentvariabledefinitions"],
  ["environmentvariablevalue", "environmentvariablevalues"],
]);
const setOf = (/** @type {string} */ table) => SETS.get(table) ?? `${table}s`;
const plain = (/** @type {string} */ id) => id.replace(/[{}]/g, "");

export const webApi = {
  async retrieveRecord(/** @type {string} */ table, /** @type {string} */ id, options = "") {
    return (await call("GET", `${setOf(table)}(${plain(id)})${options}`)).content;
  },
  async retrieveMultipleRecords(
    /** @type {string} */ table,
    options = "",
    /** @type {number | undefined} */ maxPageSize = undefined,
  ) {
    const headers = maxPageSize === undefined ? {} : { Prefer: `odata.maxpagesize=${maxPageSize}` };
    const { content } = await call("GET", setOf(table) + options, undefined, headers);
    const nextLink = content["@odata.nextLink"];
    return { entities: content.value, ...(nextLink !== undefined && { nextLink }) };
  },
  async createRecord(/** @type {string} */ table, /** @type {unknown} */ data) {
    const { entityId } = await call("POST", setOf(table), data);
    return { entityType: table, id: /\(([^)]+)\)$/.exec(entityId ?? "")?.[1] };
  },
  async updateRecord(
    /** @type {string} */ table,
    /** @type {string} */ id,
    /** @type {unknown} */ data,
  ) {
    await call("PATCH", `${setOf(table)}(${plain(id)})`, data, { "If-Match": "*" });
    return { entityType: table, id: plain(id) };
  },
  async deleteRecord(/** @type {string} */ table, /** @type {string} */ id) {
    await call("DELETE", `${setOf(table)}(${plain(id)})`);
    return { entityType: table, id: plain(id) };
  },
};
