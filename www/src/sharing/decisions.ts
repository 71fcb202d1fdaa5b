/** What is decided now, as JSON for programs. */

import { version } from "mlld-policy";
import { verdicts } from "../engine/decisions.js";
import { built } from "../engine/engine.js";
import { operations } from "../state/state.js";

/** Every operation of the list with its decision. */
export function decisionsFile(): string {
  const said = verdicts.peek();
  const rows = operations.peek().map(({ id, kind, text }) => {
    const verdict = said.get(id);
    const row = { kind, operation: text };
    if (verdict === undefined) return { ...row, decision: null };
    const { outcome, summary, denial } = verdict;
    // A mistake is no decision, and must not look like one.
    if (outcome === "mistake") return { ...row, decision: null, mistake: summary };
    if (denial !== null) return { ...row, ...denial };
    return { ...row, decision: outcome, ...(summary === "" ? {} : { summary }) };
  });
  const whole = { engine: version(), policiesHaveErrors: built.peek().engine === null, decisions: rows };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
