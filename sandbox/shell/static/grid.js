/* The list of one table, with search, pages and a selection; on a form, of what belongs to its record. */

import { element } from "./dom.js";
import { ApiError, call } from "./web_api.js";

const PAGE = 250;
const COLUMNS = {
  lead: ["fullname", "emailaddress1", "companyname", "modifiedon"],
  contact: ["fullname", "emailaddress1", "jobtitle", "modifiedon"],
  account: ["name", "accountnumber", "emailaddress1", "modifiedon"],
};
const HEADINGS = /** @type {const} */ ({
  fullname: "name",
  name: "accountName",
  accountnumber: "number",
  emailaddress1: "email",
  companyname: "company",
  jobtitle: "job",
  modifiedon: "changed",
});

/**
 * @param {"lead" | "contact" | "account"} table
 * @param {any} texts
 * @param {{ open: (id: string) => void, selection: (ids: string[]) => void }} told
 * @param {{ filter: string, commands: HTMLElement }} [within] a form, as its sub-grid
 */
export function grid(table, texts, told, within) {
  const columns = COLUMNS[table];
  const primary = columns[0];
  const key = `${table}id`;
  /** @type {Set<string>} */
  const selected = new Set();
  let ids = /** @type {string[]} */ ([]);

  const search = element("input", {
    type: "search",
    placeholder: texts.search,
    aria: { label: texts.search },
  });
  const state = element("span", { className: "count" });
  const everyone = element("input", {
    type: "checkbox",
    aria: { label: texts.all },
    on: { change: () => mark(ids, everyone.checked) },
  });
  const body = element("tbody");
  const next = element("button", { type: "button", disabled: true }, texts.next);
  const first = element("button", { type: "button", on: { click: () => load() } }, texts.first);

  const tell = () => {
    state.textContent = `${selected.size} ${texts.selected}`;
    everyone.checked = ids.length > 0 && ids.every((id) => selected.has(id));
    for (const box of body.querySelectorAll("input")) box.checked = selected.has(box.value);
    told.selection([...selected]);
  };
  const mark = (/** @type {string[]} */ some, /** @type {boolean} */ on) => {
    for (const id of some)
      if (on) selected.add(id);
      else selected.delete(id);
    tell();
  };

  const row = (/** @type {any} */ one) => {
    const id = one[key];
    const name = one[primary] ?? "—";
    const box = element("input", {
      type: "checkbox",
      value: id,
      aria: { label: name },
      on: { change: () => mark([id], box.checked) },
    });
    const link = element(
      "a",
      {
        href: `/main.aspx?pagetype=entityrecord&etn=${table}&id=${id}`,
        on: {
          click: (/** @type {Event} */ event) => {
            event.preventDefault();
            told.open(id);
          },
        },
      },
      name,
    );
    const cells = columns
      .slice(1)
      .map((column) =>
        element(
          "td",
          {},
          column === "modifiedon" ? new Date(one[column]).toLocaleString() : (one[column] ?? ""),
        ),
      );
    return element("tr", {}, element("td", {}, box), element("td", {}, link), ...cells);
  };

  const load = async (address = query()) => {
    try {
      const { content } = await call("GET", address, undefined, {
        Prefer: `odata.maxpagesize=${PAGE}`,
      });
      ids = content.value.map((/** @type {any} */ one) => one[key]);
      selected.clear();
      body.replaceChildren(...content.value.map(row));
      const following = content["@odata.nextLink"];
      next.disabled = following === undefined;
      next.onclick = () => load(following);
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      body.replaceChildren(
        element(
          "tr",
          {},
          element(
            "td",
            { colSpan: columns.length + 1 },
            fault.status === 403 ? texts.forbidden : fault.message,
          ),
        ),
      );
    }
    tell();
  };
  const query = () => {
    const quoted = search.value.trim().replaceAll("'", "''");
    const terms = ["statecode eq 0"];
    if (within !== undefined) terms.push(within.filter);
    if (quoted !== "") terms.push(`contains(${primary},'${quoted}')`);
    const filter = encodeURIComponent(terms.join(" and "));
    return `${table}s?$select=${columns.join(",")}&$orderby=${primary},${key}&$filter=${filter}`;
  };
  search.addEventListener("change", () => load());

  const headings = columns.map((column) =>
    element("th", { scope: "col" }, texts[HEADINGS[/** @type {keyof typeof HEADINGS} */ (column)]]),
  );
  const heading = element(within === undefined ? "h1" : "h2", {}, texts[table]);
  const made = element(
    "section",
    { className: "grid", aria: { label: texts[table] } },
    ...(within === undefined ? [] : [within.commands]),
    element("div", { className: "grid-bar" }, heading, search, state),
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, element("th", { scope: "col" }, everyone), ...headings),
      ),
      body,
    ),
    element("div", { className: "grid-bar" }, first, next),
  );
  /** What a script gets as SelectedControl (learn.microsoft.com, "Grids and subgrids"). */
  const control = {
    getEntityName: () => table,
    refresh: () => load(),
    getGrid: () => ({
      getTotalRecordCount: () => ids.length,
      getSelectedRows: () => ({
        getLength: () => selected.size,
        get: () => [...selected],
        forEach: (/** @type {(id: string) => void} */ each) => selected.forEach(each),
      }),
    }),
  };
  return { element: made, control, load };
}
