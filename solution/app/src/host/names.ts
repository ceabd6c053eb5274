import type { Entity } from "../api/types";

const TIMEOUT_MS = 15_000;

/** The names of records by id, with the rights of whoever is signed in to Dynamics. A record that
    may not be read is not among them. Throws if Dynamics does not answer. `ids`: at most 100. */
export async function namesOf(
  entity: Entity,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const key = `${entity}id`;
  const filter = ids.map((id) => `${key} eq ${id}`).join(" or ");
  const query = `$select=fullname&$filter=${encodeURIComponent(filter)}`;
  const answer = await fetch(`/api/data/v9.2/${entity}s?${query}`, {
    headers: { Accept: "application/json", "OData-Version": "4.0", "OData-MaxVersion": "4.0" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!answer.ok) throw new Error(`names: ${answer.status}`);
  const { value } = (await answer.json()) as { value: Record<string, string | null>[] };
  return new Map(value.map((row) => [row[key] ?? "", row["fullname"] ?? ""]));
}
