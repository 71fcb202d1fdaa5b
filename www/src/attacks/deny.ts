/** A denial against an attack, put into a policy of its own. */

import { batch } from "@preact/signals";
import { layerNames } from "../engine/engine.js";
import { addLayer, writeLayer } from "../state/change.js";
import { chosenLayer, layers } from "../state/state.js";

/** What the policy is called that such denials are in, with a number where somebody else has one of that name. */
const NAME = "gallery";

/** Denies it, in a policy that says nothing else, and returns what that is called. */
export function deny(rule: string): string {
  const found = layers.value.map(({ id, text }) => ({ id, own: ownOf(text) })).find(({ own }) => own !== null);
  if (found === undefined) {
    const name = unused();
    addLayer(policy(name, [rule]));
    return name;
  }
  const { name, rules } = found.own!;
  batch(() => {
    writeLayer(found.id, policy(name, [...new Set([...rules, rule])]));
    chosenLayer.value = found.id;
  });
  return name;
}

interface Own {
  readonly name: string;
  readonly rules: readonly string[];
}

/** That policy; `null` for any other, and where somebody has made another one of it: nothing of that must be lost. */
function ownOf(text: string): Own | null {
  try {
    const { name, deny: rules } = JSON.parse(text) as { readonly name?: unknown; readonly deny?: unknown };
    if (typeof name !== "string" || !/^gallery( \d+)?$/.test(name) || !Array.isArray(rules)) return null;
    return bare(policy(name, rules as string[])) === bare(text) ? { name, rules: rules as string[] } : null;
  } catch {
    return null;
  }
}

function bare(text: string): string {
  return text.replace(/\s/g, "");
}

/** A name that no other policy has. */
function unused(): string {
  const taken = new Set([...layerNames.value.values(), ...layers.value.flatMap(({ text }) => ownOf(text)?.name ?? [])]);
  let name = NAME;
  for (let number = 2; taken.has(name); number += 1) name = `${NAME} ${number}`;
  return name;
}

/** It opts in to the whole danger list, so that it takes nothing else away. */
function policy(name: string, rules: readonly string[]): string {
  return `${JSON.stringify({ name, danger: "*", deny: rules }, null, 2)}\n`;
}
