/** Whether a run of a scenario is what its folder expects. */

import type { ScenarioDecision, ScenarioError, ScenarioResult } from "mlld-policy";
import { type DiffLine, diff } from "./diff.js";
import { type Sentence, isMistake, sentencesOf } from "./mistakes.js";
import { DECISIONS, ROW_KEYS, type Row, type Scenario } from "./scenario-files.js";

/** What is not as expected. */
export interface Deviation {
  readonly message: string;
  readonly diff?: readonly DiffLine[];
}

/** Every way in which a run is not what is expected. */
export function deviations({ printed, error, decisions }: Scenario, result: ScenarioResult): Deviation[] {
  const found: Deviation[] = [];
  const stopped = result.error;
  if (error !== undefined && stopped === null) {
    found.push({ message: `it ran to its end, and was to stop with: ${error}` });
  } else if (error !== undefined && stopped !== null && !tells(stopped, error)) {
    found.push({ message: "it stopped with another error", diff: diff(linesOf(error), linesOf(stopped.message)) });
  }
  if (printed !== undefined) {
    if (stopped !== null) found.push({ message: stopping(stopped) });
    const [wanted, got] = [linesOf(printed), linesOf(result.output)];
    if (stopped === null && got.length === 0 && result.decisions.length === 0) {
      found.push({ message: "this page decides nothing and prints nothing: write an operation, or show something" });
    }
    // What a page would have printed that stopped is no second reason.
    if (stopped === null && wanted.join("\n") !== got.join("\n")) found.push({ message: "it printed something else", diff: diff(wanted, got) });
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

/**
 * Whether an error says this. Of a mistake in the page only what is said of it counts, and not the line of the page that is
 * shown below: that may hold the expected words itself. The name of the file alone is in every mistake, so the match must
 * reach into the place behind it at least.
 */
function tells(error: ScenarioError, expected: string): boolean {
  if (!isMistake(error)) return error.message.includes(expected);
  const sentences = sentencesOf(error);
  if (expected.includes("\n")) return sentences.map(({ text }) => text).join("\n").includes(expected);
  const least = ({ file }: Sentence): number => (file === undefined ? 0 : file.length + "::".length);
  return sentences.some((sentence) => {
    return sentence.text.includes(expected, Math.max(0, least(sentence) - expected.length));
  });
}

/** Where and why a page stopped; what is said of a mistake has its place already. */
function stopping(error: ScenarioError): string {
  const { message, file, line, column } = error;
  if (isMistake(error)) return `it stopped: ${message}`;
  return `it stopped at ${[file ?? "example.md", line, column].filter((part) => part !== null).join(":")}: ${message}`;
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
  return ROW_KEYS.every((key) => row[key] === undefined || row[key] === (decision[key] ?? null));
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
