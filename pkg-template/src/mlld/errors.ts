/** What the adapter throws, and `configure`, which makes it the interpreter's own classes. */

import { list } from "./internal/parts.js";
import type { Json } from "./internal/plain.js";
import { read, run } from "./internal/module.js";

const { defineProperty, freeze } = Object;

/** What denies, or refuses a change of labels. Thrown in place of the interpreter's class of this name until `configure`. */
export class MlldSecurityError extends Error {
  /** The kind of violation, such as `PROTECTED_LABEL_REMOVAL`. */
  readonly code: string;

  static {
    this.prototype.name = "MlldSecurityError";
  }

  constructor(message: string, options: { readonly code?: string } = {}) {
    super(message);
    this.code = options.code ?? "SECURITY_VIOLATION";
  }
}

/** A declaration that cannot be read. Thrown in place of the interpreter's class of this name until `configure`. */
export class MlldInterpreterError extends Error {
  /** What failed; `INTERPRETATION_FAILED` wherever mlld says so. */
  readonly code: string;

  static {
    this.prototype.name = "MlldInterpreterError";
  }

  constructor(message: string, options: { readonly code?: string } = {}) {
    super(message);
    this.code = options.code ?? "INTERPRETATION_FAILED";
  }
}

/** A class of errors, as the interpreter has them: called with a message and `{ code }`. */
// What an error class takes besides is its own affair.
export type ErrorClass = new (message: string, ...rest: never[]) => Error;

/** What the interpreter tells the adapter once, when it starts. */
export interface Configuration {
  /** Thrown for what policies and labels forbid. */
  readonly MlldSecurityError?: ErrorClass | undefined;
  /** Thrown for needs, wants and profiles that cannot be read. */
  readonly MlldInterpreterError?: ErrorClass | undefined;
  /** The project root, for functions that are not told one; by default the working directory. */
  readonly basePath?: string | undefined;
  /** The home folder, for functions that are not told one; by default the user's. */
  readonly homeDir?: string | undefined;
}

/** @internal What was configured. */
export let configuration: Configuration = {};

/**
 * Makes the adapter throw the interpreter's own error classes, and says where its project lies. What is left out is as
 * it was before anything was configured.
 *
 * @example
 * ```ts
 * import { configure } from "mlld-policy/mlld";
 *
 * class MlldSecurityError extends Error {}
 * class MlldInterpreterError extends Error {}
 * configure({ MlldSecurityError, MlldInterpreterError });
 * ```
 */
export function configure(options: Configuration): void {
  const { MlldSecurityError: security, MlldInterpreterError: interpreter, basePath, homeDir } = options;
  for (const [name, value, kind] of [
    ["MlldSecurityError", security, "function"],
    ["MlldInterpreterError", interpreter, "function"],
    ["basePath", basePath, "string"],
    ["homeDir", homeDir, "string"],
  ] as const) {
    if (value !== undefined && typeof value !== kind) {
      throw new TypeError(`configure: ${name} must be a ${kind === "function" ? "class" : kind}`);
    }
  }
  configuration = { MlldSecurityError: security, MlldInterpreterError: interpreter, basePath, homeDir };
}

interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly intendedCode?: string;
}

/** @internal What mlld's function of this name returns; arguments are JSON text, or `undefined`. */
export function compat<T>(name: string, ...args: readonly Json[]): T {
  const given = list(args.map((json) => (json === undefined ? "[]" : `[${json}]`)));
  const answer = read<{ value?: T; thrown?: Thrown }>(run((module) => module.compat(name, given)));
  if (answer.thrown !== undefined) throw errorOf(answer.thrown);
  return answer.value as T;
}

/** @internal A list of mlld's, which nobody changes. */
export function names<Name extends string = string>(constant: string): readonly Name[] {
  return freeze(compat<Name[]>(constant));
}

/** The prefix that mlld's class puts before a message where it is given a code in the wrong place. */
const ACCIDENT = "Interpreter error ([object Object]): ";

function errorOf({ name, message, code, intendedCode }: Thrown): Error {
  if (name === "TypeError") return new TypeError(message);
  if (name === "MlldSecurityError") return coded(configuration.MlldSecurityError ?? MlldSecurityError, message, code);
  if (name === "MlldInterpreterError") {
    // The interpreter's own class makes the prefix itself; what it made of the message is set right below.
    const own = configuration.MlldInterpreterError;
    if (own === undefined) return coded(MlldInterpreterError, message, code);
    const reason = message.startsWith(ACCIDENT) ? message.slice(ACCIDENT.length) : message;
    return set(set(coded(own, reason, intendedCode ?? code), "message", message), "code", code);
  }
  return new Error(message);
}

/** An instance of a class that has this message and this code. */
function coded(constructor: ErrorClass, message: string, code: string | undefined): Error {
  const make = constructor as unknown as new (message: string, options: { code?: string | undefined }) => Error;
  return set(new make(message, { code }), "code", code);
}

function set(error: Error, key: "message" | "code", value: string | undefined): Error {
  if (value === undefined || (error as { code?: unknown } & Error)[key] === value) return error;
  return defineProperty(error, key, { value, writable: true, configurable: true, enumerable: key === "code" });
}
