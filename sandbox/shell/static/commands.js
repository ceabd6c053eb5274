/* The command bar: the shell's own commands, and the buttons of the solution, each shown when all its
   rules hold (powerapps-docs, "Define ribbon enable rules", read 2026-11-30). */

import { element } from "./dom.js";
import { resourceAddress } from "./frames.js";

/** A custom rule without an answer for so long is false. */
const RULE_MS = 10_000;

/** @typedef {{ place: string, table: string, own: { label: string, run: () => void }[],
      parameters: Record<string, unknown>, selectedCount: number, formState: string }} Surroundings */

/** @type {Map<string, Promise<void>>} */
const libraries = new Map();

/** @param {string} name */
function loaded(name) {
  const known = libraries.get(name);
  if (known !== undefined) return known;
  const loading = new Promise((resolve, reject) => {
    const script = element("script", {
      src: resourceAddress(name),
      on: { load: resolve, error: () => reject(new Error(`${name} did not load`)) },
    });
    document.head.append(script);
  });
  libraries.set(name, /** @type {Promise<void>} */ (loading));
  return /** @type {Promise<void>} */ (loading);
}

/** @param {{ library: string, function: string, parameters: [string, string][] }} call @param {Surroundings} around */
async function run(call, around) {
  await loaded(call.library);
  /** @type {any} */
  let owner = window;
  const path = call.function.split(".");
  for (const name of path.slice(0, -1)) owner = owner?.[name];
  const wanted = owner?.[path.at(-1) ?? ""];
  if (typeof wanted !== "function")
    throw new Error(`${call.library} has no function ${call.function}`);
  const given = call.parameters.map(([kind, value]) =>
    kind === "string" ? value : around.parameters[value],
  );
  return wanted.apply(owner, given);
}

/** @param {any} rule @param {Surroundings} around @returns {Promise<boolean>} */
async function holds(rule, around) {
  switch (rule.kind) {
    case "selectionCount":
      return (
        around.selectedCount >= rule.minimum &&
        (rule.maximum === null || around.selectedCount <= rule.maximum)
      );
    case "formState":
      return (around.formState === rule.state) !== rule.inverted;
    case "custom": {
      const late = new Promise((resolve) => setTimeout(() => resolve(false), RULE_MS));
      try {
        return (await Promise.race([run(rule.call, around), late])) === true;
      } catch (fault) {
        console.error(fault);
        return rule.default;
      }
    }
    default:
      throw new Error(`There is no rule ${rule.kind}`);
  }
}

/** @param {Record<string, any[]>} byTable what the solution adds @param {HTMLElement} place */
export function commandBar(byTable, place) {
  let shown = 0;

  /** Works all rules out anew. `null` empties the bar. @param {Surroundings | null} around */
  return async function show(around) {
    const mine = ++shown;
    if (around === null) {
      place.replaceChildren();
      return;
    }
    const offered = (byTable[around.table] ?? []).filter((one) => one.place === around.place);
    const held = await Promise.all(
      offered.map(async (one) =>
        (await Promise.all(one.rules.map((/** @type {any} */ rule) => holds(rule, around)))).every(
          Boolean,
        ),
      ),
    );
    if (mine !== shown) return; // meanwhile something else is selected
    const own = around.own.map((one) =>
      element("button", { type: "button", role: "menuitem", on: { click: one.run } }, one.label),
    );
    const brought = offered
      .filter((_, at) => held[at])
      .map((one) =>
        element(
          "button",
          {
            type: "button",
            role: "menuitem",
            title: one.tooltip,
            on: {
              click: async () => {
                for (const action of one.actions) await run(action, around);
              },
            },
          },
          element("img", { src: resourceAddress(one.icon), alt: "", width: 16, height: 16 }),
          one.label,
        ),
      );
    place.replaceChildren(...own, ...brought);
  };
}
