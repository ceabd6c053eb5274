import type { CodeText } from "./codes";

export const mappingCodes: Readonly<Record<string, CodeText>> = {
  "criteria.column_unknown": {
    text: "Dynamics has no such column.",
    remedy: "Choose another column.",
  },
  "criteria.missing": {
    text: "There is no criterion.",
    remedy: "Add at least one, or sync all records.",
  },
  "criteria.operator": {
    text: "This comparison does not fit the column.",
    remedy: "Choose another one.",
  },
  "criteria.value": { text: "This value does not fit the column." },
  "mapping.character_not_allowed": {
    text: "A value holds a character that cannot be stored.",
    remedy: "Remove the character.",
  },
  "mapping.column_read_only": {
    text: "This column is not written by a sync.",
    remedy: "Set the direction to Dynamics to ActiveCampaign.",
  },
  "mapping.column_secured": {
    text: "The app may not read this column: column security protects it.",
    remedy:
      "Give the application user access by a column security profile, or choose another column.",
  },
  "mapping.column_twice": {
    text: "Another field writes this column already.",
    remedy: "Remove one of the two, or set it to Dynamics to ActiveCampaign.",
  },
  "mapping.column_unknown": {
    text: "Dynamics has no such column that can be read.",
    remedy: "Choose another column.",
  },
  "mapping.create_options": {
    text: "Options can be created only for a field with options that goes with a choice and is sent to ActiveCampaign.",
    remedy: "Clear the box, or change the direction.",
  },
  "mapping.consent_column": {
    text: "The column says who opted out of email; a rule of its own syncs it.",
    remedy: "Set the direction to “Dynamics to ActiveCampaign”, or remove the field.",
  },
  "mapping.custom_only": {
    text: "A custom field goes with a custom column only.",
    remedy: "Choose a custom column.",
  },
  "mapping.direction": {
    text: "The field goes in a direction that the entity does not.",
    remedy: "Set it to the entity's direction or to both ways.",
  },
  "mapping.email_locked": {
    text: "The email address is always mapped, to the same column and both ways.",
    remedy: "Set it back.",
  },
  "mapping.field_twice": {
    text: "This field is mapped already.",
    remedy: "Remove one of the two.",
  },
  "mapping.field_unknown": {
    text: "ActiveCampaign has no such field.",
    remedy: "Remove it, or choose another field.",
  },
  "mapping.incompatible": {
    text: "The field cannot hold every value of the column without loss.",
    remedy: "Choose another column.",
  },
  "mapping.missing": {
    text: "There is no mapping yet.",
    remedy: "Connect the ActiveCampaign account first; it brings the standard fields.",
  },
  "mapping.no_options": {
    text: "The field has no options.",
    remedy: "Add them in ActiveCampaign, or let the app create them.",
  },
  "mapping.not_a_date": { text: "A value is not a date.", remedy: "Correct it in ActiveCampaign." },
  "mapping.not_a_number": {
    text: "A value is not a number.",
    remedy: "Correct it in ActiveCampaign.",
  },
  "mapping.not_an_email": { text: "A value is not an email address.", remedy: "Correct it." },
  "mapping.not_an_id": { text: "A value is not a unique identifier.", remedy: "Correct it." },
  "mapping.option_separator": {
    text: "An option holds two bars (||), which a field with several options cannot carry.",
    remedy: "Rename the option, or choose another field.",
  },
  "mapping.option_unknown": {
    text: "An option does not exist on the other side.",
    remedy: "Add it there, or choose another value.",
  },
  "mapping.out_of_range": {
    text: "A value is outside the range of its column.",
    remedy: "Correct the value, or widen the column.",
  },
  "mapping.owner_not_able": {
    text: "This user or team cannot own records.",
    remedy: "Choose an enabled user, or an owner team.",
  },
  "mapping.owner_unknown": {
    text: "Dynamics has no such user or team.",
    remedy: "Choose the owner anew.",
  },
  "mapping.read_only": {
    text: "A column cannot be written.",
    remedy: "Set its direction to Dynamics to ActiveCampaign.",
  },
  "mapping.required_blank": {
    text: "A value was cleared, but its column is required in Dynamics.",
    remedy: "Enter a value on either side.",
  },
  "mapping.required_missing": {
    text: "A value that Dynamics requires is missing.",
    remedy: "Enter it in ActiveCampaign.",
  },
  "mapping.required_unmapped": {
    text: "A column that Dynamics requires is not mapped.",
    remedy: "Map it so that it is written, or send changes to ActiveCampaign only.",
  },
  "mapping.several_options": {
    text: "There are several options where only one can be stored.",
    remedy: "Leave one.",
  },
  "mapping.too_precise": { text: "A number has too many decimal places.", remedy: "Round it." },
  "mapping.unconvertible": { text: "A value cannot be converted." },
  "mapping.value_not_read": { text: "A value could not be read." },
  "mapping.value_too_long": {
    text: "A value is too long.",
    remedy: "Shorten it, or map a longer column.",
  },
  "dataverse.duplicate": {
    text: "Dynamics found a duplicate.",
    remedy: "Merge the records, or change the duplicate rule.",
  },
  "dataverse.number_out_of_range": {
    text: "Dynamics refused a number that is out of range.",
    remedy: "Correct the value.",
  },
  "dataverse.operation_failed": { text: "Dynamics could not carry out the change." },
  "dataverse.payload_refused": { text: "Dynamics refused the content of the change." },
  "dataverse.plugin_refused": {
    text: "A rule of your organisation in Dynamics refused the change.",
    remedy: "The page Problems shows administrators the rule's own message.",
  },
  "dataverse.text_too_long": {
    text: "Dynamics refused a text that is too long.",
    remedy: "Shorten it.",
  },
  "activecampaign.contact_refused": { text: "ActiveCampaign refused the contact." },
  "activecampaign.email_taken": {
    text: "Another contact in ActiveCampaign has this email address.",
    remedy: "Merge the two contacts in ActiveCampaign, or change one of the addresses.",
  },
  "activecampaign.enrol_refused": {
    text: "ActiveCampaign refused to add the person to the automation.",
  },
  "activecampaign.import_rejected": { text: "ActiveCampaign rejected the contact in an import." },
  "activecampaign.import_unfinished": {
    text: "An import into ActiveCampaign did not finish in time.",
    remedy: "It is looked at again in the next run; until it is through, the record waits.",
  },
  "criteria.column_secured": {
    text: "Column security hides this column from the app.",
    remedy:
      "Let the application user read it by a column security profile, or choose another column.",
  },
  "drift.column_deleted": {
    text: "A mapped column is not in Dynamics any more, or cannot be read.",
    remedy: "Make it again, or choose another one in the data configuration.",
  },
  "drift.field_deleted": {
    text: "A mapped field is not in ActiveCampaign any more.",
    remedy: "Choose another one in the data configuration.",
  },
  "drift.type_changed": {
    text: "A mapped column or field has another type now, and the two no longer fit.",
    remedy: "Choose another pair in the data configuration, or set the type back.",
  },
  "drift.options_differ": {
    text: "Options have no counterpart on the other side.",
    remedy: "Add them there, or save the mapping once nobody uses them any more.",
  },
  "drift.options_not_made": {
    text: "Options could not be created in ActiveCampaign.",
    remedy: "Give the user of the API key the right to manage fields, or add the options by hand.",
  },
  "drift.length_shortened": {
    text: "A mapped column was shortened; values that do not fit are not written.",
    remedy: "Make it as long as it was, or shorten the values and save the mapping.",
  },
  "drift.range_narrowed": {
    text: "The range of a mapped column was narrowed; values outside are not written.",
    remedy: "Set the range back, or correct the values and save the mapping.",
  },
};
