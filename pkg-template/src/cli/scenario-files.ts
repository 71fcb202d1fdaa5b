/** Folders of scenarios: which there are in a tree, and what is in them. */

import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { type JsonValue, lint } from "mlld-policy";
import { nearest } from "./arguments.js";
import { Failure } from "./failure.js";
import { readText, unreadable } from "./input.js";

/** The page, and how it is read. */
const PAGES = { "example.md": "md", "example.mld": "mld" } as const;
const PRINTED = "expected.md";
const ERROR = "error.md";
export const DECISIONS = "decisions.json";
const CONFIG = "mlld-config.json";
const EXPECTATIONS = [PRINTED, ERROR, DECISIONS] as const;
const OWN: readonly string[] = [...Object.keys(PAGES), ...EXPECTATIONS, CONFIG];

/** What a row of `decisions.json` may say. */
export const ROW_KEYS = ["operation", "decision", "code", "reason", "rule", "policy", "line"] as const;
export type Row = { readonly [key in (typeof ROW_KEYS)[number]]?: JsonValue };

/** A folder with a page and what must come of it. */
export interface Scenario {
  readonly source: string;
  readonly flavour: "md" | "mld";
  readonly files: { readonly [path: string]: string };
  readonly config: { readonly [key: string]: JsonValue };
  readonly printed: string | undefined;
  readonly error: string | undefined;
  readonly decisions: readonly Row[];
}

/** A folder that holds a scenario, or seems to be meant as one. */
export interface Found {
  readonly folder: string;
  /** Why it cannot be run: what is passed over in silence would be a test that never fails. */
  readonly problems: readonly string[];
}

/** The folders of scenarios, in order, from `top` down. */
export function scenarioFolders(top: string): Found[] {
  const found: Found[] = [];
  const open = [{ folder: top, within: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { folder, within } = next;
    const entries = listed(folder);
    const problems = problemsOf(folder, entries, within);
    const isScenario = entries.some(isPage);
    if (problems.length > 0 || isScenario) found.push({ folder, problems });
    for (const entry of entries) {
      if (entry.isDirectory()) open.push({ folder: path.join(folder, entry.name), within: within || isScenario });
    }
  }
  return found.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

type Entry = ReturnType<typeof readdirSync>[number];

function isPage({ name }: Entry): boolean {
  return Object.hasOwn(PAGES, name);
}

/** What stands in a folder, which may be one `within` a scenario, and is not what it seems to be meant as. */
function problemsOf(folder: string, entries: readonly Entry[], within: boolean): string[] {
  const names = new Set(entries.map(({ name }) => name));
  const pages = entries.filter(isPage);
  const expected = EXPECTATIONS.find((name) => names.has(name));
  const isScenario = pages.length > 0 || expected !== undefined || seemsOne([...names]);
  const problems: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    const meant = OWN.includes(name) ? undefined : meantBy(name, isScenario ? 1 : 0);
    if (meant !== undefined) {
      problems.push(`${name} is read by nobody: name it ${meant}, or something that looks less like it`);
    } else if (entry.isSymbolicLink() && (isScenario || within || !leadsToFile(path.join(folder, name)))) {
      problems.push(`${name} is a link, and links are not followed: put what it leads to in its place`);
    } else if (OWN.includes(name) && !entry.isFile()) {
      problems.push(`${name} is no file: make it one, or give it another name`);
    }
  }
  if (pages.length > 1) problems.push("example.md and example.mld exclude each other: keep one");
  if (pages.length === 0 && expected !== undefined) problems.push(`there is ${expected}, but no page: add example.md`);
  return problems;
}

/** The name that may have been meant, where at most so many letters are wrong. */
function meantBy(name: string, most: number): string | undefined {
  return nearest(name.toLowerCase().trim().replace(/\.mld\.md$/, ".md"), OWN, () => most);
}

/** Whether names are nearly those of a page and an expectation: each alone may be there for another reason. */
function seemsOne(names: readonly string[]): boolean {
  const meant = names.map((name) => meantBy(name, 1));
  return [Object.keys(PAGES), EXPECTATIONS].every((some) => some.some((name) => meant.includes(name)));
}

/** A link to a folder could hide scenarios, one that leads nowhere too. */
function leadsToFile(link: string): boolean {
  try {
    return statSync(link).isFile();
  } catch {
    return false;
  }
}

/** Reads a scenario. What is wrong with it is a `Failure`, for a folder that cannot fail tests nothing. */
export function readScenario(folder: string): Scenario {
  const entries = listed(folder);
  const names = new Set(entries.map(({ name }) => name));
  const page = entries.find(isPage)?.name as keyof typeof PAGES;
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
    source: own(page) ?? "",
    flavour: PAGES[page],
    files: importable(folder),
    config: config(own(CONFIG)),
    printed,
    error: error?.trim(),
    decisions: rows(own(DECISIONS)),
  };
}

/** Every other text of the folder, by its path from there; folders that are scenarios themselves are left out. */
function importable(top: string): { [name: string]: string } {
  const files: { [name: string]: string } = {};
  const open = [top];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = listed(folder);
    if (folder !== top && entries.some(isPage)) continue;
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) open.push(file);
      else if (entry.isFile() && !(folder === top && OWN.includes(entry.name))) {
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
  for (const key of Object.keys(value)) {
    const meant = key === "security" ? undefined : nearest(key.toLowerCase(), ["security", "allowguardbypass"], () => 2);
    if (meant !== undefined) {
      const right = '{ "security": { "allowGuardBypass": … } }';
      throw new Failure(`${CONFIG} has the unknown key \`${key}\`: write ${right}`, "BAD_SCENARIO");
    }
  }
  // The engine knows what may stand in it.
  const [problem] = lint("{}", { config: value });
  if (problem !== undefined) {
    const { path: place, message, suggestion } = problem;
    const more = suggestion === undefined ? "" : ` (${suggestion})`;
    throw new Failure(`${CONFIG} is refused: ${place}: ${message}${more}`, "BAD_SCENARIO");
  }
  return value;
}

function rows(text: string | undefined): readonly Row[] {
  const value = text === undefined ? [] : json(text, DECISIONS);
  if (!Array.isArray(value)) throw new Failure(`${DECISIONS} holds no list: write [ { … }, … ]`, "BAD_SCENARIO");
  if (text !== undefined && value.length === 0) {
    throw new Failure(`${DECISIONS} is empty, which every page fits: list decisions, or leave it out`, "BAD_SCENARIO");
  }
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

/** What the engine's reader of JSON refuses besides what `JSON.parse` does. */
const STRICT = new Set(["DUPLICATE_KEY", "INVALID_SYNTAX", "TOO_LARGE"]);

function json(text: string, name: string): JsonValue {
  let value;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new Failure(`${name} is no JSON: ${(error as Error).message}`, "BAD_SCENARIO");
  }
  // Of a key that stands twice, `JSON.parse` takes the last. What this is no policy for does not matter here.
  const problem = lint(text).find(({ code }) => STRICT.has(code));
  if (problem !== undefined) {
    const place = [name, problem.line, problem.column].filter((part) => part !== undefined).join(":");
    throw new Failure(`${place}: ${problem.message}`, "BAD_SCENARIO");
  }
  return value;
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
