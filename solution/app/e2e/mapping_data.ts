import type { Preview } from "../src/api/preview";
import type * as T from "../src/api/types";

function field(key: string, label: string, type: string, options: string[] = []): T.AcField {
  return { key, label, type, custom: key.startsWith("field:"), options };
}

function column(name: string, label: string, type: string, more: Partial<T.Column> = {}): T.Column {
  return {
    name,
    label,
    type,
    custom: name.startsWith("acd_"),
    required: false,
    maxLength: type === "String" ? 100 : null,
    options: [],
    writable: true,
    ...more,
  };
}

const MEMBERSHIP = ["Gold", "Silver", "Bronze"].map((label, value) => ({
  value: value + 1,
  label,
}));

export const FIELDS: T.Fields = {
  activecampaign: [
    field("email", "Email", "email"),
    field("firstName", "First name", "text"),
    field("lastName", "Last name", "text"),
    field("phone", "Phone", "phone"),
    field("field:1", "Job title", "text"),
    field("field:3", "Birthday", "date"),
    field("field:5", "Employees", "number"),
    field("field:6", "Membership", "dropdown", ["Gold", "Silver", "Bronze"]),
    field("field:8", "Interests in our products and events of the coming year", "listbox", [
      "Wine",
      "Cheese",
    ]),
    field("field:13", "VIP", "checkbox", ["Yes"]),
    field("field:14", "Greeting", "text"),
  ],
  dynamics: [
    column("emailaddress1", "Email", "String"),
    column("firstname", "First Name", "String", { maxLength: 50 }),
    column("lastname", "Last Name", "String", { maxLength: 50, required: true }),
    column("telephone1", "Business Phone", "String", { maxLength: 50 }),
    column("mobilephone", "Mobile Phone", "String", { maxLength: 20 }),
    column("acd_jobtitle", "Job Title (marketing)", "String"),
    column("acd_birthday", "Birthday", "DateTime"),
    column("acd_employees", "Number of employees", "Integer"),
    column("acd_membership", "Membership", "Picklist", { options: MEMBERSHIP }),
    column("acd_interests", "Interests", "MultiSelectPicklist", { options: MEMBERSHIP }),
    column("acd_vip", "VIP", "Boolean"),
    column("acd_region", "Sales region", "String", { required: true }),
    column("statecode", "Status", "State", {
      writable: false,
      options: [
        { value: 0, label: "Open" },
        { value: 1, label: "Qualified" },
      ],
    }),
  ],
  compatible: {
    email: ["emailaddress1"],
    firstName: ["firstname", "lastname"],
    lastName: ["firstname", "lastname"],
    phone: ["telephone1", "mobilephone"],
    "field:1": ["acd_jobtitle", "acd_region"],
    "field:3": ["acd_birthday"],
    "field:5": ["acd_employees", "acd_membership"],
    "field:6": ["acd_membership", "acd_jobtitle"],
    "field:8": ["acd_interests"],
    "field:13": ["acd_vip"],
    "field:14": ["acd_jobtitle", "acd_region"],
  },
};

export const MAPPING: T.Mapping = {
  enabled: true,
  direction: "both",
  scope: "criteria",
  criteria: [
    { field: "statecode", operator: "equals", value: 0 },
    { field: "acd_employees", operator: "greaterThan", value: 10 },
    { field: "acd_membership", operator: "anyOf", value: [1, 2] },
  ],
  conflict: "dynamics",
  fields: [
    { activecampaign: "email", dynamics: "emailaddress1", direction: "both", locked: true },
    { activecampaign: "firstName", dynamics: "firstname", direction: "both", locked: false },
    { activecampaign: "lastName", dynamics: "lastname", direction: "both", locked: false },
    { activecampaign: "phone", dynamics: "telephone1", direction: "outbound", locked: false },
    { activecampaign: "field:6", dynamics: "acd_membership", direction: "both", locked: false },
    { activecampaign: "field:8", dynamics: "acd_interests", direction: "both", locked: false },
  ],
};

export const PREVIEW: Preview = {
  matching: 1894,
  create: 120,
  update: 31,
  none: 1740,
  excluded: 71,
  failing: 3,
  examined: 1500,
  estimated: true,
  sample: [
    {
      id: "00000000-0000-4000-8000-000000000201",
      name: "Chloé D'Angelo",
      action: "update",
      changes: [
        { field: "phone", side: "activecampaign", from: "+39 06 0000001", to: "+39 06 0000002" },
        { field: "field:6", side: "dynamics", from: null, to: "Gold" },
      ],
      reason: null,
    },
    {
      id: "00000000-0000-4000-8000-000000000202",
      name: "Müller & Söhne GmbH",
      action: "excluded",
      changes: [],
      reason: { code: "excluded.no_email", detail: "The record has no email address." },
    },
    {
      id: "00000000-0000-4000-8000-000000000203",
      name: "",
      action: "problem",
      changes: [],
      reason: {
        code: "mapping.value_too_long",
        detail: "mobilephone: 27 characters, 20 allowed. Shorten the value or map a longer column.",
      },
    },
  ],
};
