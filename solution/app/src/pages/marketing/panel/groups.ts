import type { Activity, ActivityKind } from "../../../api/marketing";

export type Group = "mails" | "lists" | "automations" | "tags" | "others";
export const GROUPS: readonly Group[] = ["mails", "lists", "automations", "tags", "others"];

const GROUP_OF: Readonly<Record<ActivityKind, Group>> = {
  sent: "mails",
  opened: "mails",
  clicked: "mails",
  bounced: "mails",
  subscribed: "lists",
  unsubscribed: "lists",
  automation: "automations",
  tag: "tags",
  note: "others",
  other: "others",
};

/** A kind of a later version is one of the others. */
function groupOf(kind: string): Group {
  return new Map<string, Group>(Object.entries(GROUP_OF)).get(kind) ?? "others";
}

/** Those of the groups that were chosen; all if none was. */
export function ofGroups(
  activities: readonly Activity[],
  groups: readonly Group[],
): readonly Activity[] {
  if (groups.length === 0) return activities;
  return activities.filter((one) => groups.includes(groupOf(one.kind)));
}
