/** What the pages must know before they can sign anybody in: environment variables of the solution. */
export interface AppConfig {
  /** Address of the function app, without a slash at its end. */
  functionAppUrl: string;
  clientId: string;
  /** Full address of the authority, the tenant included. */
  authority: string;
}

export type ConfigFault = "unreadable" | "forbidden" | "missing";

/** `names` are the environment variables that are missing or wrong. */
export class ConfigError extends Error {
  constructor(
    readonly kind: ConfigFault,
    readonly names: readonly string[] = [],
  ) {
    super(`The app's configuration is ${kind}: ${names.join(", ")}`);
  }
}

interface Definition {
  schemaname: string;
  defaultvalue: string | null;
  environmentvariabledefinition_environmentvariablevalue?: { value: string | null }[];
}

const MICROSOFT = "https://login.microsoftonline.com";
const VALUES = "environmentvariabledefinition_environmentvariablevalue";
const ADDRESS =
  "/api/data/v9.2/environmentvariabledefinitions?$select=schemaname,defaultvalue" +
  `&$filter=startswith(schemaname,'acd_')&$expand=${VALUES}($select=value)`;
const TIMEOUT_MS = 30_000;

/** Reads the configuration with the rights of whoever is signed in to Dynamics. Throws ConfigError. */
export async function loadConfig(): Promise<AppConfig> {
  let answer: Response;
  try {
    answer = await fetch(ADDRESS, {
      headers: { Accept: "application/json", "OData-Version": "4.0", "OData-MaxVersion": "4.0" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new ConfigError("unreadable");
  }
  if (answer.status === 401 || answer.status === 403) throw new ConfigError("forbidden");
  if (!answer.ok) throw new ConfigError("unreadable");
  const body = (await answer.json()) as { value: Definition[] };
  return configOf(new Map(body.value.map((one) => [one.schemaname.toLowerCase(), valueOf(one)])));
}

/** `values` by the variable's name in lower case. Throws ConfigError for one missing or wrong. */
export function configOf(values: ReadonlyMap<string, string>): AppConfig {
  const read = (name: string) => values.get(name.toLowerCase()) ?? "";
  const functionAppUrl = read("acd_FunctionAppUrl").replace(/\/+$/, "");
  const tenant = read("acd_TenantId");
  const clientId = read("acd_ClientId");
  const authority = read("acd_Authority") || `${MICROSOFT}/${tenant}`;
  const wrong: string[] = [];
  if (!isSafeAddress(functionAppUrl)) wrong.push("acd_FunctionAppUrl");
  if (tenant === "" && read("acd_Authority") === "") wrong.push("acd_TenantId");
  if (clientId === "") wrong.push("acd_ClientId");
  if (wrong.length > 0) throw new ConfigError("missing", wrong);
  return { functionAppUrl, clientId, authority };
}

export function isMicrosoft(authority: string): boolean {
  return authority.startsWith(`${MICROSOFT}/`);
}

function valueOf(definition: Definition): string {
  const own = definition[VALUES]?.[0]?.value;
  return (own ?? definition.defaultvalue ?? "").trim();
}

/** Tokens go to https only; plain http on loopback is for local use. */
function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.protocol === "https:" ||
    (url.protocol === "http:" && (url.hostname === "127.0.0.1" || url.hostname === "localhost"))
  );
}
