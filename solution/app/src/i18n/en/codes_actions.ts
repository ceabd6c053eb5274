import type { CodeText } from "./codes";

export const actionCodes: Readonly<Record<string, CodeText>> = {
  "action.out_of_time": {
    text: "There was not enough time for this person; nothing was done.",
    remedy: "Continue: only what is left is done.",
  },
  "action.outcome_unknown": {
    text: "ActiveCampaign gave no answer, so it is not known whether it was done.",
    remedy: "Look at the contact in ActiveCampaign before you repeat it.",
  },
  "action.request_not_found": { text: "There is no such request of yours." },
  "action.request_taken": {
    text: "The request id was used for something else.",
    remedy: "Start anew.",
  },
  "erase.busy": {
    text: "Somebody else is deleting a person's data at this moment.",
    remedy: "Try again in a minute.",
  },
  "action.under_way": {
    text: "It is being done at this moment.",
    remedy: "Look again in a few minutes.",
  },
  "automation.already_in": { complete: true, text: "The person is in this automation already." },
  "automation.inactive": {
    complete: true,
    text: "The automation is not active.",
    remedy: "Activate it in ActiveCampaign.",
  },
  "automation.not_found": { text: "There is no such automation any more." },
  "automation.not_taken": { text: "ActiveCampaign did not add the person to the automation." },
  "campaign.no_message": { text: "The campaign has no message." },
  "campaign.not_found": { text: "There is no such campaign any more." },
  "campaign.not_sendable": { text: "The campaign cannot be sent to single people." },
  "campaign.refused": { text: "ActiveCampaign refused to send the campaign." },
  "closed.contact_deleted": {
    complete: true,
    text: "The contact was deleted in ActiveCampaign.",
    remedy: "Change the record in Dynamics to have the contact made again.",
  },
  "closed.merged": { text: "The record was merged into another one." },
  "closed.qualified": { text: "The lead was qualified; the contact it became is synced instead." },
  "closed.record_deleted": { complete: true, text: "The record was deleted in Dynamics." },
  "contact.gone": { text: "The contact is not in ActiveCampaign any more." },
  "excluded.contact_awaited": {
    complete: true,
    text: "ActiveCampaign has not finished the import that is to make the contact.",
    remedy: "Nothing: the contact is looked for again in the next run.",
  },
  "excluded.duplicate_email": {
    text: "An older record has the same email address.",
    remedy: "Merge the two records, or give them different email addresses.",
  },
  "excluded.inactive": {
    complete: true,
    text: "The record is inactive.",
    remedy: "Activate it in Dynamics.",
  },
  "excluded.inbound_only": {
    complete: true,
    text: "The mapping brings changes to Dynamics only.",
    remedy: "Let the mapping go both ways.",
  },
  "excluded.no_email": {
    complete: true,
    text: "The record has no email address.",
    remedy: "Enter one in Dynamics.",
  },
  "excluded.out_of_scope": {
    complete: true,
    text: "The record does not meet the criteria of the mapping.",
    remedy: "Change the record, or the criteria.",
  },
  "person.bounced": { complete: true, text: "Mail to this address has bounced." },
  "person.email_differs": {
    text: "The email address differs between Dynamics and ActiveCampaign.",
    remedy: "Wait for the next run, or correct the address.",
  },
  "person.opted_out": { complete: true, text: "The person has opted out of marketing mail." },
  "person.same_email": {
    text: "Another chosen record has the same email address; it gets the mail.",
  },
  "history.changed_since": {
    text: "The value was changed since the conflict was decided.",
    remedy: "Look at both sides, and enter the right value in one of them.",
  },
  "history.not_found": { complete: true, text: "There is no such item in this history." },
  "history.not_restorable": { text: "The value cannot be restored." },
  "history.not_taken": { text: "The other system did not take the value." },
  "record.email_invalid": {
    text: "The email address is not valid.",
    remedy: "Correct it.",
  },
  "record.not_found": { complete: true, text: "There is no such record, or you may not read it." },
  "record.not_synced": {
    complete: true,
    text: "The record has not been synced yet.",
    remedy: "It comes with the next scheduled run.",
  },
  "record.owner_refused": {
    text: "The owner that is set for new records cannot have this one.",
    remedy: "Choose another owner in the mapping, or give this one a role that reads the table.",
  },
  "record.heir_not_linked": {
    text: "The record was merged or qualified, and the one it became is not linked yet.",
    remedy: "It is tried again in each run.",
  },
  "record.restless": {
    text: "The record kept changing while it was synced.",
    remedy: "It is tried again in the next run.",
  },
  "record.skipped": { text: "The record could not be synced." },
  "record.value_not_taken": {
    text: "The other system did not keep a value as it was sent.",
    remedy: "Look for a rule there that changes the value.",
  },
};
