import { plural } from "../plural";

export const common = {
  app: "ActiveCampaign",
  lead: "Lead",
  leads: "Leads",
  contact: "Contact",
  contacts: "Contacts",
  save: "Save",
  saved: "Saved.",
  cancel: "Cancel",
  back: "Back",
  name: "Name",
  close: "Close",
  remove: "Remove",
  refresh: "Refresh",
  retry: "Try again",
  discard: "Discard changes",
  loadMore: "Load more",
  loading: "Loading",
  more: "More",
  yes: "Yes",
  no: "No",
  on: "On",
  off: "Off",
  never: "Never",
  none: "None",
  details: "Details",
  showDetails: "Show details",
  hideDetails: "Hide details",
  technical: "Message of the app (in English)",
  opensInNewTab: "opens in a new tab",
  actions: "Actions",
  notAvailableTitle: "Not available in this version",
  notAvailable: "The function app does not offer this yet. It appears here after the next update.",
  unsavedTitle: "Leave without saving?",
  unsaved: "Your changes have not been saved. If you leave now, they are lost.",
  leave: "Leave",
  stay: "Stay",
  unsavedBadge: "Unsaved changes",
  shown: (count: number) => plural(count, "1 shown", (n) => `${n} shown`),
  records: (count: number) => plural(count, "1 record", (n) => `${n} records`),
};

export const shell = {
  starting: "Starting",
  signInTitle: "Sign in to go on",
  signIn: "Sign in",
  signInText:
    "Your browser did not let this page use your Dynamics sign-in. One click, and it goes on by itself; a small window may open for a moment.",
  signInAgainText: "Your sign-in has expired. Sign in again; what you typed is still there.",
  signingIn: "Waiting for the sign-in window",
  openAgain: "Open the window again",
  fault: {
    blocked:
      "Your browser blocked the sign-in window. Allow pop-ups for this site (the icon stands in the address bar), then try again.",
    cancelled: "The sign-in window was closed before the sign-in was done. Try again.",
    consent:
      "Your organisation has not yet allowed this app to sign people in. Ask an administrator of Microsoft Entra ID to grant consent for “ActiveCampaign for Dynamics 365”, then try again.",
    notAssigned:
      "Your account is not assigned to this app in Microsoft Entra ID. Ask an administrator to assign it, then try again.",
    timeout:
      "The sign-in window gave no answer. If it shows an error, tell an administrator what it says; otherwise close it and try again.",
    offline:
      "Microsoft's sign-in service cannot be reached. Check your connection, then try again.",
    failed: "The sign-in did not succeed. Try again; if it fails again, tell an administrator.",
  },
  reference: (code: string) => `Reference: ${code}`,
  configTitle: "The app is not configured yet",
  config: {
    unreadable:
      "Dynamics did not answer when its environment variables were read. Check your connection, then try again.",
    forbidden:
      "You may not read the environment variables of the solution. Ask an administrator for the role ActiveCampaign Admin or ActiveCampaign User.",
    missing: (names: string) =>
      `These environment variables of the solution have no usable value: ${names}. An administrator sets them in Power Apps under Solutions > Default solution > Environment variables; their values stand in the output of the deployment.`,
  },
  noRoleTitle: "You have no role for this app",
  noRole:
    "Ask an administrator for the role ActiveCampaign User or ActiveCampaign Admin. A new role takes effect within a minute.",
  adminOnlyTitle: "This page is for administrators",
  adminOnly:
    "Setting up the integration needs the role System Administrator or ActiveCampaign Admin. With your role you can use the marketing panel and the buttons on leads and contacts.",
  unreachableTitle: "The function app does not answer",
  faultTitle: "Something went wrong on this page",
  faultText: "The page met a fault of its own. Reload it; what was saved is safe.",
  reload: "Reload the page",
};
