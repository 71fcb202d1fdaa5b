/** What becomes of an attack under the policies of the page. */

import type { Denied, PolicyEngine, Trace } from "mlld-policy";
import { decide, explain } from "../engine/operation.js";
import { askGuards } from "../guards/run.js";
import type { Places } from "../state/state.js";
import type { Tried } from "./gallery.js";

export interface Judged {
  /** `unclear`: nothing was decided, as with tools that are no JSON. */
  readonly outcome: "stopped" | "passed" | "unclear";
  /** Why it is stopped or unclear; empty where it passes. */
  readonly reason: string;
  readonly denial: Denied | null;
}

const PASSED: Judged = Object.freeze({ outcome: "passed", reason: "", denial: null });

export function judge(engine: PolicyEngine, tried: Tried, places: Places): Judged {
  if (tried.kind !== "guards") {
    const { outcome, summary, denial } = decide(engine, { id: 0, ...tried }, places);
    if (outcome === "allow") return PASSED;
    return { outcome: outcome === "deny" ? "stopped" : "unclear", reason: summary, denial };
  }
  const answer = askGuards(engine, tried.guarding);
  switch (answer.kind) {
    case "mistakes":
      return { outcome: "unclear", reason: answer.mistakes.flatMap(({ messages }) => messages).join("; "), denial: null };
    case "blocked":
      return { outcome: "stopped", reason: answer.reason, denial: null };
    case "run": {
      const { decision, reason, denial } = answer.run.result;
      return decision === "allow" ? PASSED : { outcome: "stopped", reason: reason ?? "", denial };
    }
  }
}

/** A rule that permits what it should not. */
export interface Permission {
  readonly layer: string;
  readonly rule: string;
  readonly pattern: string;
}

/** The rules that permit it; none where nothing restricts it. */
export function permissions(engine: PolicyEngine, tried: Tried, places: Places): readonly Permission[] {
  const trace = traceOf(engine, tried, places);
  const found = (trace?.layers ?? []).flatMap(({ layer, considered }) =>
    considered
      .filter(({ kind, matched }) => matched && (kind === "allow" || kind === "danger-opt-in"))
      .map(({ rule, pattern }) => ({ layer, rule, pattern })),
  );
  return found.filter((one, at) => at === found.findIndex(({ layer, rule }) => layer === one.layer && rule === one.rule));
}

function traceOf(engine: PolicyEngine, tried: Tried, places: Places): Trace | null {
  if (tried.kind !== "guards") return explain(engine, { id: 0, ...tried }, places).trace;
  const { command } = JSON.parse(tried.guarding.operation) as { readonly command: string };
  return engine.explainCommand(command);
}
