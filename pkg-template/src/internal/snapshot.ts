/**
 * Host values into JSON text, safely.
 *
 * What a host passes may be anything: a proxy, a getter with an opinion, a cycle, a structure deeper than any stack. Each
 * property is read exactly once, so that what was judged is what is used; whatever is not plain JSON data is refused
 * rather than dropped, because a rule that silently disappears is a hole. The result is text, in which `__proto__` is a
 * key like any other.
 */

import { PolicyError, type Problem } from "../errors.js";

// As they were when the package was loaded: what is done to the built-in objects later changes no policy.
const { apply } = Reflect;
const {
  defineProperty,
  getOwnPropertyNames: ownNames,
  getOwnPropertySymbols: ownSymbols,
  getPrototypeOf,
  hasOwn,
  keys: enumerableKeys,
  prototype: plainPrototype,
} = Object;
const isRealArray = Array.isArray;
const isFiniteNumber = Number.isFinite;

/** `JSON.stringify` for a text or a number. */
export const stringify: (value: string | number) => string = JSON.stringify;

/** Deeper than any policy, and shallower than the limits of the JSON reader behind this. */
const MAX_DEPTH = 100;

/** In UTF-16 code units of JSON text. Bounds the work a lying proxy or a graph of shared objects can cause. */
export const MAX_DOCUMENT = 16 * 1024 * 1024;

/** Of a key in a message. */
const MAX_SHOWN = 60;

/** More items than any argument list or policy list has; each item that crosses costs a slot in a table of the module. */
export const MAX_ITEMS = 1 << 18;

/** Makes the error of what is too large or too deep to be read. */
export type Refusal = (problem: Problem) => Error;

const refusePolicy: Refusal = (problem) => new PolicyError([problem]);

/** The JSON text of a value. `where` names the value in messages. */
export function toJson(value: unknown, where: string, refuse: Refusal = refusePolicy): string {
  const json = new JsonText(where, refuse);
  json.value(value, where);
  return json.text;
}

/**
 * JSON text in the making, of bounded length. It grows as one string and not as an array of pieces: what somebody put on
 * `Array.prototype` could swallow pieces.
 */
export class JsonText {
  text = "";
  readonly #where: string;
  readonly #refuse: Refusal;

  /** `where` names what is written, in the refusal of what is too large. */
  constructor(where: string, refuse: Refusal) {
    this.#where = where;
    this.#refuse = refuse;
  }

  /** Adds text that is JSON already. */
  raw(chunk: string): void {
    if (this.text.length + chunk.length > MAX_DOCUMENT) throw tooLarge(this.#where, this.#refuse);
    this.text += chunk;
  }

  /** Adds a string. */
  string(text: string, where: Where): void {
    // Before it is copied.
    if (this.text.length + text.length > MAX_DOCUMENT) throw tooLarge(this.#where, this.#refuse);
    this.raw(stringify(wellFormed(text, where)));
  }

  /** Adds any value that JSON can hold. */
  value(value: unknown, where: string): void {
    const ancestors: object[] = [];
    const steps: (string | number)[] = [];
    const place = () => `${where}${steps.length === 0 ? "" : `: ${pathOf(steps)}`}`;

    const visit = (member: unknown): void => {
      switch (typeof member) {
        case "string":
          this.string(member, place);
          return;
        case "boolean":
          this.raw(member ? "true" : "false");
          return;
        case "number":
          if (!isFiniteNumber(member)) throw new TypeError(`${place()} is ${member}, which JSON does not have`);
          this.raw(stringify(member));
          return;
        case "object":
          break;
        default:
          throw new TypeError(`${place()} is ${kindOf(member)}, and only JSON data is accepted`);
      }
      if (member === null) {
        this.raw("null");
        return;
      }
      if (ancestors.includes(member)) throw new TypeError(`${place()} contains itself`);
      if (ancestors.length >= MAX_DEPTH) throw refused(where, `nested deeper than ${MAX_DEPTH} levels`, this.#refuse);
      ancestors.push(member);
      let separator = "";
      if (isArray(member)) {
        this.raw("[");
        readItems(member, place, (item, index) => {
          this.raw(separator);
          separator = ",";
          steps.push(index);
          visit(item);
          steps.pop();
        });
        this.raw("]");
      } else {
        this.raw("{");
        readMembers(member, place, (key, item) => {
          this.raw(separator);
          separator = ",";
          steps.push(key);
          this.string(key, place);
          this.raw(":");
          visit(item);
          steps.pop();
        });
        this.raw("}");
      }
      ancestors.pop();
    };
    visit(value);
  }
}

/** How a place in a document is written: `deny.cmd[0]`. */
function pathOf(steps: readonly (string | number)[]): string {
  let path = "";
  for (const step of steps) {
    path += typeof step === "number" ? `[${step}]` : `${path === "" ? "" : "."}${step.slice(0, MAX_SHOWN)}`;
  }
  return path;
}

/** Says where a value stands; asked only where something is wrong with it. */
export type Where = () => string;

/** Reads every item of an array once, in order. */
export function readItems(array: readonly unknown[], where: Where, each: (item: unknown, index: number) => void): void {
  let length: unknown;
  try {
    length = array.length;
  } catch (cause) {
    throw unreadable(where, cause);
  }
  if (typeof length !== "number" || !(length >= 0)) throw new TypeError(`${where()} is no real array`);
  if (length > MAX_ITEMS) throw new TypeError(`${where()} has more than ${MAX_ITEMS} items`);
  for (let index = 0; index < length; index += 1) {
    let item: unknown;
    try {
      item = array[index];
    } catch (cause) {
      throw unreadable(where, cause);
    }
    each(item, index);
  }
}

/** Reads every own key of a plain object once, in order; keys that JSON would drop are refused. */
export function readMembers(object: object, where: Where, each: (key: string, item: unknown) => void): void {
  let accepts: boolean;
  let keys: readonly string[] = [];
  let count = 0;
  try {
    accepts = isPlain(object);
    if (accepts) {
      keys = enumerableKeys(object);
      // Both are faster than `Reflect.ownKeys`.
      count = ownNames(object).length + ownSymbols(object).length;
    }
  } catch (cause) {
    throw unreadable(where, cause);
  }
  if (!accepts) throw new TypeError(`${where()} is ${kindOf(object)}, and only plain objects are accepted`);
  if (count !== keys.length) {
    throw new TypeError(`${where()} has a key that is a symbol or not enumerable, and only JSON data is accepted`);
  }
  for (let index = 0; index < count; index += 1) {
    const key = keys[index]!;
    let item: unknown;
    try {
      item = (object as Record<string, unknown>)[key];
    } catch (cause) {
      throw unreadable(where, cause);
    }
    each(key, item);
  }
}

/** Sets an item of a list, which a setter on `Array.prototype` does not swallow. */
export function put<T>(list: T[], place: number, value: T): void {
  const property = { __proto__: null, value, enumerable: true, configurable: true, writable: true };
  defineProperty(list, place, property as PropertyDescriptor);
}

/** `Array.isArray`, which throws for a revoked proxy. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return isRealArray(value);
  } catch (cause) {
    throw new TypeError("a revoked proxy is no value", { cause });
  }
}

/** A string without lone surrogates, which UTF-8 cannot carry: replacing them would judge another text. */
export function wellFormed(text: string, where: Where): string {
  if (!isWellFormed(text)) throw new TypeError(`${where()} must be well-formed text, without lone surrogates`);
  return text;
}

/** A problem of a document as a whole that is found before the engine sees it. */
function refused(where: string, message: string, refuse: Refusal): Error {
  return refuse({ severity: "error", code: "INVALID_SYNTAX", path: "", message: `${where} is ${message}` });
}

/** The refusal of a document that no policy is as large as. */
export function tooLarge(where: string, refuse: Refusal = refusePolicy): Error {
  return refused(where, `larger than ${MAX_DOCUMENT / 1024 / 1024} MiB`, refuse);
}

/** What a value is, for messages; never calls into the value. */
export function kindOf(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "object":
      return value === null ? "null" : isArray(value) ? "an array" : "an object of a class";
    default:
      return `a ${typeof value}`;
  }
}

/** What is thrown where host code, such as a getter or a proxy's trap, threw that. */
function unreadable(where: Where, cause: unknown): TypeError {
  return new TypeError(`${where()} could not be read`, { cause });
}

/**
 * An object literal, `JSON.parse`'s or `Object.create(null)`'s, of any realm; no instance of a class, whose state may sit
 * where keys do not show it.
 */
function isPlain(object: object): boolean {
  const prototype: unknown = getPrototypeOf(object);
  if (prototype === null || prototype === plainPrototype) return true;
  // Another realm's `Object.prototype`: nothing above it, and it has what only that object has.
  return getPrototypeOf(prototype) === null && hasOwn(prototype as object, "__lookupGetter__");
}

interface WellFormedString {
  isWellFormed?(): boolean;
}

// `String.prototype.isWellFormed` is newer than some browsers; in a `u` expression a lone surrogate is a code point of its own.
const { isWellFormed: native } = String.prototype as WellFormedString;

/** Whether a string has no lone surrogates. */
export const isWellFormed: (text: string) => boolean =
  typeof native === "function" ? (text) => apply(native, text, []) as boolean : (text) => !/\p{Surrogate}/u.test(text);
