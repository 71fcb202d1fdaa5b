/** Problems of policies, with the line that they stand in. */

import type { Span } from "mlld-policy";
import type { PlacedProblem } from "./failure.js";
import { excerpt, plain } from "./layout.js";
import type { Output } from "./output.js";

/** How much of a long line is shown on each side of the place. */
const AROUND = 60;

/** A problem for a person. */
export function shownProblem({ source, problem }: PlacedProblem, to: Output): string {
  const { severity, message, suggestion, line, column, path } = problem;
  const place = [source?.name ?? "options", ...(line === undefined ? [] : [line, ...(column === undefined ? [] : [column])])];
  const colour = severity === "error" ? "red" : "yellow";
  const at = path === "" ? "" : `${plain(path)}: `;
  let text = `${to.paint(plain(place.join(":")), "bold")}: ${to.paint(severity, colour, "bold")}: ${at}${plain(message)}\n`;
  if (source !== undefined && line !== undefined && column !== undefined) {
    text += quoted(source.page ?? source.text, line, column, to);
  }
  if (suggestion !== undefined) text += to.lines(suggestion, 4);
  return text;
}

/** The line, and a caret under the place; of a long line only what is around it. */
function quoted(text: string, line: number, column: number, to: Output): string {
  const whole = lineOf(text, line);
  if (whole === undefined) return "";
  const start = column - 1;
  const from = Math.max(0, start - AROUND);
  const upTo = Math.min(whole.length, start + AROUND);
  const [before, after] = [from > 0 ? "…" : "", upTo < whole.length ? "…" : ""];
  const span = spanAt(whole, start, upTo);
  const moved = { start: span.start - from + before.length, end: span.end - from + before.length };
  const gutter = `    ${line} | `;
  const columns = Math.max(20, to.columns - gutter.length);
  const [first = "", ...others] = excerpt(before + whole.slice(from, upTo) + after, moved, columns, to.looks);
  const margin = `${" ".repeat(gutter.length - 2)}| `;
  return [gutter + first, ...others.map((other) => margin + other)].map((row) => `${row}\n`).join("");
}

/** The word or string that begins at a place, as that is mostly what is meant. */
function spanAt(line: string, start: number, upTo: number): Span {
  const word = /^(?:(["'`])(?:(?!\1)[^\\]|\\.)*\1|[\w:*@/.~-]+)/.exec(line.slice(start, upTo))?.[0];
  return { start, end: start + (word?.length ?? 1) };
}

function lineOf(text: string, line: number): string | undefined {
  return text.split("\n", line)[line - 1]?.replace(/\r$/, "");
}

/** A problem for programs. */
export function problemData({ source, problem }: PlacedProblem): object {
  const { layer: _, ...rest } = problem;
  return source === undefined ? rest : { file: source.name, ...rest };
}
