/* `Xrm.Navigation`'s dialogs (learn.microsoft.com, "navigateTo", "openAlertDialog",
   "openConfirmDialog", "openErrorDialog (Client API reference)", read 2026-11-30). */

import { element } from "./dom.js";
import { frame } from "./frames.js";

/** @param {{ value: number, unit: "px" | "%" } | number | undefined} given @param {"vw" | "vh"} of */
function length(given, of) {
  if (given === undefined) return "";
  if (typeof given === "number") return `${given}px`;
  return given.unit === "%" ? `${given.value}${of}` : `${given.value}px`;
}

/** @param {import("./texts.js").textsIn extends (id: number) => infer T ? T : never} texts */
export function dialogs(texts) {
  /** Resolves with what `close` is given. @param {(close: (value?: any) => void) => any} make */
  const open = (make) =>
    new Promise((resolve) => {
      const dialog = make((value) => {
        dialog.close();
        dialog.remove();
        resolve(value);
      });
      document.body.append(dialog);
      dialog.showModal();
    });

  /** A web resource over the page. Resolves, with nothing, when it is closed. */
  const webResource = (/** @type {any} */ page, /** @type {any} */ options) =>
    open((close) => {
      const title = options.title ?? "";
      const bar = element(
        "div",
        { className: "dialog-bar" },
        element("span", {}, title),
        element(
          "button",
          { type: "button", aria: { label: texts.close }, on: { click: () => close() } },
          "✕",
        ),
      );
      const parameters = page.data === undefined ? {} : { data: page.data };
      const inside = frame(page.webresourceName, parameters, title || page.webresourceName);
      const made = element(
        "dialog",
        {
          className: "web-resource-dialog",
          on: {
            cancel: (/** @type {Event} */ event) => {
              event.preventDefault();
              close();
            },
          },
        },
        bar,
        inside,
      );
      made.style.width = length(options.width, "vw") || "60vw";
      made.style.height = length(options.height, "vh") || "80vh";
      if (options.position === 2) made.classList.add("far-side");
      return made;
    });

  const ask = (
    /** @type {{ title?: string, text: string, confirm: string, cancel?: string }} */ asked,
  ) =>
    open((close) => {
      const buttons = [
        element(
          "button",
          { type: "button", className: "primary", on: { click: () => close(true) } },
          asked.confirm,
        ),
      ];
      if (asked.cancel !== undefined)
        buttons.push(
          element("button", { type: "button", on: { click: () => close(false) } }, asked.cancel),
        );
      return element(
        "dialog",
        {
          className: "question",
          on: {
            cancel: (/** @type {Event} */ event) => {
              event.preventDefault();
              close(false);
            },
          },
        },
        ...(asked.title ? [element("h2", {}, asked.title)] : []),
        element("p", {}, asked.text),
        element("div", { className: "buttons" }, ...buttons),
      );
    });

  return {
    webResource,
    openAlertDialog: (/** @type {any} */ strings) =>
      ask({
        title: strings.title,
        text: strings.text,
        confirm: strings.confirmButtonLabel ?? texts.ok,
      }).then(() => undefined),
    openConfirmDialog: (/** @type {any} */ strings) =>
      ask({
        title: strings.title,
        text: strings.text,
        confirm: strings.confirmButtonLabel ?? texts.ok,
        cancel: strings.cancelButtonLabel ?? texts.cancel,
      }).then((confirmed) => ({ confirmed })),
    openErrorDialog: (/** @type {any} */ options) =>
      ask({ text: options.message ?? String(options.errorCode), confirm: texts.ok }).then(
        () => undefined,
      ),
  };
}
