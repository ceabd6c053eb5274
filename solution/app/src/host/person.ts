const TIMEOUT_MS = 10_000;

/** The sign-in name of whoever is signed in to Dynamics, so that Entra ID need not ask; undefined
    where Dynamics does not tell. */
export async function signInName(): Promise<string | undefined> {
  try {
    const me = (await read("/api/data/v9.2/WhoAmI")) as { UserId?: string };
    if (me.UserId === undefined) return undefined;
    const row = await read(`/api/data/v9.2/systemusers(${me.UserId})?$select=domainname`);
    return (row as { domainname?: string }).domainname ?? undefined;
  } catch {
    return undefined;
  }
}

async function read(address: string): Promise<unknown> {
  const answer = await fetch(address, {
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
