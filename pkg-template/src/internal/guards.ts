/** Checks guards, operations on their way and options, and makes of them the JSON text that crosses into the module. */

import { GuardError } from "../errors.js";
import type { GuardFunction, GuardScope, RegisteredGuard } from "../guards.js";
import { record, recordInto, string } from "./arguments.js";
import { isAsync, isCurrentContext, isWithinGuard } from "./evaluation.js";
import { DESCRIPTOR, jsonText, operation, spanWithin } from "./labels.js";
import { anything, flag, items, named, object, text } from "./shapes.js";
import { JsonText, isWellFormed, kindOf, put, readMembers, stringify } from "./snapshot.js";

const { isInteger } = Number;

/**
 * The longest that timers wait: above it they do not wait at all. Only for the option of a pipeline, which the module does not
 * see; it refuses the same for the `timeout` of a guard.
 */
const MAX_TIMEOUT = 2_147_483_647;
const MAX_ATTEMPTS = 1000;

/** So much of values crosses although nobody may want it. */
const MAX_TEXTS = 8192;

/** The options of a pipeline. */
export function pipelineOptions(caller: string, given: unknown): { maxAttempts: number; timeout: number } {
  const { maxAttempts = 3, timeout = 30_000 } = record(caller, given, ["maxAttempts", "timeout"]);
  if (!isInteger(maxAttempts) || !((maxAttempts as number) >= 1) || (maxAttempts as number) > MAX_ATTEMPTS) {
    throw new TypeError(`${caller}: options.maxAttempts must be an integer from 1 to ${MAX_ATTEMPTS}`);
  }
  if (typeof timeout !== "number" || !(timeout > 0) || timeout > MAX_TIMEOUT) {
    throw new TypeError(`${caller}: options.timeout must be a number of milliseconds above 0, at most ${MAX_TIMEOUT}`);
  }
  return { maxAttempts: maxAttempts as number, timeout };
}

/** What this side keeps of a guard. */
export interface KnownGuard {
  readonly shown: RegisteredGuard;
  readonly evaluate: GuardFunction | undefined;
  readonly isAsync: boolean;
  readonly timeout: number | undefined;
}

/** A definition as JSON text, and what this side keeps of it once the module has accepted that. */
export function guardDefinition(caller: string, given: unknown): { json: string; known: KnownGuard } {
  const where = `${caller}: definition`;
  const json = new JsonText(where, (problem) => new GuardError([{ ...problem, code: "INVALID_GUARD" }]));
  const read = Object.create(null) as Record<string, unknown>;
  json.raw("{");
  let separator = "";
  readMembers(
    object(where, given),
    () => where,
    (key, item) => {
      if (item === undefined) return;
      json.raw(separator);
      separator = ",";
      json.string(key, () => where);
      json.raw(":");
      if (key === "evaluate") {
        if (typeof item !== "function") throw new TypeError(`${where}.evaluate must be a function, not ${kindOf(item)}`);
        json.raw("true");
      } else {
        json.value(item, `${where}.${key.slice(0, 60)}`);
      }
      read[key] = item;
    },
  );
  json.raw("}");
  const { name, timing, filter, scope, privileged, evaluate, timeout } = read;
  // The types are those of a definition that the module accepts.
  const shown = Object.freeze({
    name: typeof name === "string" ? (name.startsWith("@") ? name : `@${name}`) : null,
    timing: (timing === "for" ? "before" : timing) as RegisteredGuard["timing"],
    filter: filter as string,
    scope: (scope ?? null) as GuardScope | null,
    privileged: privileged === true,
  });
  const known = {
    shown,
    evaluate: evaluate as GuardFunction | undefined,
    isAsync: evaluate !== undefined && isAsync(evaluate),
    timeout: timeout as number | undefined,
  };
  return { json: json.text, known };
}

/** An operation on its way: what crosses at once, and what stays until somebody asks for it. */
export interface GuardRequest {
  /** The method that it was given to, for messages. */
  readonly caller: string;
  /** All but values as JSON text; then the values of inputs, if they are short texts, each between `NUL`s. */
  readonly given: string;
  /** How many inputs there are. */
  readonly count: number;
  /** The values of inputs by place, as the host gave them. */
  readonly values: readonly unknown[];
  /** That of the output. */
  readonly output: unknown;
  readonly rebuild: ((values: readonly unknown[]) => unknown) | undefined;
  readonly isNested: boolean;
}

const KNOWN = ["labels", "taint", "sources", "tools"] as const;
const INPUT = ["value", ...KNOWN, "span", "arg"] as const;
const OUTPUT = ["value", ...KNOWN] as const;
const OPTIONS = ["guards", "args", "retryable", "id", "rebuild", "within"] as const;

type Blank<K extends string> = Partial<Record<K, unknown>>;

function blankInput(): Blank<(typeof INPUT)[number]> {
  return {
    value: undefined,
    labels: undefined,
    taint: undefined,
    sources: undefined,
    tools: undefined,
    span: undefined,
    arg: undefined,
  };
}

function blankOptions(): Blank<(typeof OPTIONS)[number]> {
  return {
    guards: undefined,
    args: undefined,
    retryable: undefined,
    id: undefined,
    rebuild: undefined,
    within: undefined,
  };
}

/** What is asked; `output` is a list of one for what came of the operation, and empty before it. */
export function guardRequest(
  caller: string,
  into: unknown,
  inputs: unknown,
  output: readonly [] | readonly [output: unknown],
  options: unknown,
): GuardRequest {
  const isAfter = output.length === 1;
  const request = jsonText(caller);
  request.raw(isAfter ? '{"after":true,"operation":' : '{"operation":');
  const { name, length } = operation(request, caller, "operation", into);
  if (name !== undefined) {
    request.raw(',"name":');
    text(request, `${caller}: operation.name`, name);
  }
  request.raw(',"inputs":');
  const read = new Inputs(caller, length);
  items(request, `${caller}: inputs`, inputs, (json, where, given) => read.write(json, where, given));
  const ofOutput = isAfter ? outputValue(request, caller, output[0]) : undefined;
  const { rebuild, isNested } = requestOptions(request, caller, options);
  request.raw("}");
  const { values, count, texts } = read;
  const given = texts === undefined ? request.text : `${request.text}\0${texts}`;
  return { caller, given, count, values, output: ofOutput, rebuild, isNested };
}

/** Inputs as they are read: what is known of them is written, their values stay. */
class Inputs {
  values: unknown[] = [];
  count = 0;
  /** The values, each followed by a `NUL`, as long as they are short texts. */
  texts: string | undefined = "";
  readonly #caller: string;
  readonly #length: number;

  /** Of an operation whose command is of this length. */
  constructor(caller: string, length: number) {
    this.#caller = caller;
    this.#length = length;
  }

  write(json: JsonText, where: string, given: unknown): void {
    const caller = this.#caller;
    const read = recordInto(blankInput(), where, object(where, given), INPUT);
    const { value, span, arg } = read;
    if (this.count === 0) this.values = [value];
    else put(this.values, this.count, value);
    this.count += 1;
    const { texts } = this;
    if (texts !== undefined) {
      this.texts = isShortText(value, MAX_TEXTS - texts.length) ? `${texts}${value}\0` : undefined;
    }
    json.raw("{");
    let separator = known(json, where, read);
    if (span !== undefined) {
      json.raw(separator);
      separator = ",";
      spanWithin(caller, this.#length)(json, `${where}.span`, span);
    }
    if (arg !== undefined) {
      json.raw(`${separator}"arg":`);
      text(json, `${where}.arg`, arg);
    }
    json.raw("}");
  }
}

/** Writes what is known of what came of the operation, and returns its value. */
function outputValue(request: JsonText, caller: string, given: unknown): unknown {
  const where = `${caller}: output`;
  const read = record(caller, object(where, given), OUTPUT, "output");
  request.raw(',"output":{');
  known(request, where, read);
  request.raw("}");
  return read.value;
}

/** Writes what options say, and returns what stays. */
function requestOptions(
  request: JsonText,
  caller: string,
  given: unknown,
): Pick<GuardRequest, "rebuild" | "isNested"> {
  const { guards, args, retryable, id, rebuild, within } = recordInto(blankOptions(), `${caller}: options`, given, OPTIONS);
  if (args !== undefined) {
    request.raw(',"args":');
    named(request, `${caller}: options.args`, args, anything);
  }
  if (guards !== undefined) {
    request.raw(',"guards":');
    request.value(guards, `${caller}: options.guards`);
  }
  if (retryable !== undefined) {
    request.raw(',"retryable":');
    flag(request, `${caller}: options.retryable`, retryable);
  }
  if (id !== undefined) {
    request.raw(',"id":');
    text(request, `${caller}: options.id`, id);
  }
  if (rebuild !== undefined) {
    if (typeof rebuild !== "function") throw new TypeError(`${caller}: options.rebuild must be a function`);
    request.raw(',"rebuilds":true');
  }
  if (within !== undefined && !isCurrentContext(within)) {
    throw new TypeError(`${caller}: options.within must be the context of a guard that is being evaluated`);
  }
  const isNested = within !== undefined || isWithinGuard();
  if (isNested) request.raw(',"nested":true');
  return { rebuild: rebuild as GuardRequest["rebuild"], isNested };
}

/**
 * Whether a value may cross before anybody asks for it: a text is the same whenever it is read. The module sees by their
 * number where one of them holds a `NUL`.
 */
function isShortText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest && isWellFormed(value);
}

/** Writes what is known of a value, member by member, and returns what parts it from further ones. */
function known(json: JsonText, where: string, read: Partial<Record<(typeof KNOWN)[number], unknown>>): string {
  let separator = "";
  for (const key of KNOWN) {
    if (read[key] === undefined) continue;
    json.raw(separator);
    separator = ",";
    DESCRIPTOR[key]!(json, `${where}.${key}`, read[key]);
  }
  return separator;
}

/** The answer that a guard's function gave. */
export function actionJson(returned: unknown): string {
  try {
    const json = new JsonText("action", ({ message }) => new TypeError(message));
    json.raw('{"action":');
    json.value(returned, "action");
    json.raw("}");
    return json.text;
  } catch {
    return '{"failed":"it returned no JSON value"}';
  }
}

/** The command that a host made again. */
export function commandJson(returned: unknown): string {
  try {
    return `{"command":${stringify(string("rebuild", "command", returned))}}`;
  } catch {
    return '{"failed":"`rebuild` returned no text"}';
  }
}

/** The answer with these values, of which one that is `undefined` is absent. */
export function valuesJson(
  texts: { readonly [index: number]: string | undefined },
  length: number,
  where: string,
): string {
  const json = new JsonText(where, ({ message }) => new TypeError(message));
  json.raw('{"values":[');
  for (let index = 0; index < length; index += 1) {
    const value = texts[index];
    json.raw(index === 0 ? "{" : ",{");
    if (value !== undefined) {
      json.raw('"value":');
      json.raw(value);
    }
    json.raw("}");
  }
  json.raw("]}");
  return json.text;
}
