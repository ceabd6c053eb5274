/* Dynamics, imitated: navigation by the site map of the solution, and a small app for sales beside it. */

import { commandBar } from "./commands.js";
import { dialogs } from "./dialogs.js";
import { byId, element } from "./dom.js";
import { form } from "./form.js";
import { frame, resourceAddress } from "./frames.js";
import { grid } from "./grid.js";
import { sidePanes } from "./side_panes.js";
import { textsIn } from "./texts.js";
import { xrm } from "./xrm.js";

const SALES = "sales";
const TABLES = /** @type {const} */ (["lead", "contact", "account"]);
const LANGUAGES = [
  [1033, "English"],
  [1040, "Italiano"],
];

/** @typedef {{ app: string, pageType: string, table: any, id: string | null, webResource: string, data: string | null }} Page */

const answer = await fetch("/_shell/description");
if (!answer.ok) location.replace("/_shell/sign-out");
const about = await answer.json();
const texts = textsIn(about.user.languageId);
const items = (about.app?.areas ?? [])
  .flatMap((/** @type {any} */ area) => area.groups)
  .flatMap((/** @type {any} */ group) => group.items);
const showCommands = commandBar(about.commands, byId("commands"));
let shown = /** @type {Page} */ (pageOf(location));

document.documentElement.lang = about.user.languageId === 1040 ? "it" : "en";
/** @type {any} */ (window).Xrm = xrm(about, {
  dialogs: dialogs(texts),
  sidePanes: sidePanes(texts),
  navigate: (page) =>
    go({
      app: shown.app,
      pageType: page.pageType,
      table: page.entityName,
      id: plain(page.entityId),
      webResource: page.webresourceName ?? "",
      data: page.data ?? null,
    }),
  pageContext: () => ({
    pageType: shown.pageType,
    ...(shown.pageType === "webresource"
      ? { webResourceName: shown.webResource }
      : { entityName: shown.table }),
    ...(shown.pageType === "entityrecord" && { entityId: shown.id ?? undefined }),
  }),
  notify: notifications(),
});
addEventListener("popstate", () => show(pageOf(location)));
header();
show(shown);

/** @param {string | null | undefined} id */
function plain(id) {
  return id == null || id === "" ? null : id.replace(/[{}]/g, "").toLowerCase();
}

/** @param {Location} from @returns {Page} */
function pageOf(from) {
  const asked = new URLSearchParams(from.search);
  const first = items[0];
  const pageType = asked.get("pagetype") ?? (first === undefined ? "entitylist" : "webresource");
  const isPage = pageType === "webresource";
  const app = asked.get("appid") ?? (isPage && about.app ? about.app.id : SALES);
  return {
    app: about.app ? app : SALES,
    pageType,
    table: asked.get("etn") ?? "lead",
    id: plain(asked.get("id")),
    webResource: asked.get("webresourceName") ?? first?.webResource ?? "",
    data: asked.get("data"),
  };
}

/** @param {Page} page */
function go(page) {
  const asked = new URLSearchParams({ appid: page.app, pagetype: page.pageType });
  if (page.pageType === "webresource") asked.set("webresourceName", page.webResource);
  else asked.set("etn", page.table);
  if (page.id !== null && page.pageType === "entityrecord") asked.set("id", page.id);
  if (page.data !== null) asked.set("data", page.data);
  history.pushState(null, "", `/main.aspx?${asked.toString()}`);
  show(page);
}

/** @param {Page} page */
function show(page) {
  shown = page;
  siteMap();
  const place = byId("page");
  void showCommands(null);
  if (page.pageType === "webresource") {
    const item = items.find((/** @type {any} */ one) => one.webResource === page.webResource);
    const passed = item?.passParams
      ? {
          orgname: about.organization.uniqueName,
          userlcid: String(about.user.languageId),
          orglcid: String(about.organization.languageId),
        }
      : {};
    const data = page.data === null ? {} : { data: page.data };
    place.replaceChildren(
      frame(page.webResource, { ...passed, ...data }, item?.title ?? page.webResource),
    );
    document.title = item?.title ?? page.webResource;
  } else if (page.pageType === "entityrecord") {
    showForm(place, page);
  } else {
    showGrid(place, page);
  }
}

/** @param {HTMLElement} place @param {Page} page */
function showGrid(place, page) {
  const refresh = { label: texts.refresh, run: () => list.load() };
  const create = {
    label: texts.new,
    run: () => go({ ...page, pageType: "entityrecord", id: null }),
  };
  const list = grid(page.table, texts, {
    open: (id) => go({ ...page, pageType: "entityrecord", id }),
    selection: (ids) =>
      void showCommands({
        place: "HomepageGrid",
        table: page.table,
        own: [create, refresh],
        selectedCount: ids.length,
        formState: "",
        parameters: {
          ...common(page),
          SelectedControl: list.control,
          SelectedControlSelectedItemIds: ids,
          SelectedControlSelectedItemCount: ids.length,
          SelectedEntityTypeName: page.table,
        },
      }),
  });
  place.replaceChildren(list.element);
  document.title = texts[/** @type {"lead"} */ (page.table)];
  void list.load();
}

/** @param {HTMLElement} place @param {Page} page */
function showForm(place, page) {
  const record = form(page.table, page.id, about, texts, { created: (id) => go({ ...page, id }) });
  place.replaceChildren(record.element);
  if (page.table === "account" && page.id !== null) record.element.append(contactsOf(page));
  const ids = page.id === null ? [] : [record.context.data.entity.getId()];
  void record.load();
  void showCommands({
    place: "Form",
    table: page.table,
    own: [
      { label: texts.save, run: () => void record.save() },
      { label: texts.refresh, run: () => void record.load() },
    ],
    selectedCount: 0,
    formState: page.id === null ? "Create" : "Existing",
    parameters: {
      ...common(page),
      PrimaryControl: record.context,
      PrimaryItemIds: ids,
      FirstPrimaryItemId: ids[0] ?? "",
    },
  });
}

/** The contacts of an account, with the buttons for a sub-grid. @param {Page} page */
function contactsOf(page) {
  const table = "contact";
  const bar = element("div", {
    className: "commands",
    role: "menubar",
    aria: { label: texts[table] },
  });
  const showTheirs = commandBar(about.commands, bar);
  const told = {
    open: (/** @type {string} */ id) => go({ ...page, table, id }),
    selection: (/** @type {string[]} */ ids) =>
      void showTheirs({
        place: "SubGrid",
        table,
        own: [{ label: texts.refresh, run: () => list.load() }],
        selectedCount: ids.length,
        formState: "Existing",
        parameters: {
          ...common(page),
          FirstPrimaryItemId: `{${(page.id ?? "").toUpperCase()}}`,
          SelectedControl: list.control,
          SelectedControlSelectedItemIds: ids,
          SelectedControlSelectedItemCount: ids.length,
          SelectedEntityTypeName: table,
        },
      }),
  };
  const filter = `_parentcustomerid_value eq ${page.id}`;
  const list = grid(table, texts, told, { filter, commands: bar });
  void list.load();
  return list.element;
}

/** @param {Page} page */
function common(page) {
  return {
    PrimaryEntityTypeName: page.table,
    UserLcid: about.user.languageId,
    OrgLcid: about.organization.languageId,
  };
}

function header() {
  const chooser = element(
    "select",
    {
      aria: { label: texts.language },
      on: {
        change: async () => {
          await fetch("/_shell/language", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ languageId: Number(chooser.value) }),
          });
          location.reload();
        },
      },
    },
    ...LANGUAGES.map(([id, name]) =>
      element(
        "option",
        { value: String(id), selected: id === about.user.languageId },
        String(name),
      ),
    ),
  );
  byId("top").append(
    element("strong", {}, "Dynamics, imitated"),
    element("span", { className: "who" }, about.user.name),
    chooser,
    element("a", { href: "/_shell/sign-out" }, texts.signOut),
  );
}

function siteMap() {
  const entry = (
    /** @type {string} */ title,
    /** @type {Page} */ page,
    /** @type {boolean} */ current,
    icon = "",
  ) =>
    element(
      "li",
      {},
      element(
        "a",
        {
          href: "#",
          aria: current ? { current: "page" } : {},
          on: {
            click: (/** @type {Event} */ event) => {
              event.preventDefault();
              go(page);
            },
          },
        },
        ...(icon === ""
          ? []
          : [element("img", { src: resourceAddress(icon), alt: "", width: 16, height: 16 })]),
        title,
      ),
    );
  const blank = { id: null, data: null, table: "lead", webResource: "" };
  const groups = (about.app?.areas ?? [])
    .flatMap((/** @type {any} */ area) => area.groups)
    .map((/** @type {any} */ group) => [
      element("h2", {}, group.title),
      element(
        "ul",
        {},
        ...group.items.map((/** @type {any} */ item) =>
          entry(
            item.title,
            { ...blank, app: about.app.id, pageType: "webresource", webResource: item.webResource },
            shown.pageType === "webresource" && shown.webResource === item.webResource,
            item.icon,
          ),
        ),
      ),
    ]);
  const sales = [
    element("h2", {}, texts.sales),
    element(
      "ul",
      {},
      ...TABLES.map((table) =>
        entry(
          texts[table],
          { ...blank, app: SALES, pageType: "entitylist", table },
          shown.pageType !== "webresource" && shown.table === table,
        ),
      ),
    ),
  ];
  byId("site-map").setAttribute("aria-label", texts.apps);
  byId("site-map").replaceChildren(
    ...(about.app ? [element("h1", {}, about.app.title)] : []),
    ...groups.flat(),
    ...sales,
  );
}

/** `Xrm.App`'s global notifications (learn.microsoft.com, read 2026-11-30). */
function notifications() {
  const place = byId("notifications");
  let count = 0;
  return {
    async addGlobalNotification(/** @type {any} */ given) {
      const id = String(++count);
      place.append(element("p", { id: `notification-${id}` }, given.message));
      return id;
    },
    async clearGlobalNotification(/** @type {string} */ id) {
      document.getElementById(`notification-${id}`)?.remove();
    },
  };
}
