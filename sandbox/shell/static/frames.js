/* Web resources in frames. */

import { element } from "./dom.js";

/** Changes in Dynamics with each publication; a page must not rely on it. */
const VERSION = "%7B000000001%7D";

/** @param {string} name */
export function resourceAddress(name) {
  return `/${VERSION}/WebResources/${name}`;
}

/** @param {string} name @param {Record<string, string>} parameters @param {string} title */
export function frame(name, parameters, title) {
  const query = new URLSearchParams(parameters).toString();
  const src = resourceAddress(name) + (query === "" ? "" : `?${query}`);
  return element("iframe", { src, title, className: "web-resource" });
}
