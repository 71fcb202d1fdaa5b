/**
 * Whatever the interpreter passes, into JSON text.
 *
 * An interpreter has values of many kinds where a policy engine wants data: maps, sets, instances of classes, objects
 * without a prototype. Each property is read exactly once, so that what was judged is what was there; nothing is called
 * but getters and a proxy's traps, nothing is changed. What has no text at all throws a `TypeError`, which denies.
 */

import { eachMember, eachOf, isMap, isSet } from "./collections.js";

// As they were when the package was loaded: what is done to the built-in objects later changes no policy.
const { apply } = Reflect;
const { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf } = Object;
const { keys: enumerableKeys, prototype: objectPrototype } = Object;
const isRealArray = Array.isArray;
const isFiniteNumber = Number.isFinite;
const textOf = String;

/** `JSON.stringify` for a text or a number. */
const stringify: (value: string | number) => string = JSON.stringify;

/** Deeper than any policy, and shallower than the limits of the JSON reader behind this. */
const MAX_DEPTH = 100;

/** In UTF-16 code units of JSON text. Bounds the work that a lying proxy or a graph of shared objects can cause. */
const MAX_TEXT = 16 * 1024 * 1024;

/** A proxy can say that it has any number of items. */
export const MAX_ITEMS = 1 << 21;

/**
 * What is done with what JSON does not have.
 *
 * - `data`: functions and symbols are left out, numbers without digits are `null`, what is inherited is not looked at.
 * - `policy`: likewise, but what is inherited refuses the value: the interpreter would read it by its name, and a rule that
 *   silently disappears is a hole.
 * - `arguments`: all of it refuses the value: an argument that cannot be seen is not one that is not there.
 */
export type Reading = "data" | "policy" | "arguments";

/** JSON text, or `undefined` for what JSON leaves out. */
export type Json = string | undefined;

/** The JSON text of a value; `undefined` where there is none, as for a function. */
export function plain(value: unknown, reading: Reading = "data"): Json {
  const writer = new Writer(reading);
  return writer.value(value) ? writer.text : undefined;
}

/** The JSON text of a string. What UTF-8 cannot carry is replaced, as it is wherever the text is used. */
export function quoted(text: string): string {
  if (text.length > MAX_TEXT) throw tooLarge();
  return stringify(wellFormed(text));
}

/** Writes one value. It grows as one string and not as an array of pieces: `Array.prototype` may be anybody's. */
class Writer {
  text = "";
  readonly #reading: Reading;
  readonly #ancestors: object[] = [];

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Whether there was something to write. */
  value(value: unknown): boolean {
    switch (typeof value) {
      case "string":
        this.#raw(quoted(value));
        return true;
      case "boolean":
        this.#raw(value ? "true" : "false");
        return true;
      case "number":
        if (!isFiniteNumber(value)) this.#refuse("a number without digits");
        this.#raw(isFiniteNumber(value) ? stringify(value) : "null");
        return true;
      case "bigint":
        this.#raw(quoted(textOf(value)));
        return true;
      case "object":
        if (value === null) this.#raw("null");
        else this.#object(value);
        return true;
      case "undefined":
        return false;
      default:
        this.#refuse(`a ${typeof value}`);
        return false;
    }
  }

  #object(object: object): void {
    const ancestors = this.#ancestors;
    for (let index = 0; index < ancestors.length; index += 1) {
      if (ancestors[index] === object) throw new Unreadable("a value that contains itself has no text");
    }
    if (ancestors.length >= MAX_DEPTH) throw new Unreadable(`a value is nested deeper than ${MAX_DEPTH} levels`);
    ancestors.push(object);
    read(() => this.#members(object));
    ancestors.pop();
  }

  #members(object: object): void {
    if (isRealArray(object)) return this.#array(object);
    const prototype = getPrototypeOf(object) as object | null;
    if (prototype !== null && prototype !== objectPrototype) {
      if (isSet(object)) return this.#set(object);
      if (isMap(object)) return this.#map(object);
    }
    const keys = enumerableKeys(object);
    if (this.#reading !== "data") this.#refuseHidden(object, prototype, keys.length === 0);
    this.#braces((member) => {
      for (let index = 0; index < keys.length; index += 1) {
        const key = keys[index] as string;
        member(key, (object as Record<string, unknown>)[key]);
      }
    });
  }

  #array(array: readonly unknown[]): void {
    const { length } = array;
    if (!(length <= MAX_ITEMS)) throw new Unreadable("a list is too long");
    this.#brackets((item) => {
      for (let index = 0; index < length; index += 1) item(array[index]);
    });
  }

  #set(set: ReadonlySet<unknown>): void {
    this.#brackets((item) => eachOf(set, item));
  }

  #map(map: ReadonlyMap<unknown, unknown>): void {
    const seen: Record<string, true> = { __proto__: null } as never;
    this.#braces((member) => {
      eachMember(map, (value, key) => {
        if (typeof key === "symbol" || (typeof key === "object" && key !== null) || typeof key === "function") {
          throw new Unreadable("a map has a key that is no text");
        }
        const name = textOf(key);
        if (seen[name] === true) throw new Unreadable("a map has two keys that are written alike");
        seen[name] = true;
        member(name, value);
      });
    });
  }

  #braces(write: (member: (key: string, value: unknown) => void) => void): void {
    let separator = "";
    this.#raw("{");
    write((key, value) => {
      const before = this.text;
      this.#raw(`${separator}${quoted(key)}:`);
      if (this.value(value)) separator = ",";
      else this.text = before;
    });
    this.#raw("}");
  }

  #brackets(write: (item: (value: unknown) => void) => void): void {
    let separator = "";
    this.#raw("[");
    write((value) => {
      this.#raw(separator);
      separator = ",";
      if (!this.value(value)) this.#raw("null");
    });
    this.#raw("]");
  }

  /** Refuses what is inherited, or is not enumerable, and is no method: the interpreter would read it by its name. */
  #refuseHidden(object: object, prototype: object | null, isBare: boolean): void {
    if (isBare && this.#reading === "arguments" && prototype !== null && getPrototypeOf(prototype) !== null) {
      throw new Unreadable("an instance of a class shows nothing of what it holds");
    }
    this.#refuseHiddenOf(object, (property) => property.enumerable !== true);
    let above = prototype;
    for (let steps = 0; above !== null && above !== objectPrototype; steps += 1) {
      const next = getPrototypeOf(above) as object | null;
      // Another realm's `Object.prototype` is like this one's.
      if (next === null && getOwnPropertyDescriptor(above, "__lookupGetter__") !== undefined) return;
      if (steps >= MAX_DEPTH) throw new Unreadable("a chain of prototypes is too long");
      this.#refuseHiddenOf(above, (_, name) => getOwnPropertyDescriptor(object, name) === undefined);
      above = next;
    }
  }

  #refuseHiddenOf(object: object, isHidden: (property: PropertyDescriptor, name: string) => boolean): void {
    const names = getOwnPropertyNames(object);
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string;
      const property = getOwnPropertyDescriptor(object, name);
      const isMethod = property === undefined || typeof property.value === "function";
      if (!isMethod && isHidden(property, name)) throw new Unreadable("an object has what its keys do not show");
    }
  }

  #refuse(what: string): void {
    if (this.#reading === "arguments") throw new Unreadable(`${what} has no text`);
  }

  #raw(chunk: string): void {
    if (this.text.length + chunk.length > MAX_TEXT) throw tooLarge();
    this.text += chunk;
  }
}

/** What cannot be made text, in words of this file. */
class Unreadable extends TypeError {
  static {
    this.prototype.name = "TypeError";
  }
}

/** Runs host code, such as a getter or a proxy's trap. What it throws may be anything, and says nothing here. */
function read(run: () => void): void {
  try {
    run();
  } catch (cause) {
    throw cause instanceof Unreadable ? cause : new Unreadable("a value could not be read", { cause });
  }
}

function tooLarge(): TypeError {
  return new Unreadable(`a value is larger than ${MAX_TEXT / 1024 / 1024} MiB`);
}

interface WellFormedString {
  toWellFormed?(): string;
}

// Newer than Node 18; in a `u` expression a lone surrogate is a code point of its own.
const { toWellFormed: native } = String.prototype as WellFormedString;
const wellFormed: (text: string) => string =
  typeof native === "function"
    ? (text) => apply(native, text, []) as string
    : (text) => text.replace(/\p{Surrogate}/gu, "\uFFFD");
