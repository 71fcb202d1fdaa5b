/** Checks what callers pass, and makes of it what crosses into the module. `caller` names the function in messages. */

import type { EngineOptions, PolicyInput, PolicyOptions } from "../policy.js";
import { MAX_DOCUMENT, isArray, kindOf, readItems, readMembers, stringify, toJson, tooLarge, wellFormed } from "./snapshot.js";
import type { Operations } from "./wasm.js";

// The engine cannot see through a command, path or target above 1 MiB, whatever is in it. What is longer is cut to just
// above that before it crosses, so that 50 MB cost no memory in the module, and the conclusion is the same.
export const MAX_TEXT = 1024 * 1024;

/** What each operation's arguments become. */
export const crossing = {
  Command(caller: string, text: unknown, options: unknown): Operations["Command"] {
    const line = string(caller, "text", text);
    const { shell } = record(caller, options, ["shell"]);
    return [line, shellCode(caller, shell)];
  },
  Argv(caller: string, argv: unknown): Operations["Argv"] {
    const words = strings(caller, "argv", argv);
    const length = words.reduce((sum, word) => sum + word.length, 0);
    return [length <= MAX_TEXT ? words : overlong(words)];
  },
  File(caller: string, mode: unknown, path: unknown): Operations["File"] {
    if (mode !== "read" && mode !== "write") throw new TypeError(`${caller}: mode must be "read" or "write"`);
    return [mode === "write", string(caller, "path", path)];
  },
  FileIntegrity(caller: string, path: unknown, options: unknown): Operations["FileIntegrity"] {
    const target = string(caller, "path", path);
    const { identity } = record(caller, options, ["identity"]);
    return [target, optionalName(caller, "options.identity", identity)];
  },
  Network(caller: string, target: unknown): Operations["Network"] {
    return [string(caller, "target", target)];
  },
  Capability(caller: string, capability: unknown): Operations["Capability"] {
    return [name(caller, "name", capability)];
  },
  Keychain(caller: string, service: unknown, account: unknown, options: unknown): Operations["Keychain"] {
    const names = [name(caller, "service", service), name(caller, "account", account)] as const;
    const { projectName } = record(caller, options, ["projectName"]);
    return [...names, optionalName(caller, "options.projectName", projectName)];
  },
  Provider(caller: string, reference: unknown): Operations["Provider"] {
    return [name(caller, "reference", reference)];
  },
} satisfies { [K in keyof Operations]: (caller: string, ...args: never[]) => Operations[K] };

/** The shell that will be given a text, as the module counts them. */
export function shellCode(caller: string, shell: unknown): number {
  const program = optionalName(caller, "options.shell", shell) ?? "bash";
  return program === "bash" ? 0 : program === "sh" ? 1 : 2;
}

/** One policy as the module takes it: its text, or its document. */
export function layer(caller: string, called: string, policy: unknown): string {
  const where = `${caller}: ${called}`;
  if (typeof policy === "string") {
    if (policy.length > MAX_DOCUMENT) throw tooLarge(where);
    return `{"text":${stringify(wellFormed(policy, () => where))}}`;
  }
  if (typeof policy !== "object" || policy === null) {
    throw new TypeError(`${where} must be a policy: an object or JSON text, not ${kindOf(policy)}`);
  }
  return `{"document":${toJson(policy, where)}}`;
}

/** The layers of an engine: one policy or an array of them. */
export function layers(caller: string, given: PolicyInput | readonly PolicyInput[]): string {
  if (!isArray(given)) return `[${layer(caller, "layers", given)}]`;
  const all: string[] = [];
  readItems(
    given,
    () => `${caller}: layers`,
    (policy, index) => all.push(layer(caller, `layers[${index}]`, policy)),
  );
  return `[${all.join(",")}]`;
}

const POLICY_OPTIONS = [
  "base",
  "home",
  "programFolders",
  "platform",
  "caseSensitive",
  "projectName",
  "capabilities",
  "config",
] as const satisfies readonly (keyof PolicyOptions)[];

/** The options that cross: all but the callback. */
type Crossing = Exclude<keyof EngineOptions, "realPath">;

/** Options as JSON text, and the callback, which stays on this side. */
export function engineOptions(
  caller: string,
  given: unknown,
): { json: string; realPath: ((path: string) => unknown) | undefined } {
  const { realPath, ...options } = record(caller, given, [...POLICY_OPTIONS, "tools", "realPath"]);
  if (realPath !== undefined && typeof realPath !== "function") {
    throw new TypeError(`${caller}: options.realPath must be a function`);
  }
  return { json: optionsJson(caller, options), realPath: realPath as ((path: string) => unknown) | undefined };
}

/** The options of `union`, `normalize` and `lint` as JSON text. */
export function policyOptions(caller: string, given: unknown): string {
  return optionsJson(caller, record(caller, given, POLICY_OPTIONS));
}

/** Those of `lint`, which looks at the labels of tools as well. */
export function lintOptions(caller: string, given: unknown): string {
  return optionsJson(caller, record(caller, given, [...POLICY_OPTIONS, "tools"]));
}

function optionsJson(caller: string, given: Partial<Record<Crossing, unknown>>): string {
  const members: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const where = `options.${key}`;
    members.push(`${stringify(key)}:${optionJson(caller, where, key as Crossing, value)}`);
  }
  return `{${members.join(",")}}`;
}

/** One option as JSON text, of the type it must have; whether its value makes sense is for the engine to say. */
function optionJson(caller: string, where: string, key: Crossing, value: unknown): string {
  switch (key) {
    case "programFolders":
    case "capabilities":
      return `[${strings(caller, where, value, name)
        .map((item) => stringify(item))
        .join(",")}]`;
    case "caseSensitive":
      if (typeof value !== "boolean") throw new TypeError(`${caller}: ${where} must be true or false`);
      return String(value);
    case "config":
    case "tools":
      return objectJson(`${caller}: ${where}`, value);
    default:
      return stringify(name(caller, where, value));
  }
}

/** An object whose shape is for the engine to check. */
export function objectJson(where: string, value: unknown): string {
  if (typeof value !== "object" || value === null) throw new TypeError(`${where} must be an object`);
  return toJson(value, where);
}

/** An options object, each key read once. A key that is not known is refused: misspelt, it would silently do nothing. */
export function record<K extends string>(
  caller: string,
  given: unknown,
  known: readonly K[],
  called = "options",
): Partial<Record<K, unknown>> {
  // Without a prototype: an option that is not given must not be read from a polluted `Object.prototype`.
  return recordInto(Object.create(null) as Partial<Record<K, unknown>>, `${caller}: ${called}`, given, known);
}

/** The same into an object that has all known keys of its own, which is faster. `where` names what was given in messages. */
export function recordInto<K extends string>(
  options: Partial<Record<K, unknown>>,
  where: string,
  given: unknown,
  known: readonly K[],
): Partial<Record<K, unknown>> {
  if (given === undefined) return options;
  if (typeof given !== "object" || given === null || isArray(given)) {
    throw new TypeError(`${where} must be an object`);
  }
  readMembers(
    given,
    () => where,
    (key, value) => {
      if (!isOneOf(known, key)) {
        throw new TypeError(`${where} has no key ${stringify(key)}; it knows ${known.join(", ")}`);
      }
      options[key] = value;
    },
  );
  return options;
}

function isOneOf<K extends string>(known: readonly K[], key: string): key is K {
  for (let index = 0; index < known.length; index += 1) {
    if (known[index] === key) return true;
  }
  return false;
}

function strings(caller: string, called: string, given: unknown, read = string): string[] {
  if (!isArray(given)) throw new TypeError(`${caller}: ${called} must be an array of strings`);
  const all: string[] = [];
  readItems(
    given,
    () => `${caller}: ${called}`,
    (item, index) => all.push(read(caller, `${called}[${index}]`, item)),
  );
  return all;
}

/** What is checked: well-formed text, cut where it is far too long. */
export function string(caller: string, called: string, given: unknown): string {
  if (typeof given !== "string") throw new TypeError(`${caller}: ${called} must be a string`);
  return wellFormed(clip(given), () => `${caller}: ${called}`);
}

function clip(text: string): string {
  if (text.length <= MAX_TEXT + 1) return text;
  const last = text.charCodeAt(MAX_TEXT);
  // A surrogate pair is not cut in two.
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_TEXT + 2 : MAX_TEXT + 1);
}

/** What a check depends on: never cut, because what is left could mean something else. */
export function name(caller: string, called: string, given: unknown): string {
  if (typeof given === "string" && given.length > MAX_TEXT) throw new TypeError(`${caller}: ${called} is too long`);
  return string(caller, called, given);
}

/** Only as many words as make the list too long: the engine refuses those for the same reason as all of them. */
function overlong(words: readonly string[]): string[] {
  let length = 0;
  const end = words.findIndex((word) => (length += word.length) > MAX_TEXT);
  return words.slice(0, end + 1);
}

function optionalName(caller: string, called: string, given: unknown): string | undefined {
  return given === undefined ? undefined : name(caller, called, given);
}
