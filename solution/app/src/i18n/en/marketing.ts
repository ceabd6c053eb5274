import { plural, thousands } from "../plural";

const people = (count: number) => plural(count, "1 person", (n) => `${n} people`);

export const panel = {
  title: "Marketing",
  subtitle: "marketing in ActiveCampaign",
  noRecordTitle: "There is no record to show",
  noRecord: "Save the lead or contact first, or open this from its form or from a list.",
  inSync: (since: string | null) =>
    since === null
      ? "In sync with ActiveCampaign."
      : `In sync with ActiveCampaign, last synced ${since}.`,
  state: {
    excluded: (why: string) => `Left out of the sync: ${why}`,
    failing: (why: string) => `Could not be synced: ${why}`,
    notSynced: (why: string) => `Not synced yet: ${why}`,
  },
  noReason: "the app gives no reason.",
  optedOut: "This person has opted out of marketing mail and gets no campaign.",
  openContact: "Open in ActiveCampaign",
  engagement: "Engagement",
  noEngagement:
    "ActiveCampaign cannot be asked at the moment, so score, lists and tags are missing.",
  score: "Score",
  noScore: "No score is kept",
  lastOpen: "Last open",
  lastClick: "Last click",
  notKnown: "None known",
  lists: "Lists",
  listStatus: {
    unconfirmed: "Unconfirmed",
    subscribed: "Subscribed",
    unsubscribed: "Unsubscribed",
    bounced: "Bounced",
    unknown: "Unknown",
  },
  tags: "Tags",
  activities: "Activities",
  noActivities: "Nothing has happened yet.",
  nothingShown: "None of these among the activities read so far",
  filter: "Show only",
  groups: {
    mails: "Email",
    lists: "Lists",
    automations: "Automations",
    tags: "Tags",
    others: "Other",
  },
  /** The app's words for an activity; others are what ActiveCampaign calls it. */
  titles: {
    "Email sent": "Email sent",
    "Personal email sent": "Personal email sent",
    "Email opened": "Email opened",
    "Link clicked": "Link clicked",
    "Email bounced": "Email bounced",
    "Subscribed to a list": "Subscribed to a list",
    "Unsubscribed from a list": "Unsubscribed from a list",
    "Automation entered": "Automation entered",
    "Automation completed": "Automation completed",
    "Automation left": "Automation left",
    "Tag added": "Tag added",
    "Note added": "Note added",
    "Email not sent": "Email not sent",
    "Email loaded by a machine": "Email loaded by a machine",
    "Email opened or link clicked": "Email opened or link clicked",
    "Email answered": "Email answered",
    "Email forwarded": "Email forwarded",
    "Event tracked": "Event tracked",
    "Deal created": "Deal created",
    "Contact updated": "Contact updated",
    Activity: "Activity",
  } as Readonly<Record<string, string>>,
};

export const acts = {
  title: { enrol: "Add to automation", send: "Send campaign" },
  leads: (count: number) => plural(count, "1 lead", (n) => `${n} leads`),
  contacts: (count: number) => plural(count, "1 contact", (n) => `${n} contacts`),
  tooManyTitle: (count: number) => `${thousands(count)} records are selected`,
  tooMany: (most: string) =>
    `At most ${most} can be taken at once. Close this window, select fewer, and repeat it for the others.`,
  choose: { enrol: "Choose an automation", send: "Choose a campaign" },
  search: { enrol: "Search automations", send: "Search campaigns" },
  nothingFound: (count: number) => `Nothing found among ${thousands(count)}`,
  none: {
    enrol: {
      title: "There is no active automation",
      text: "Make one in ActiveCampaign and activate it; then it can be chosen here.",
    },
    send: {
      title: "There is no campaign that can be sent",
      text: "Plain campaigns that were sent once in ActiveCampaign can be sent to single people from here.",
    },
  },
  sentAt: (day: string) => `sent on ${day}`,
  next: "Next",
  question: {
    enrol: (name: string, count: number) => `Add ${people(count)} to “${name}”?`,
    send: (name: string, count: number) => `Send “${name}” to ${people(count)}?`,
  },
  rule: {
    enrol:
      "Whoever is in the automation already stays as is. Records that are not in ActiveCampaign yet are synced first.",
    send: "Each person gets the email once. Whoever has opted out, or whose address has bounced, gets nothing. An email cannot be taken back.",
  },
  people: "People",
  go: {
    enrol: (count: number) => `Add ${people(count)}`,
    send: (count: number) => `Send to ${people(count)}`,
  },
  doing: {
    enrol: (name: string) => `Adding to “${name}”`,
    send: (name: string) => `Sending “${name}”`,
  },
  did: {
    enrol: (name: string) => `Added to “${name}”`,
    send: (name: string) => `“${name}”`,
  },
  progress: "Progress",
  processed: (done: number, total: number) => `${thousands(done)} of ${thousands(total)} processed`,
  keepOpen:
    "Keep this open until it is done. If it is closed before, open it again for the same records: it goes on, and nothing is done twice.",
  stopped: "What was done so far is listed below. Going on does the rest, and nothing twice.",
  goOn: "Go on",
  again: "Try the failed ones again",
  startAnew: "Start anew",
  unfinishedTitle: "This was not finished",
  unfinished: {
    enrol: (name: string, count: number) =>
      `Adding ${people(count)} to “${name}” was interrupted. Going on does the rest, and nothing twice.`,
    send: (name: string, count: number) =>
      `Sending “${name}” to ${people(count)} was interrupted. Going on does the rest, and nobody gets it twice; starting anew may send it again.`,
  },
  results: "Results",
  result: "Result",
  reason: "Reason",
  status: {
    done: "Done",
    already: "Was so already",
    refused: "Not done",
    failed: "Failed",
    unknown: "Unclear",
    waiting: "Waiting",
  },
  tally: {
    done: (count: number) => `${thousands(count)} done`,
    already: (count: number) => `${thousands(count)} already so`,
    refused: (count: number) => `${thousands(count)} not done`,
    failed: (count: number) => `${thousands(count)} failed`,
    unknown: (count: number) => `${thousands(count)} unclear`,
    waiting: (count: number) => `${thousands(count)} waiting`,
  },
  copy: "Copy results",
  copied: "Copied.",
  copyFailed: "Your browser did not allow copying. Select the results and copy them by hand.",
};
