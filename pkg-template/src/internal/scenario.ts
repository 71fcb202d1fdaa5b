/** Checks what callers pass to scenarios, and makes of it the JSON text that crosses into the module. */

import { record } from "./arguments.js";
import { type Write, anything, flag, named } from "./shapes.js";
import { JsonText, MAX_DOCUMENT, kindOf, tooLarge, wellFormed } from "./snapshot.js";

/** Source as a whole: never cut, since what is cut off could be what denies. */
export function sourceText(caller: string, source: unknown, called = "source"): string {
  const where = `${caller}: ${called}`;
  if (typeof source !== "string") throw new TypeError(`${where} must be a string, not ${kindOf(source)}`);
  if (source.length > MAX_DOCUMENT) throw tooLarge(where, ({ message }) => new TypeError(message));
  return wellFormed(source, () => where);
}

const KEYS = ["files", "config", "flavour", "allowPrivileged", "base", "home"] as const;

/** The options of a scenario. */
export function scenarioOptions(caller: string, options: unknown): string {
  const { files, config, flavour, allowPrivileged, base, home } = record(caller, options, KEYS);
  const json = new JsonText(`${caller}: options`, ({ message }) => new TypeError(message));
  let separator = "{";
  const add = (key: string, given: unknown, write: Write): void => {
    if (given === undefined) return;
    json.raw(`${separator}"${key}":`);
    separator = ",";
    write(json, `${caller}: options.${key}`, given);
  };
  if (flavour !== undefined && flavour !== "md" && flavour !== "mld") {
    throw new TypeError(`${caller}: options.flavour must be "md" or "mld"`);
  }
  add("flavour", flavour, anything);
  add("files", files, (_, where, given) => named(json, where, given, file));
  add("config", config, anything);
  add("allowPrivileged", allowPrivileged, flag);
  add("base", base, folder);
  add("home", home, folder);
  json.raw(separator === "{" ? "{}" : "}");
  return json.text;
}

function file(json: JsonText, where: string, given: unknown): void {
  if (typeof given !== "string") throw new TypeError(`${where} must be a string, not ${kindOf(given)}`);
  json.string(given, () => where);
}

function folder(json: JsonText, where: string, given: unknown): void {
  if (typeof given !== "string" || given === "") throw new TypeError(`${where} must be a string that is not empty`);
  json.string(given, () => where);
}
