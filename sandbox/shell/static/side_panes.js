/* `Xrm.App.sidePanes` (learn.microsoft.com, "createPane (Client API reference)", read 2026-11-30). */

import { byId, element } from "./dom.js";
import { frame } from "./frames.js";

const WIDTH = 340;

/** @param {{ close: string }} texts */
export function sidePanes(texts) {
  const place = byId("side-panes");
  /** @type {Map<string, any>} */
  const panes = new Map();

  const show = (/** @type {any} */ chosen) => {
    for (const one of panes.values()) one.element.hidden = one !== chosen;
    place.hidden = panes.size === 0;
    place.style.width = chosen === undefined ? "" : `${chosen.width}px`;
  };

  const api = {
    state: 1,
    getPane: (/** @type {string} */ id) => panes.get(id)?.pane,
    getAllPanes: () => [...panes.values()].map((one) => one.pane),
    getSelectedPane: () => [...panes.values()].find((one) => !one.element.hidden)?.pane,
    async createPane(/** @type {any} */ options = {}) {
      const id = options.paneId ?? `pane-${panes.size + 1}`;
      if (panes.has(id)) throw new Error(`There is a side pane ${id} already.`);
      const body = element("div", { className: "pane-body" });
      const title = element("h2", {}, options.title ?? "");
      const pane = {
        paneId: id,
        canClose: options.canClose ?? true,
        title: options.title,
        width: options.width ?? WIDTH,
        close() {
          panes.get(id).element.remove();
          panes.delete(id);
          show([...panes.values()].at(-1));
        },
        select: () => show(panes.get(id)),
        async navigate(/** @type {any} */ page) {
          if (page.pageType !== "webresource") throw new Error("Only web resources are imitated.");
          const parameters = page.data === undefined ? {} : { data: page.data };
          body.replaceChildren(frame(page.webresourceName, parameters, pane.title ?? id));
        },
      };
      const bar = element(
        "div",
        { className: "pane-bar", hidden: options.hideHeader === true },
        title,
      );
      if (pane.canClose)
        bar.append(
          element(
            "button",
            { type: "button", aria: { label: texts.close }, on: { click: () => pane.close() } },
            "✕",
          ),
        );
      const made = element(
        "section",
        { className: "pane", aria: { label: options.title ?? id } },
        bar,
        body,
      );
      place.append(made);
      panes.set(id, { pane, element: made, width: pane.width });
      if (options.isSelected !== false) show(panes.get(id));
      return pane;
    },
  };
  return api;
}
