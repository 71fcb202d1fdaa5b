/** Writers of JSON text for values of a known shape. Each property is read once, and none is dropped unseen. */

import { MAX_TEXT } from "./arguments.js";
import { type JsonText, type Where, isArray, kindOf, readItems, readMembers, stringify } from "./snapshot.js";

/** Of a key in a message. */
const MAX_SHOWN = 60;

/** Writes one value that was given. `where` names it in messages. */
export type Write = (json: JsonText, where: string, given: unknown) => void;
export type Writers = { readonly [key: string]: Write };

export function object(where: string, given: unknown): object {
  if (typeof given === "object" && given !== null && !isArray(given)) return given;
  throw new TypeError(`${where} must be an object, not ${kindOf(given)}`);
}

/** A text that means something as a whole, such as a label: never cut. */
export function text(json: JsonText, where: string, given: unknown): void {
  if (typeof given !== "string") throw new TypeError(`${where} must be a string`);
  if (given.length > MAX_TEXT) throw new TypeError(`${where} is too long`);
  json.string(given, () => where);
}

/**
 * A label: stretches parted by `:`. One with blanks around a stretch, or with an empty one, is a slip that no rule would
 * match. Folders (`dir:…`) have any name.
 */
export function label(json: JsonText, where: string, given: unknown): void {
  if (typeof given === "string" && !isLabel(given)) {
    throw new TypeError(`${where} must be a label without blanks around its parts, and none of them empty`);
  }
  text(json, where, given);
}

function isLabel(given: string): boolean {
  return given.startsWith("dir:") || given.split(":").every((part) => part !== "" && part.trim() === part);
}

export function labels(json: JsonText, where: string, given: unknown): void {
  if (!isArray(given)) throw new TypeError(`${where} must be an array of strings`);
  items(json, where, given, label);
}

export function texts(json: JsonText, where: string, given: unknown): void {
  if (!isArray(given)) throw new TypeError(`${where} must be an array of strings`);
  items(json, where, given, text);
}

export function items(json: JsonText, where: string, given: unknown, write: Write): void {
  if (!isArray(given)) throw new TypeError(`${where} must be an array`);
  json.raw("[");
  readItems(
    given,
    () => where,
    (item, index) => {
      if (index > 0) json.raw(",");
      write(json, `${where}[${index}]`, item);
    },
  );
  json.raw("]");
}

/** An object of any keys; those whose values are `undefined` are left out, as is what is not given at all. */
export function named(json: JsonText, where: string, given: unknown, write: Write): void {
  json.raw("{");
  let separator = "";
  if (given !== undefined) {
    const place: Where = () => where;
    readMembers(object(where, given), place, (key, item) => {
      if (item === undefined) return;
      json.raw(separator);
      separator = ",";
      json.string(key, place);
      json.raw(":");
      write(json, `${where}.${key.slice(0, MAX_SHOWN)}`, item);
    });
  }
  json.raw("}");
}

/** Writers by key, without a prototype: no key has one by being a name that every object has. */
export function table(writers: Writers): Writers {
  return Object.freeze(Object.assign(Object.create(null) as object, writers));
}

/**
 * An object of known keys, each of which may be missing, but for a `required` text. A key that is not known would
 * silently do nothing.
 */
export function members(json: JsonText, where: string, given: unknown, known: Writers, required?: string): void {
  json.raw("{");
  let separator = "";
  let isWhole = required === undefined;
  readMembers(
    object(where, given),
    () => where,
    (key, item) => {
      const write = known[key];
      if (write === undefined) {
        throw new TypeError(`${where} has no key ${stringify(key)}; it knows ${Object.keys(known).join(", ")}`);
      }
      if (item === undefined) return;
      if (key === required) isWhole = true;
      json.raw(separator);
      separator = ",";
      write(json, `${where}.${key}`, item);
    },
  );
  if (!isWhole) throw new TypeError(`${where}.${required} must be a string`);
  json.raw("}");
}

/** A member of an object. */
export function member(key: string, write: Write): Write {
  return (json, where, given) => {
    json.raw(`${stringify(key)}:`);
    write(json, where, given);
  };
}

export function anything(json: JsonText, where: string, given: unknown): void {
  json.value(given, where);
}

export function flag(json: JsonText, where: string, given: unknown): void {
  if (typeof given !== "boolean") throw new TypeError(`${where} must be true or false`);
  json.raw(given ? "true" : "false");
}
