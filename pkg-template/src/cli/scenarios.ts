/** Folders of scenarios: what is in them, and whether a run is what they expect. */

import { readdirSync } from "node:fs";
import path from "node:path";
import type { JsonValue, ScenarioDecision, ScenarioError, ScenarioResult } from "mlld-policy";
import { type DiffLine, diff } from "./diff.js";
import { Failure } from "./failure.js";
import { readText, unreadable } from "./input.js";

const PAGE = "example.md";
const PRINTED = "expected.md";
const ERROR = "error.md";
const DECISIONS = "decisions.json";
const CONFIG = "mlld-config.json";
const OWN = new Set([PAGE, PRINTED, ERROR, DECISIONS, CONFIG]);

/** What a row of `decisions.json` may say. */
const ROW_KEYS = ["operation", "decision", "code", "reason", "rule", "policy", "line"] as const;
type Row = { readonly [key in (typeof ROW_KEYS)[number]]?: JsonValue };

/** A folder with a page and what must come of it. */
export interface Scenario {
  readonly source: string;
  readonly files: { readonly [path: string]: string };
  readonly config: { readonly [key: string]: JsonValue };
  readonly printed: string | undefined;
  readonly error: string | undefined;
  readonly decisions: readonly Row[];
}

/** What is not as expected. */
export interface Deviation {
  readonly message: string;
  readonly diff?: readonly DiffLine[];
}

/** The folders that hold a scenario, in order, from `top` down. Links are not followed. */
export function scenarioFolders(top: string): string[] {
  const found: string[] = [];
  const open = [top];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = listed(folder);
    if (entries.some((entry) => entry.name === PAGE && entry.isFile())) found.push(folder);
    for (const entry of entries) if (entry.isDirectory()) open.push(path.join(folder, entry.name));
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** Reads a scenario. What is wrong with it is a `Failure`, for a folder that cannot fail tests nothing. */
export function readScenario(folder: string): Scenario {
  const names = new Set(listed(folder).map(({ name }) => name));
  const own = (name: string): string | undefined => (names.has(name) ? readText(path.join(folder, name)) : undefined);
  const [printed, error] = [own(PRINTED), own(ERROR)];
  if (printed === undefined && error === undefined) {
    const what = `${PRINTED} with what it prints, or ${ERROR} with a part of the error`;
    throw new Failure(`nothing is expected: add ${what}`, "BAD_SCENARIO");
  }
  if (printed !== undefined && error !== undefined) {
    throw new Failure(`${PRINTED} and ${ERROR} exclude each other: keep one`, "BAD_SCENARIO");
  }
  if (error !== undefined && error.trim() === "") {
    throw new Failure(`${ERROR} is empty, which every error fits: write a part of the error's message`, "BAD_SCENARIO");
  }
  return {
    source: own(PAGE) ?? "",
    files: importable(folder),
    config: config(own(CONFIG)),
    printed,
    error: error?.trim(),
    decisions: rows(own(DECISIONS)),
  };
}

/** Every way in which a run is not what is expected. */
export function deviations({ printed, error, decisions }: Scenario, result: ScenarioResult): Deviation[] {
  const found: Deviation[] = [];
  const stopped = result.error;
  if (error !== undefined && stopped === null) {
    found.push({ message: `it ran to its end, and was to stop with: ${error}` });
  } else if (error !== undefined && stopped !== null && !stopped.message.includes(error)) {
    found.push({ message: "it stopped with another error", diff: diff(linesOf(error), linesOf(stopped.message)) });
  }
  if (printed !== undefined) {
    if (stopped !== null) found.push({ message: stopping(stopped) });
    const [wanted, got] = [linesOf(printed), linesOf(result.output)];
    if (wanted.join("\n") !== got.join("\n")) found.push({ message: "it printed something else", diff: diff(wanted, got) });
  }
  const missing = firstMissing(decisions, result.decisions);
  if (missing !== undefined) {
    const made = result.decisions.map((decision) => JSON.stringify(flat(decision)));
    const rest = made.length === 0 ? "none was made" : "those made are below";
    found.push({
      message: `${DECISIONS}, row ${missing + 1}, is not found from there on; ${rest}`,
      diff: [{ mark: "-", text: JSON.stringify(decisions[missing]) }, ...made.map((text) => ({ mark: "+", text }) as const)],
    });
  }
  return found;
}

/** Where and why a page stopped; what is said of a mistake has its place already. */
function stopping({ message, file, line, column }: ScenarioError): string {
  const place = [file ?? PAGE, line, column].filter((part) => part !== null).join(":");
  return message.includes(place) ? `it stopped: ${message}` : `it stopped at ${place}: ${message}`;
}

/** Rows must be found in their order; what lies between does not matter. */
function firstMissing(wanted: readonly Row[], made: readonly ScenarioDecision[]): number | undefined {
  let at = 0;
  for (const [index, row] of wanted.entries()) {
    while (at < made.length && !fits(row, flat(made[at]!))) at += 1;
    if (at === made.length) return index;
    at += 1;
  }
  return undefined;
}

function fits(row: Row, decision: Row): boolean {
  return ROW_KEYS.every((key) => row[key] === undefined || row[key] === decision[key]);
}

/** A decision in the form of a row. */
function flat({ operation, line, decision, denial }: ScenarioDecision): Row {
  if (denial === null) return { operation, decision, line };
  const { code, reason, rule, policy } = denial;
  return { operation, decision, code, reason, rule, policy, line };
}

/** Lines without the blanks at their ends, and without empty ones at the end. */
function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Every other text of the folder, by its path from there; folders that are scenarios themselves are left out. */
function importable(top: string): { [name: string]: string } {
  const files: { [name: string]: string } = {};
  const open = [top];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = listed(folder);
    if (folder !== top && entries.some(({ name }) => name === PAGE)) continue;
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) open.push(file);
      else if (entry.isFile() && !(folder === top && OWN.has(entry.name))) {
        const text = textOf(file);
        if (text !== undefined) files[path.relative(top, file).replaceAll("\\", "/")] = text;
      }
    }
  }
  return files;
}

/** What is no text cannot be imported, and may stand there. */
function textOf(file: string): string | undefined {
  try {
    return readText(file);
  } catch (error) {
    if (error instanceof Failure && error.code === "NO_TEXT") return undefined;
    throw error;
  }
}

function config(text: string | undefined): { readonly [key: string]: JsonValue } {
  const value = text === undefined ? {} : json(text, CONFIG);
  if (!isObject(value)) throw new Failure(`${CONFIG} holds no object: write { … }`, "BAD_SCENARIO");
  return value;
}

function rows(text: string | undefined): readonly Row[] {
  const value = text === undefined ? [] : json(text, DECISIONS);
  if (!Array.isArray(value)) throw new Failure(`${DECISIONS} holds no list: write [ { … }, … ]`, "BAD_SCENARIO");
  for (const [index, row] of value.entries()) {
    const where = `${DECISIONS}, row ${index + 1}`;
    if (!isObject(row)) throw new Failure(`${where}, is no object: write { "decision": … }`, "BAD_SCENARIO");
    const strange = Object.keys(row).find((key) => !(ROW_KEYS as readonly string[]).includes(key));
    if (strange !== undefined) {
      throw new Failure(`${where}, has the unknown key \`${strange}\`: there are ${ROW_KEYS.join(", ")}`, "BAD_SCENARIO");
    }
    if (Object.keys(row).length === 0) throw new Failure(`${where}, is empty, which every decision fits`, "BAD_SCENARIO");
  }
  return value as readonly Row[];
}

function json(text: string, name: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new Failure(`${name} is no JSON: ${(error as Error).message}`, "BAD_SCENARIO");
  }
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listed(folder: string): ReturnType<typeof readdirSync> {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}
