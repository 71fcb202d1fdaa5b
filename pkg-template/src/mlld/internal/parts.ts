/** Parts of what the interpreter passes, as JSON text: what a question needs, and nothing else. */

import { eachOf, isSet } from "./collections.js";
import { type Json, MAX_ITEMS, plain, quoted } from "./plain.js";

const { keys: enumerableKeys } = Object;
const isRealArray = Array.isArray;

/** The JSON text of an object of which each member is JSON text already; those without are left out. */
export function record(members: { readonly [key: string]: Json }): string {
  let text = "";
  for (const key of enumerableKeys(members)) {
    const json = members[key];
    if (json !== undefined) text += `${text === "" ? "" : ","}${quoted(key)}:${json}`;
  }
  return `{${text}}`;
}

/** The JSON text of a list of which each item is JSON text already. */
export function list(items: readonly string[]): string {
  let text = "";
  for (let index = 0; index < items.length; index += 1) text += `${index === 0 ? "" : ","}${items[index]}`;
  return `[${text}]`;
}

/** How the members of a value become text. */
export type Members = { readonly [key: string]: (value: unknown) => Json };

/**
 * The JSON text of some members of an object, its own or inherited, and of nothing else it has: values of the
 * interpreter refer to much that is no data. What is no object is written as it is.
 */
export function pick(value: unknown, members: Members): Json {
  if (typeof value !== "object" || value === null) return plain(value);
  const picked: Record<string, Json> = {};
  for (const key of enumerableKeys(members)) {
    picked[key] = members[key]?.((value as Record<string, unknown>)[key]);
  }
  return record(picked);
}

/** A value as data: what `pick` does with a member that is taken whole. */
export function data(value: unknown): Json {
  return plain(value);
}

/** The JSON text of a list, or of a set, of which each item is written in its own way. */
export function each(value: unknown, write: (item: unknown) => Json): Json {
  if (typeof value !== "object" || value === null) return plain(value);
  const items: string[] = [];
  const add = (item: unknown): void => {
    items[items.length] = write(item) ?? "null";
  };
  if (isRealArray(value)) {
    const { length } = value;
    if (!(length <= MAX_ITEMS)) throw new TypeError("a list is too long");
    for (let index = 0; index < length; index += 1) add(value[index] as unknown);
  } else if (isSet(value)) eachOf(value, add);
  else return plain(value);
  return list(items);
}

/** The JSON text of a policy. */
export function policyText(value: unknown): Json {
  return plain(value, "policy");
}
