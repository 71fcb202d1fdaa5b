/** What stands at one position of a policy's text: a key, or a value, with the way to it. */

import type { Step, Value, Word } from "./outline.js";

export interface At {
  readonly role: "key" | "value";
  /** The way to it: of a key with that key at its end, of an item with its number. */
  readonly steps: readonly Step[];
  /** The word there; `null` where none is written yet. */
  readonly word: Word | null;
  /** The keys that the object has besides. */
  readonly others: readonly string[];
  /** Whether a key has a value already. */
  readonly hasValue: boolean;
}

const within = (pos: number, place: { readonly from: number; readonly to: number }) => place.from <= pos && pos <= place.to;

/** What is at a position; `null` outside of the policy, and where nothing can be written. */
export function at(root: Value | null, pos: number, steps: readonly Step[] = []): At | null {
  if (root === null || !within(pos, root)) return null;
  if (root.kind === "word") return { role: "value", steps, word: root, others: [], hasValue: true };
  if (pos === root.from || (root.isClosed && pos === root.to)) return null;
  if (root.kind === "list") {
    const index = root.items.findIndex((item) => within(pos, item));
    if (index >= 0) return at(root.items[index]!, pos, [...steps, index]);
    const next = root.items.filter(({ to }) => to < pos).length;
    return { role: "value", steps: [...steps, next], word: null, others: [], hasValue: false };
  }
  const others = (own: Word | null) => root.members.flatMap(({ key }) => (key === own ? [] : [key.value]));
  for (const { key, colon, value } of root.members) {
    if (within(pos, key)) {
      return { role: "key", steps: [...steps, key.value], word: key, others: others(key), hasValue: colon !== null };
    }
    if (value !== null && within(pos, value)) return at(value, pos, [...steps, key.value]);
  }
  // Behind a colon without a value.
  const open = root.members.findLast(({ from }) => from < pos);
  if (open?.colon != null && open.value === null && pos > open.colon) {
    return { role: "value", steps: [...steps, open.key.value], word: null, others: [], hasValue: false };
  }
  return { role: "key", steps: [...steps, ""], word: null, others: others(null), hasValue: false };
}
