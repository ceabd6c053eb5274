/* The form of one record: a few columns, the timeline, and a tab on which a maker has placed the
   marketing page. */

import { element } from "./dom.js";
import { frame } from "./frames.js";
import { ApiError, call } from "./web_api.js";

const FIELDS = {
  lead: [
    "firstname",
    "lastname",
    "subject",
    "emailaddress1",
    "telephone1",
    "jobtitle",
    "companyname",
    "donotbulkemail",
  ],
  contact: ["firstname", "lastname", "emailaddress1", "telephone1", "jobtitle", "donotbulkemail"],
  account: ["name", "accountnumber", "emailaddress1", "telephone1", "donotbulkemail"],
};
const LABELS = /** @type {Record<string, string>} */ ({
  name: "accountName",
  accountnumber: "number",
  emailaddress1: "email",
  telephone1: "phone",
  jobtitle: "job",
  companyname: "company",
  donotbulkemail: "noBulk",
});
const TYPE_CODES = { account: 1, contact: 2, lead: 4 };
const MARKETING = "acd_/app/marketing.html";
const CREATE = 1;
const UPDATE = 2;

/**
 * @param {"lead" | "contact" | "account"} table
 * @param {string | null} id without braces; null for a record that was never saved
 * @param {any} about description of person and package
 * @param {any} texts
 * @param {{ created: (id: string) => void }} told
 */
export function form(table, id, about, texts, told) {
  const primary = table === "account" ? "name" : "fullname";
  const inputs = new Map(FIELDS[table].map((name) => [name, field(name)]));
  let kept = /** @type {Record<string, any>} */ ({});
  const heading = element("h1", {}, texts.new);
  const state = element("p", { role: "status" });
  const timeline = element("ul", {});
  const general = element(
    "div",
    { className: "fields" },
    ...[...inputs].map(([name, input]) =>
      element("label", {}, element("span", {}, texts[LABELS[name] ?? name]), input),
    ),
  );
  const placed = element("div", { className: "placed", hidden: true });
  const main = element("div", {}, general, element("h2", {}, texts.timeline), timeline);

  const read = (/** @type {HTMLInputElement} */ input) =>
    input.type === "checkbox" ? input.checked : input.value === "" ? null : input.value;
  const write = (/** @type {HTMLInputElement} */ input, /** @type {any} */ value) => {
    if (input.type === "checkbox") input.checked = value === true;
    else input.value = value ?? "";
  };
  const changes = () =>
    Object.fromEntries(
      [...inputs]
        .map(([name, input]) => [name, read(input)])
        .filter(
          ([name, value]) =>
            value !== (kept[/** @type {string} */ (name)] ?? (value === false ? false : null)),
        ),
    );

  const load = async () => {
    if (id === null) return;
    try {
      kept = (await call("GET", `${table}s(${id})?$select=${primary},${FIELDS[table].join(",")}`))
        .content;
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      made.replaceChildren(
        element("p", { role: "alert" }, fault.status === 403 ? texts.forbidden : fault.message),
      );
      return;
    }
    heading.textContent = kept[primary] ?? "—";
    for (const [name, input] of inputs) write(input, kept[name]);
    await showTimeline();
  };
  const showTimeline = async () => {
    const path = `acd_marketingactivities?$select=subject,actualend&$filter=_regardingobjectid_value eq ${id}&$orderby=actualend desc&$top=20`;
    const rows = await call("GET", path).then(
      (found) => found.content.value,
      () => [],
    );
    const lines = rows.map((/** @type {any} */ one) =>
      element(
        "li",
        {},
        `${one.actualend ? new Date(one.actualend).toLocaleString() : ""} ${one.subject ?? ""}`,
      ),
    );
    timeline.replaceChildren(...(lines.length > 0 ? lines : [element("li", {}, texts.nothing)]));
  };
  const save = async () => {
    state.textContent = "";
    try {
      if (id === null) {
        const { entityId } = await call("POST", `${table}s`, changes());
        told.created(/\(([^)]+)\)$/.exec(entityId ?? "")?.[1] ?? "");
        return;
      }
      await call("PATCH", `${table}s(${id})`, changes(), { "If-Match": "*" });
      await load();
      state.textContent = texts.saved;
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      state.textContent = fault.status === 403 ? texts.forbidden : fault.message;
    }
  };

  const tab = (/** @type {string} */ label, /** @type {boolean} */ marketing) =>
    element(
      "button",
      {
        type: "button",
        role: "tab",
        aria: { selected: !marketing },
        on: {
          click: (/** @type {any} */ event) => {
            for (const one of tabs.children)
              one.setAttribute("aria-selected", String(one === event.currentTarget));
            main.hidden = marketing;
            placed.hidden = !marketing;
            // Dynamics may make the frame anew each time the tab is shown.
            placed.replaceChildren(...(marketing ? [frame(MARKETING, passed(), label)] : []));
          },
        },
      },
      label,
    );
  /** What a web resource on a form is told that is to get the record's type and id. */
  const passed = () => ({
    id: `{${(id ?? "").toUpperCase()}}`,
    orglcid: String(about.organization.languageId),
    orgname: about.organization.uniqueName,
    type: String(TYPE_CODES[table]),
    typename: table,
    userlcid: String(about.user.languageId),
  });
  const tabs = element(
    "div",
    { role: "tablist", hidden: id === null || table === "account" },
    tab(texts.general, false),
    tab(texts.marketing, true),
  );
  const made = element("section", { className: "form" }, heading, state, tabs, main, placed);

  /** What a script gets as PrimaryControl (learn.microsoft.com, "Form context"). */
  const context = {
    data: {
      refresh: load,
      save,
      entity: {
        getId: () => (id === null ? "" : `{${id.toUpperCase()}}`),
        getEntityName: () => table,
        getPrimaryAttributeValue: () => kept[primary] ?? "",
        getIsDirty: () => Object.keys(changes()).length > 0,
      },
    },
    ui: { getFormType: () => (id === null ? CREATE : UPDATE) },
    getAttribute: (/** @type {string} */ name) => ({
      getName: () => name,
      getValue: () => kept[name] ?? null,
    }),
  };
  return { element: made, context, load, save };
}

/** @param {string} name @returns {HTMLInputElement} */
function field(name) {
  return element("input", {
    type: name.startsWith("donot") ? "checkbox" : name === "emailaddress1" ? "email" : "text",
    name,
  });
}
