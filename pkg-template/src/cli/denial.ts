/** A decision over an operation, for a person. */

import type { Decision, Denied, Suggestion } from "mlld-policy";
import type { PlaceOfRule } from "./engine.js";
import { excerpt, plain } from "./layout.js";
import type { Operation } from "./operations.js";
import type { Output } from "./output.js";

/** The width of the first column, which holds the decision. */
export const COLUMN = 7;

/** What an operation is called: a command by its text, everything else with its kind. */
export function title(operation: Operation): string {
  if (operation.type === "cmd") return operation.operation;
  return `${operation.type === "file" ? operation.mode : operation.type}: ${operation.operation}`;
}

/** The operation and what was decided: one line where it is allowed; where not, what, by whom, and what to do. */
export function shownDecision(operation: Operation, decision: Decision, to: Output, placeOf: PlaceOfRule): string {
  if (decision.decision === "allow") {
    return `${to.paint("allow", "green")}  ${plain(title(operation))}\n`;
  }
  const [first = "", ...others] = excerpt(title(operation), decision.span, Math.max(20, to.columns - COLUMN), to.looks);
  return [
    `${to.paint("deny", "red", "bold")}   ${first}\n`,
    ...others.map((line) => `${" ".repeat(COLUMN)}${line}\n`),
    shownDenial(decision, operation, to, placeOf),
  ].join("");
}

function shownDenial(denied: Denied, operation: Operation, to: Output, placeOf: PlaceOfRule): string {
  const { reason, policy, rule, subject, span, suggestions } = denied;
  let text = to.lines(reason, COLUMN);
  // What stands there may be another thing than it looks: quotes are gone, `~` and variables are set in, a string is code.
  const shown = span === null ? operation.operation : operation.operation.slice(span.start, span.end);
  if (subject !== null && subject !== "" && subject !== shown) text += to.lines(`that is: ${subject}`, COLUMN);
  const by = [policy === null ? [] : [`policy ${policy}`], rule === null ? [] : [`rule ${rule}`]].flat().join(", ");
  const place = placeOf(denied);
  if (by !== "") text += to.lines(place === undefined ? by : `${by} (${place})`, COLUMN);
  for (const suggestion of suggestions) text += shownSuggestion(suggestion, to);
  return text;
}

/** The danger list says first what could happen. */
function shownSuggestion({ message }: Suggestion, to: Output): string {
  const [, warning, change] = /^(.*\.) To permit it all the same, (.*)$/s.exec(message) ?? [];
  if (warning === undefined) return to.lines(`to allow it: ${message}`, COLUMN);
  return to.lines(warning, COLUMN) + to.lines(`to allow it all the same: ${change}`, COLUMN);
}
