/** Policies compiled once, found again by the object that the interpreter keeps, and noticed when changed. */

import { type Handle, read, run } from "./module.js";
import { plain } from "./plain.js";

const { getOwnPropertyDescriptor, getPrototypeOf, isFrozen, prototype: objectPrototype } = Object;
const { ownKeys } = Reflect;
const arrayPrototype = Array.prototype;

/** Where the interpreter has no policy, nothing is denied. */
const NOTHING_DENIED = '{"allow":true,"danger":"*"}';

/** A policy in the module's memory. */
export class Compiled {
  readonly #handle: Handle;
  #isKept = false;

  constructor(text: string) {
    this.#handle = run((module) => new module.MlldPolicy(text));
  }

  /** The answer to a question, which is JSON text. */
  ask<T>(name: string, question: string): T {
    return read<T>(run(() => this.#handle.ask(name, question)));
  }

  /** Keeps it, whatever becomes of the object that it was compiled from. */
  keep(): this {
    this.#isKept = true;
    return this;
  }

  /** Lets go of it, unless somebody keeps it: the garbage collector does not see how much memory it holds. */
  drop(): void {
    if (!this.#isKept) this.#handle.free();
  }

  /** What of it is ignored. */
  warnings(basePath: string, homeDir: string): string[] {
    return read<string[]>(run(() => this.#handle.warnings(basePath, homeDir)));
  }
}

interface Known {
  readonly text: string;
  readonly policy: Compiled;
  /** Whether nobody can change it any more. */
  isFixed: boolean;
}

const known = new WeakMap<object, Known>();

/**
 * The engine of a policy object. Its text is compared at each call, unless nobody can change it; what is found changed is
 * compiled again.
 *
 * @throws {TypeError} where the policy cannot be read
 */
export function compiled(policy: unknown, otherwise: string): Compiled {
  if (policy === undefined || policy === null) return constant(otherwise);
  // What is neither an object nor missing is no policy, which denies everything.
  if (typeof policy !== "object") return constant('"no policy"');
  const before = known.get(policy);
  if (before?.isFixed === true) return before.policy;
  // Before it is read: what is fixed then is what is read.
  const isFixed = isDeeplyFrozen(policy, new Set());
  const text = plain(policy, "policy") as string;
  if (before?.text === text) {
    before.isFixed = isFixed;
    return before.policy;
  }
  const after = { text, policy: new Compiled(text), isFixed };
  known.set(policy, after);
  before?.policy.drop();
  return after.policy;
}

/** The engine of a policy that may be missing: then nothing is denied. */
export function active(policy: unknown): Compiled {
  return compiled(policy, NOTHING_DENIED);
}

/** The engine of a policy without which only what everybody may do is permitted. */
export function required(policy: unknown): Compiled {
  return compiled(policy, "{}");
}

const constants = new Map<string, Compiled>();

/** The engine of a text of this package. */
export function constant(text: string): Compiled {
  let policy = constants.get(text);
  if (policy === undefined) constants.set(text, (policy = new Compiled(text)));
  return policy;
}

/**
 * Whether neither an object nor anything in it can change: all of it is frozen, holds data and no getters, and inherits
 * nothing that is read. A frozen proxy must tell the truth about all of this.
 */
function isDeeplyFrozen(object: object, seen: Set<object>): boolean {
  if (seen.has(object)) return true;
  seen.add(object);
  try {
    if (!isFrozen(object)) return false;
    const prototype: unknown = getPrototypeOf(object);
    if (prototype !== null && prototype !== objectPrototype && prototype !== arrayPrototype) return false;
    const keys = ownKeys(object);
    for (let index = 0; index < keys.length; index += 1) {
      const property = getOwnPropertyDescriptor(object, keys[index] as string);
      if (property === undefined || !("value" in property)) return false;
      const value: unknown = property.value;
      if (typeof value === "object" && value !== null && !isDeeplyFrozen(value, seen)) return false;
    }
    return true;
  } catch {
    return false;
  }
}
