/** Changes of policies that keep the rest of their text as it is. */

import { PolicyEngine, normalize } from "mlld-policy";
import { options, policyOptions } from "../engine/engine.js";
import { loadAuthoring } from "../engine/modules.js";
import { layers } from "../state/state.js";
import { type Change, insertions } from "./insert.js";
import { stepsOf } from "./outline.js";

/**
 * Adds an entry to a key of a layer's document, as the suggestions of denials name both; `false` where the text cannot be
 * changed so. What was changed can be undone in the editor.
 */
export async function addEntry(layer: number, path: string, entry: string): Promise<boolean> {
  const before = layers.peek().find(({ id }) => id === layer)?.text;
  const steps = stepsOf(path);
  if (before === undefined || steps === null || steps.length === 0) return false;
  try {
    await loadAuthoring();
  } catch {
    return false;
  }
  const change = insertions(before, steps.map(String), entry).find((made) => isRight(before, applied(before, made), entry));
  if (change === undefined) return false;
  const sessions = await import("./sessions.js");
  if (layers.peek().find(({ id }) => id === layer)?.text !== before) return false;
  // Without an editor in the page, nothing else has told the sessions of what was written elsewhere.
  sessions.takeOver();
  sessions.change(layer, change);
  return true;
}

function applied(text: string, { from, to, insert }: Change): string {
  return text.slice(0, from) + insert + text.slice(to);
}

/** Whether the engine takes the text, and the policy says what it said and the entry besides. */
function isRight(before: string, after: string, entry: string): boolean {
  try {
    new PolicyEngine(after, options.peek()).free();
    const [had, has] = [leavesOf(before), leavesOf(after)];
    const added = [...has].filter((leaf) => !had.has(leaf));
    return (
      [...had].every((leaf) => has.has(leaf)) &&
      added.length > 0 &&
      added.every((leaf) => {
        const value = JSON.parse(leaf.slice(leaf.indexOf("=") + 1)) as unknown;
        return value === "*" || value === true || (typeof value === "string" && entry.endsWith(value));
      })
    );
  } catch {
    return false;
  }
}

/** Every value of a policy in its canonical form, with the way to it; the places in lists do not count. */
function leavesOf(text: string): Set<string> {
  const leaves = new Set<string>();
  const visit = (value: unknown, way: string) => {
    if (Array.isArray(value)) for (const item of value) visit(item, `${way}[]`);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, `${way}.${JSON.stringify(key)}`);
    } else leaves.add(`${way.replaceAll("=", "")}=${JSON.stringify(value)}`);
  };
  visit(normalize(text, policyOptions.peek()), "");
  return leaves;
}
