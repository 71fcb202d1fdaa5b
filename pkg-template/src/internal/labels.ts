/** Checks descriptors, operations and calls of tools, and makes of them the JSON text that crosses into the module. */

import type { Problem } from "../errors.js";
import { labelSetOrigin, operationOrigin } from "../prepared.js";
import { record, recordInto, shellCode, string } from "./arguments.js";
import { type Write, anything, flag, items, label, labels, member, members, named, object, table, text, texts } from "./shapes.js";
import { JsonText, isArray, readItems, readMembers, stringify } from "./snapshot.js";

const { isInteger } = Number;

/** One descriptor. */
export function descriptorJson(caller: string, called: string, given: unknown): string {
  return written(caller, (json) => descriptor(json, `${caller}: ${called}`, given));
}

/** An array of descriptors. */
export function descriptorsJson(caller: string, called: string, given: readonly unknown[]): string {
  return written(caller, (json) => items(json, `${caller}: ${called}`, given, descriptor));
}

/** An operation. */
export function operationJson(caller: string, given: unknown): string {
  return written(caller, (json) => anyOperation(json, caller, "operation", given));
}

/** What flows, and where to. */
export function flowJson(caller: string, into: unknown, inputs: unknown, options: unknown): string {
  return written(caller, (json) => {
    json.raw('{"operation":');
    anyOperation(json, caller, "operation", into);
    json.raw(',"inputs":');
    values(json, `${caller}: inputs`, inputs, "list");
    const { destination, target } = record(caller, options, ["destination", "target"]);
    if (destination !== undefined) {
      json.raw(',"destination":');
      values(json, `${caller}: options.destination`, destination, "list");
    }
    if (target !== undefined) {
      json.raw(',"target":');
      values(json, `${caller}: options.target`, target, "list");
    }
    json.raw("}");
  });
}

/** A command line with the values that stand in it; `inputs` is `undefined` where nothing is said of any. */
export function commandLine(
  caller: string,
  text: unknown,
  options: unknown,
): { line: string; shell: number; inputs: string | undefined } {
  const line = string(caller, "text", text);
  const { shell, inputs } = record(caller, options, ["shell", "inputs"]);
  const code = shellCode(caller, shell);
  if (inputs === undefined) return { line, shell: code, inputs };
  const input = commandInput(caller, (text as string).length);
  const given = written(caller, (json) => items(json, `${caller}: options.inputs`, inputs, input));
  return { line, shell: code, inputs: given };
}

/** A call of a tool. */
export function toolCallJson(caller: string, given: unknown): string {
  return written(caller, (json) => {
    const where = `${caller}: call`;
    const call = record(caller, object(where, given), ["server", "tool", "args", "labels", "inputs", "auditRef"], "call");
    json.raw('{"tool":');
    text(json, `${where}.tool`, call.tool);
    if (call.server !== undefined) {
      json.raw(',"server":');
      text(json, `${where}.server`, call.server);
    }
    json.raw(',"args":');
    named(json, `${where}.args`, call.args, anything);
    json.raw(',"labels":');
    labels(json, `${where}.labels`, call.labels === undefined ? [] : call.labels);
    json.raw(',"inputs":');
    named(json, `${where}.inputs`, call.inputs, argument);
    if (call.auditRef !== undefined) {
      json.raw(',"auditRef":');
      text(json, `${where}.auditRef`, call.auditRef);
    }
    json.raw("}");
  });
}

/** A change of labels, and whether privilege is claimed for it. */
export function changeJson(
  caller: string,
  given: unknown,
  options: unknown,
): { change: string; privileged: boolean } {
  const change = written(caller, (json) => members(json, `${caller}: change`, given, CHANGE));
  const { privileged = false } = record(caller, options, ["privileged"]);
  if (typeof privileged !== "boolean") throw new TypeError(`${caller}: options.privileged must be true or false`);
  return { change, privileged };
}

/** Text of bounded length; what is too large is a `TypeError`. */
function written(caller: string, write: (json: JsonText) => void): string {
  const json = jsonText(caller);
  write(json);
  return json.text;
}

/** The same, yet to be written. */
export function jsonText(caller: string): JsonText {
  return new JsonText(`${caller}: what it was given`, misuse);
}

function misuse({ message }: Problem): Error {
  return new TypeError(message);
}

const TOOL_USE = table({
  name: member("name", text),
  args: member("args", anything),
  auditRef: member("auditRef", text),
});

/** Writers of what may be known of a value. */
export const DESCRIPTOR = table({
  labels: member("labels", labels),
  taint: member("taint", labels),
  sources: member("sources", texts),
  tools: member("tools", (json, where, given) => items(json, where, given, toolUse)),
});

const CHANGE = table({
  add: member("add", labels),
  remove: member("remove", labels),
  bless: member("bless", flag),
  clear: member("clear", flag),
});

/** A type is the label `op:<type>`; one that is written otherwise would be another operation. */
const KIND = /^[a-z][a-z0-9_-]*$/;

const OPERATION = ["type", "subtype", "name", "opLabels", "labels", "command", "metadata"] as const;

function blankOperation(): Partial<Record<(typeof OPERATION)[number], unknown>> {
  return {
    type: undefined,
    subtype: undefined,
    name: undefined,
    opLabels: undefined,
    labels: undefined,
    command: undefined,
    metadata: undefined,
  };
}

function toolUse(json: JsonText, where: string, given: unknown): void {
  members(json, where, given, TOOL_USE, "name");
}

function descriptor(json: JsonText, where: string, given: unknown): void {
  const prepared = labelSetOrigin(given);
  if (prepared !== undefined) {
    json.raw(prepared.json);
  } else if (isArray(given)) {
    json.raw('{"labels":');
    items(json, where, given, label);
    json.raw("}");
  } else {
    members(json, where, given, DESCRIPTOR);
  }
}

/** A place within a text of this length. */
export function spanWithin(caller: string, length: number): Write {
  return (json, where, given) => {
    const called = where.slice(caller.length + 2);
    const { start, end } = record(caller, object(where, given), ["start", "end"], called);
    const isPlace = isInteger(start) && isInteger(end) && 0 <= (start as number) && (end as number) <= length;
    if (!isPlace || (start as number) > (end as number)) {
      throw new TypeError(`${where} must be two integers, 0 <= start <= end <= the length of the text`);
    }
    json.raw(`"start":${stringify(start as number)},"end":${stringify(end as number)}`);
  };
}

/** A value within a text of this length. */
function commandInput(caller: string, length: number): Write {
  const known = table({ ...DESCRIPTOR, span: spanWithin(caller, length) });
  return (json, where, given) => {
    // Labels alone, and a prepared set, which is an object of a class, have no place.
    if (isArray(given) || labelSetOrigin(given) !== undefined) descriptor(json, where, given);
    else members(json, where, given, known);
  };
}

/**
 * One value or several: an array of strings is the labels of one, any other array has a value in each of its items. As a
 * list, or as what is known of an argument: of one that has no list around it, of its elements in a list.
 */
function values(json: JsonText, where: string, given: unknown, as: "list" | "argument"): void {
  const open = as === "list" ? "[" : "";
  const close = as === "list" ? "]" : "";
  if (!isArray(given)) {
    json.raw(open);
    descriptor(json, where, given);
    json.raw(close);
    return;
  }
  let end = "[]";
  let areLabels = false;
  readItems(
    given,
    () => where,
    (item, index) => {
      const isLabel = typeof item === "string";
      if (index === 0) {
        areLabels = isLabel;
        end = isLabel ? `]}${close}` : "]";
        json.raw(isLabel ? `${open}{"labels":[` : "[");
      } else {
        json.raw(",");
      }
      if (isLabel !== areLabels) {
        throw new TypeError(`${where} mixes labels, which are strings, with descriptors, which are not: [${index}]`);
      }
      (isLabel ? label : descriptor)(json, `${where}[${index}]`, item);
    },
  );
  json.raw(end);
}

function argument(json: JsonText, where: string, given: unknown): void {
  values(json, where, given, "argument");
}

/** An operation, which may be a prepared one. */
function anyOperation(json: JsonText, caller: string, called: string, given: unknown): void {
  const prepared = operationOrigin(given);
  if (prepared === undefined) operation(json, caller, called, given);
  else json.raw(prepared.json);
}

/** An operation; returns what does not cross with it: its name, and the length of its (first) command line. */
export function operation(
  json: JsonText,
  caller: string,
  called: string,
  given: unknown,
): { name: string | undefined; length: number } {
  const where = `${caller}: ${called}`;
  const read = recordInto(blankOperation(), where, object(where, given), OPERATION);
  const { type, subtype, name, opLabels, labels: further, command, metadata } = read;
  json.raw('{"type":');
  if (typeof type === "string" && !KIND.test(type)) {
    throw new TypeError(`${where}.type must be a word in lower case, such as "cmd" or "show"`);
  }
  text(json, `${where}.type`, type);
  if (isPresent(subtype)) {
    json.raw(',"subtype":');
    text(json, `${where}.subtype`, subtype);
  }
  if (isPresent(name) && typeof name !== "string") throw new TypeError(`${where}.name must be a string`);

  if (opLabels !== undefined || further !== undefined) {
    json.raw(',"labels":[');
    more(json, `${where}.labels`, further, more(json, `${where}.opLabels`, opLabels, ""));
    json.raw("]");
  }

  let own: unknown;
  let preview: unknown;
  if (isPresent(metadata)) {
    readMembers(
      object(`${where}.metadata`, metadata),
      () => `${where}.metadata`,
      (key, item) => {
        if (key === "command") own = item;
        if (key === "commandPreview") preview = item;
      },
    );
  }
  const first = isPresent(command) ? command : isPresent(own) ? own : preview;
  if (isPresent(first)) {
    json.raw(',"commands":[');
    let separator = commandLineOf(json, caller, `${called}.command`, command, "");
    separator = commandLineOf(json, caller, `${called}.metadata.command`, own, separator);
    commandLineOf(json, caller, `${called}.metadata.commandPreview`, preview, separator);
    json.raw("]");
  }
  json.raw("}");
  return { name: isPresent(name) ? (name as string) : undefined, length: typeof first === "string" ? first.length : 0 };
}

/** Adds the texts of a list that may be missing, and returns what parts them from those that follow. */
function more(json: JsonText, where: string, given: unknown, separator: string): string {
  if (given === undefined) return separator;
  if (!isArray(given)) throw new TypeError(`${where} must be an array of strings`);
  let parted = separator;
  readItems(
    given,
    () => where,
    (item, index) => {
      json.raw(parted);
      parted = ",";
      label(json, `${where}[${index}]`, item);
    },
  );
  return parted;
}

/** The same for a command line, which is cut where it is far too long: it is not understood anyway. */
function commandLineOf(json: JsonText, caller: string, called: string, given: unknown, separator: string): string {
  if (!isPresent(given)) return separator;
  json.raw(separator);
  json.string(string(caller, called, given), () => `${caller}: ${called}`);
  return ",";
}

function isPresent(given: unknown): boolean {
  return given !== undefined && given !== null;
}
