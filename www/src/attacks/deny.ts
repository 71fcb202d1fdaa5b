/** A denial against an attack, put into a policy of its own. */

import { batch } from "@preact/signals";
import { addLayer, writeLayer } from "../state/change.js";
import { chosenLayer, layers } from "../state/state.js";

/** The policy that such denials are in. It opts in to the whole danger list, so that it takes nothing else away. */
const NAME = "gallery";

export function deny(rule: string): void {
  const found = layers.value.map(({ id, text }) => ({ id, rules: rulesOf(text) })).find(({ rules }) => rules !== null);
  if (found === undefined) return addLayer(policy([rule]));
  batch(() => {
    writeLayer(found.id, policy([...new Set([...found.rules!, rule])]));
    chosenLayer.value = found.id;
  });
}

/** The denials of that policy; `null` for any other, and where somebody has made another one of it. */
function rulesOf(text: string): readonly string[] | null {
  try {
    const read = JSON.parse(text) as { readonly name?: unknown; readonly deny?: unknown } | null;
    const { name, deny: rules } = read ?? {};
    const isOurs = name === NAME && Array.isArray(rules) && Object.keys(read!).every((key) => ["name", "danger", "deny"].includes(key));
    return isOurs ? (rules as string[]) : null;
  } catch {
    return null;
  }
}

function policy(rules: readonly string[]): string {
  return `${JSON.stringify({ name: NAME, danger: "*", deny: rules }, null, 2)}\n`;
}
