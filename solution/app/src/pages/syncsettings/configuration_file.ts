/** The document is not looked into: the function app says what is wrong with it. */
export type Configuration = Record<string, unknown>;

export const FILE_NAME = "activecampaign-configuration.json";

export class NotJson extends Error {}

/** Throws NotJson. */
export async function readConfiguration(file: Blob): Promise<Configuration> {
  const text = await file.text();
  const found = parsed(text);
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw new NotJson();
  return found as Configuration;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Lets the browser save the document as a file. */
export function saveConfiguration(configuration: Configuration) {
  const text = `${JSON.stringify(configuration, null, 2)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = FILE_NAME;
  link.click();
  URL.revokeObjectURL(address);
}
