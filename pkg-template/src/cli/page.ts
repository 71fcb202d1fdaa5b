/**
 * Pages of Markdown that hold a policy (`.md`, `.mld.md`, `.markdown`). The engine takes policies as JSON or mlld notation, so a page is
 * given to it as its directives, each in its line, with empty lines in place of all text.
 *
 * Which lines are directives is found here by their beginnings. As a policy or guard that is overlooked would deny nothing,
 * the engine's own reader of Markdown, which is that of scenarios, is asked whether both are the same: where it finds another
 * policy on the page than in the directives, or any policy or guard in what is left out, the page is refused.
 */

import { type Problem, type ScenarioOptions, type ScenarioResult, runScenario } from "mlld-policy";
import { isMistake, sentencesOf } from "./mistakes.js";

/** Larger pages are not read by the engine. */
const LARGEST = 1 << 20;

/** A directive of a line without `/`, where a sentence must not be taken for one. */
const BARE = [
  /^policy[ \t]*[{@]/,
  /^import(?:[ \t]+policy\b|[ \t]*\{)/,
  /^guard(?:[ \t]*@|[ \t]+(?:before|after|always|for|privileged)\b).*=/,
  /^(?:needs|profiles)[ \t]*\{/,
  /^wants[ \t]*[[{]/,
  /^(?:var|exe)[ \t][^@]*@.*[=(]/,
  /^run(?:[ \t]*[{@"]|[ \t]+\w+[ \t]*\{)/,
  /^(?:show|output)[ \t]*["@[{`]/,
];
/** With a `/` it is one whatever follows. */
const SLASHED = /^\/(?:policy|import|needs|wants|profiles|guard|var|exe|run|show|output)(?![\w-])/;
/** Those that make up a policy, or must not be overlooked. All others are passed over. */
const COUNTS = /^\/?(?:policy|import|guard)\b/;

/** Escaped characters, strings as far as they go in a line, comments, and what opens or closes. */
const PIECES = /\\.|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`(?:\\.|[^`\\])*`?|(?:^|[ \t])(?:>>|<<).*|[[\](){}]/g;

/** Whether a file is a page of Markdown, by its name. */
export function isPage(file: string): boolean {
  return /\.(?:md|markdown)$/i.test(file);
}

/** The directives of a page as text in mlld notation, and what is wrong with it that this text does not show. */
export function readPage(page: string): { readonly text: string; readonly page: string; readonly problems: readonly Problem[] } {
  const lines = page.split("\n");
  const found = directives(lines);
  const only = (isKept: (kind: Kind) => boolean): string =>
    lines.map((line, index) => (isKept(found.get(index)) ? line : "")).join("\n");
  const text = only((kind) => kind !== undefined);
  return {
    // Of a text that is empty the engine would say so; of a comment it says that there is no policy.
    text: text.trim() === "" ? ">>" : text,
    page,
    problems: mistakesOf(page) ?? unclear(only),
  };
}

/** The mistakes that the engine finds in a page, if there are any. */
function mistakesOf(page: string): readonly Problem[] | undefined {
  if (page.length > LARGEST) return [refusal("TOO_LARGE", "a page of Markdown has at most 1048576 bytes")];
  const result = runScenario(IMPORT, optionsFor({ "page.md": page }));
  const { error } = result;
  if (error === null || isEmpty(result)) return undefined;
  return sentencesOf(error).map(({ message, line, column }) => ({
    ...refusal(line === error.line && error.code !== null ? error.code : "INVALID_SYNTAX", message),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }));
}

/** What is to be said where the engine reads other directives on a page than are found here. */
function unclear(only: (isKept: (kind: Kind) => boolean) => string): readonly Problem[] {
  // Guards might keep the policy from being shown, or show another one.
  const whole = shown({ "page.md": only((kind) => kind !== "guard") });
  const alone = shown({ "page.mld": only((kind) => kind === "policy") });
  const isSame = isEmpty(whole) ? isEmpty(alone) : isRead(whole) && JSON.stringify(whole) === JSON.stringify(alone);
  if (isSame && isEmpty(shown({ "page.md": only((kind) => kind === undefined) }))) return [];
  const problem = refusal("INVALID_SYNTAX", "it is not clear which lines of this page are its policy");
  return [{ ...problem, suggestion: "write the policy into a file of its own that ends in `.mld`" }];
}

function refusal(code: string, message: string): Problem {
  return { severity: "error", code, path: "", message };
}

const IMPORT = 'import policy @page from "./page"\n';

function optionsFor(files: { readonly [name: string]: string }): ScenarioOptions {
  return { files, flavour: "mld", allowPrivileged: true };
}

/** What the engine makes of a file, whose policies are printed. Nothing that the file does is tried. */
function shown(files: { readonly [name: string]: string }): ScenarioResult {
  const result = runScenario(`${IMPORT}show @mx.policy.configs\nshow @mx.policy.activePolicies\n`, optionsFor(files));
  // They name the file, and are told of the policy itself.
  return { ...result, warnings: [] };
}

/** Whether the file was read: what denies everything does not let itself be shown, and is the same by its denial. */
function isRead({ error }: ScenarioResult): boolean {
  return error === null || !isMistake(error);
}

/** Whether there was neither a policy nor a guard. */
function isEmpty({ error }: ScenarioResult): boolean {
  return error?.code === "IMPORT_FAILED" && error.message.includes("there is no policy in `page.");
}

/** What a line belongs to, if that counts. */
type Kind = "policy" | "guard" | undefined;

/** The lines of the directives that count. */
function directives(lines: readonly string[]): ReadonlyMap<number, Kind> {
  const found = new Map<number, Kind>();
  let fence: { readonly sign: string; readonly length: number } | undefined;
  let index = afterFrontMatter(lines);
  while (index < lines.length) {
    const line = lines[index]!.trim();
    const [, mark, after] = /^(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (mark?.[0] === fence.sign && mark.length >= fence.length && after === "") fence = undefined;
      index += 1;
    } else if (mark !== undefined && !(mark[0] === "`" && after!.includes("`"))) {
      fence = { sign: mark[0]!, length: mark.length };
      index += 1;
    } else if (SLASHED.test(line) || BARE.some((beginning) => beginning.test(line))) {
      const end = endOfDirective(lines, index);
      const kind = /^\/?guard\b/.test(line) ? "guard" : "policy";
      if (COUNTS.test(line)) for (let each = index; each < end; each++) found.set(each, kind);
      index = end;
    } else {
      index += 1;
    }
  }
  return found;
}

/** Whether a text in mlld notation is one directive, from the first line that is not empty to the last. */
export function isOneDirective(text: string): boolean {
  const lines = text.trim().split("\n");
  // What were open still would go on into the line that is added.
  return endOfDirective([...lines, ""], 0) === lines.length;
}

/** What stands between two lines of `---` at the beginning is about the page. */
function afterFrontMatter(lines: readonly string[]): number {
  if (lines[0]?.trimEnd() !== "---") return 0;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  return end === -1 ? 0 : end + 1;
}

/** The line behind a directive, which goes on as long as a bracket or a string in backticks is open. */
function endOfDirective(lines: readonly string[], first: number): number {
  let depth = 0;
  let isText = false;
  for (let index = first; index < lines.length; index++) {
    const line = lines[index]!;
    const start: number = isText ? (/^(?:\\.|[^`\\])*`/.exec(line)?.[0].length ?? line.length + 1) : 0;
    isText &&= start > line.length;
    for (const [piece] of line.slice(start).matchAll(PIECES)) {
      if (/^[[({]$/.test(piece)) depth += 1;
      else if (/^[\])}]$/.test(piece)) depth -= 1;
      else if (/^`(?:\\.|[^`\\])*$/.test(piece)) isText = true;
    }
    if (depth <= 0 && !isText) return index + 1;
  }
  return lines.length;
}
