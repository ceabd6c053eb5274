import type { CodeText } from "./codes";

export const systemCodes: Readonly<Record<string, CodeText>> = {
  "app.error": { text: "The request failed.", remedy: "Try again." },
  "app.internal": {
    text: "Something went wrong in the function app.",
    remedy:
      "Try again. If it happens again, give the invocation in the details to whoever runs the app.",
  },
  "app.unreachable": {
    text: "The function app does not answer.",
    remedy:
      "Check your connection and try again. If nobody can reach it, its address, its CORS setting or the app itself needs a look in Azure.",
  },
  "app.timeout": {
    text: "The function app did not answer in time.",
    remedy: "Try again in a minute. A change may have been made: reload the page to see.",
  },
  "app.unexpected": {
    text: "The function app gave an answer that is not its own.",
    remedy: "Try again in a minute. If it stays so, the app needs a look in Azure.",
  },
  "app.not_available": { text: "The function app does not offer this yet." },
  "auth.forbidden": {
    text: "Your role does not allow this.",
    remedy: "Ask an administrator for the role ActiveCampaign Admin.",
  },
  "auth.no_role": {
    text: "You have no role for this app.",
    remedy: "Ask an administrator for the role ActiveCampaign User or ActiveCampaign Admin.",
  },
  "auth.unauthenticated": { text: "You are not signed in.", remedy: "Sign in." },
  "configuration.other_account": {
    text: "The file was made with another ActiveCampaign account, whose custom fields have other ids.",
    remedy: "Connect that account, or take the pairs of custom fields out of the file.",
  },
  "configuration.invalid": {
    text: "A setting of the function app is missing or wrong.",
    remedy: "The app's log in Azure names the setting.",
  },
  "connection.account_left": {
    text: "Another ActiveCampaign account was connected.",
  },
  "connection.key_malformed": {
    complete: true,
    text: "This is not an API key.",
    remedy: "Copy the key anew from Settings > Developer in ActiveCampaign.",
  },
  "connection.key_refused": {
    complete: true,
    text: "ActiveCampaign refuses this key.",
    remedy: "Copy address and key anew from Settings > Developer.",
  },
  "connection.missing": {
    complete: true,
    text: "No ActiveCampaign account is connected.",
    remedy: "Connect it on the page Settings.",
  },
  "connection.not_activecampaign": {
    complete: true,
    text: "What answers at this address is not ActiveCampaign's API.",
    remedy: "Copy the address anew from Settings > Developer.",
  },
  "connection.refused": { text: "ActiveCampaign refused the connection." },
  "connection.right_missing": {
    text: "The user whose key this is lacks a right in ActiveCampaign.",
    remedy: "Give the user's group this right, or take the key of an administrator.",
  },
  "connection.unreachable": {
    complete: true,
    text: "There is no answer at this address.",
    remedy: "Copy it anew from Settings > Developer.",
  },
  "connection.url_credentials": {
    complete: true,
    text: "The address must hold no user name or password.",
  },
  "connection.url_host": {
    complete: true,
    text: "This is not an address of ActiveCampaign.",
    remedy: "Copy it from Settings > Developer, such as https://yourcompany.api-us1.com.",
  },
  "connection.url_http": { complete: true, text: "The address must begin with https://." },
  "connection.url_malformed": {
    complete: true,
    text: "This is not an address.",
    remedy: "Copy it from Settings > Developer.",
  },
  "connection.url_missing": { complete: true, text: "Enter the address." },
  "connection.url_path": {
    complete: true,
    text: "Enter the address alone, without what stands behind the host name.",
  },
  "paging.token": { text: "The list has changed meanwhile.", remedy: "Reload it." },
  "people.held_otherwise": {
    text: "The role is held in another way, such as through a team.",
    remedy: "Change it there in Dynamics.",
  },
  "people.last_admin": {
    complete: true,
    text: "This is the last administrator.",
    remedy: "Make somebody else an administrator first.",
  },
  "people.not_a_person": { text: "This is not an enabled person in Dynamics." },
  "people.not_found": { text: "There is no such person in Dynamics." },
  "problem.not_found": { text: "There is no such problem; it may have been solved meanwhile." },
  "remote.answer_not_understood": {
    text: "The other system gave an answer that was not understood.",
    remedy: "Try again later. If it stays so, an administrator has to look at the details.",
  },
  "remote.credentials_refused": {
    text: "The other system refused the app's credentials.",
    remedy:
      "Check the ActiveCampaign key on the page Settings, and the application user in Dynamics.",
  },
  "remote.error": { text: "The other system reported a fault.", remedy: "Try again." },
  "remote.gone": { text: "The row is not there any more." },
  "remote.outcome_unknown": {
    text: "It is not known whether the request was carried out.",
    remedy: "Look in the other system before you repeat it.",
  },
  "remote.refused": { text: "The other system refused a value." },
  "remote.retry_later": {
    text: "The other system is not available just now.",
    remedy: "Try again in a minute.",
  },
  "remote.right_missing": {
    text: "The app lacks a right in the other system.",
    remedy: "An administrator has to give it; the details name it.",
  },
  "remote.state_changed": { text: "The row was changed meanwhile.", remedy: "Try again." },
  "remote.stopped": { text: "An administrator has to act before syncing goes on." },
  "remote.throttled": {
    text: "The other system had too many requests.",
    remedy: "Try again in a minute.",
  },
  "remote.tracking_lost": { text: "Change tracking starts anew: everything is read once." },
  "remote.unreachable": {
    text: "The other system cannot be reached.",
    remedy: "Try again in a minute.",
  },
  "request.conflict": {
    text: "This is not possible in the present state.",
    remedy: "Reload the page.",
  },
  "request.content_type": { text: "The function app does not take this type of content." },
  "request.invalid": {
    text: "Something entered is not valid.",
    remedy: "Put right what is marked.",
  },
  "request.method": { text: "The function app does not take this request." },
  "request.not_found": { text: "It does not exist, or not any more." },
  "request.rejected": { text: "The function app refused the request." },
  "request.too_large": { text: "There is too much in the request." },
  "request.unknown_entity": { text: "Only leads and contacts are synced." },
  "request.version_required": {
    text: "The version that was read was not named.",
    remedy: "Reload the page.",
  },
  "request.version_stale": {
    complete: true,
    text: "Somebody else has changed it since you opened it.",
    remedy: "Reload it.",
  },
  "run.not_found": { text: "There is no such run. Old runs are removed after a while." },
  "store.not_storable": { text: "There is too much to be stored." },
  "storage.being_upgraded": {
    text: "The stored data are being brought up to date after an update.",
    remedy: "Try again in some minutes.",
  },
  "storage.too_new": {
    text: "The stored data come from a newer version of the function app.",
    remedy: "Ask the operator to deploy the newer version again.",
  },
  "sync.initial_begun": {
    text: "The initial sync has begun, so its automations can no longer be set.",
  },
  "webhook.malformed": { text: "A webhook delivery was not understood." },
  "webhook.secret": { text: "A webhook delivery did not bring the right secret." },
  required: { text: "This is required." },
  unknown_property: { text: "The function app does not know this." },
  json: { text: "The request is not valid JSON." },
  not_allowed: { text: "This value is not allowed." },
  length: { text: "This is too short or too long." },
  range: { text: "This is outside the allowed range." },
  type: { text: "This value is of the wrong type." },
  "people.system_administrator_only": {
    text: "Only a System Administrator may do this.",
    remedy: "Ask one to do it.",
  },
  "run.not_held": { text: "The run is not held any more." },
  "sync.schema_outdated": {
    text: "Fields were changed while a run was reading them.",
    remedy: "They are read anew in the next run.",
  },
  "consent.bounced": { complete: true, text: "Mail to the contact bounces for good." },
  "consent.flag": { complete: true, text: "The record does not allow bulk email." },
  "consent.given_again": {
    complete: true,
    text: "The record allows bulk email again, and the contact is active on a list.",
  },
  "consent.remembered": { complete: true, text: "The address opted out before." },
  "consent.still_subscribed": {
    text: "The person opted out, but is still on a list in ActiveCampaign.",
    remedy: "Unsubscribe the contact there; it is tried again in the next run.",
  },
  "consent.unsubscribed": { complete: true, text: "The contact is unsubscribed from every list." },
  "fuse.changed": { text: "The run would change too many linked records." },
  "fuse.unsubscribed": { text: "The run would unsubscribe too many people." },
  "setup.dynamics": {
    text: "Dynamics",
    remedy: "Check the application user in Dynamics and its secret or certificate.",
  },
  "setup.tracking": {
    text: "Change tracking",
    remedy:
      "In Power Apps open the properties of the table and switch on Track changes under Advanced options.",
  },
  "setup.opt_out": {
    text: "Opt-out column",
    remedy: "Correct the setting OPT_OUT_COLUMN of the function app, or create the column.",
  },
  "setup.connection": {
    text: "ActiveCampaign",
    remedy: "Enter address and key on this page.",
  },
  "setup.webhook": {
    text: "Webhook",
    remedy: "Change the key to register the webhook again; the app also repairs it once a day.",
  },
  "setup.other_deployment": {
    text: "Other deployments",
    remedy:
      "Connect each ActiveCampaign account to one deployment only. If the other one is no more, remove its webhook in ActiveCampaign, under Settings > Developer.",
  },
  "setup.mapping": {
    text: "Mapping",
    remedy: "Look at the pages Data configuration and Problems.",
  },
  "setup.mapping.lead": {
    text: "Mapping of leads",
    remedy: "Look at the pages Data configuration and Problems.",
  },
  "setup.mapping.contact": {
    text: "Mapping of contacts",
    remedy: "Look at the pages Data configuration and Problems.",
  },
  "setup.global_sync": {
    text: "Sync",
    remedy: "Switch it on on the page Sync settings.",
  },
  "setup.initial_sync": {
    text: "Initial sync",
    remedy: "It begins and ends by itself once an account is connected and sync is on.",
  },
  "setup.timeline": {
    text: "Timeline",
    remedy: "Import the solution.",
  },
  "timeline.busy": {
    complete: true,
    text: "The timeline is being filled or cleared.",
    remedy: "Wait until that is done.",
  },
  "timeline.off": {
    complete: true,
    text: "The timeline is switched off.",
    remedy: "Switch it on first.",
  },
  "timeline.rows_refused": { text: "Dynamics refused rows of the timeline." },
  "timeline.table_missing": {
    complete: true,
    text: "Dynamics has no table for marketing activities.",
    remedy: "Import the solution, and try again.",
  },
};
