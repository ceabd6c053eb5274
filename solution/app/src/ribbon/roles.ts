import { host } from "./host";

/* A role has a copy in each business unit, and all copies name the same root role; System
   Administrator is told by its template. The ids are those of solution/src/roles.toml. */
const ROOTS = ["3f6c1a52-8d0e-4c7b-9a41-6e2b7d5f0a11", "b1d94e07-52c6-4f3a-8e9d-0c7a64f2b822"];
const SYSTEM_ADMINISTRATOR = "627090ff-40a3-4053-8790-584edc5be201";

let answer: Promise<boolean> | undefined;

/** Whether the person may use the buttons: asked once a session, as each command bar asks. A matter
    of display only: the API looks at the roles itself. */
export function holdsRole(): Promise<boolean> {
  answer ??= ask().catch(() => {
    answer = undefined; // asked again by the next command bar
    return false;
  });
  return answer;
}

async function ask(): Promise<boolean> {
  const held = host().Utility.getGlobalContext().userSettings.securityRoles;
  if (held.length === 0) return false;
  const wanted = [
    ...ROOTS.map((id) => `_parentrootroleid_value eq ${id}`),
    `_roletemplateid_value eq ${SYSTEM_ADMINISTRATOR}`,
  ];
  const filter = `(${any(held.map((id) => `roleid eq ${id}`))}) and (${any(wanted)})`;
  const options = `?$select=roleid&$filter=${encodeURIComponent(filter)}`;
  const { entities } = await host().WebApi.retrieveMultipleRecords("role", options, 1);
  return entities.length > 0;
}

function any(terms: string[]): string {
  return terms.join(" or ");
}
