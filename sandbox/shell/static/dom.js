/* Making elements. Nothing here knows Dynamics. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [given] properties; `on` holds listeners, `data` and `aria` attributes
 * @param {...(Node | string)} children
 * @returns {any} the element
 */
export function element(tag, given = {}, ...children) {
  const { on = {}, aria = {}, role, ...properties } = /** @type {any} */ (given);
  const made = document.createElement(tag);
  Object.assign(made, properties);
  if (role !== undefined) made.setAttribute("role", role);
  for (const [name, value] of Object.entries(aria))
    made.setAttribute(`aria-${name}`, String(value));
  for (const [name, listener] of Object.entries(on))
    made.addEventListener(name, /** @type {any} */ (listener));
  made.append(...children);
  return made;
}

/** @param {string} id */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
