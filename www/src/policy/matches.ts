/** Which operations of the list each rule of a layer matched, as the engine's traces tell. */

import type { PolicyEngine, RuleTrace, Trace } from "mlld-policy";
import { built } from "../engine/engine.js";
import { traceOf } from "../engine/operation.js";
import { type Operation, operations } from "../state/state.js";
import { type Step, stepsOf } from "./outline.js";

export interface Matches {
  /** Where it stands, as traces call it. */
  readonly rule: string;
  readonly kind: RuleTrace["kind"];
  readonly pattern: string;
  /** Of one that matched, else of the last one that it was held against. */
  readonly why: string;
  readonly matched: readonly Operation[];
  readonly considered: number;
}

/** What is traced stays so until a policy changes, or the operation. */
let traces: { readonly engine: PolicyEngine; readonly of: Map<Operation, Trace | null> } | null = null;

/** How long traces are made in one go, in milliseconds: somebody may be typing. */
const SLICE = 8;

/** Holds all operations of the list against the policies, in slices; until then nothing can be said of rules. */
export async function traceAll(): Promise<void> {
  const { engine } = built.peek();
  if (engine === null) return;
  if (traces?.engine !== engine) traces = { engine, of: new Map() };
  const { of } = traces;
  let start = performance.now();
  for (const operation of operations.peek()) {
    if (of.has(operation)) continue;
    of.set(operation, traceOf(engine, operation));
    if (performance.now() - start < SLICE) continue;
    await new Promise((resolve) => setTimeout(resolve));
    // An engine that was replaced answers nothing any more.
    if (built.peek().engine !== engine) return;
    start = performance.now();
  }
}

/** Whether rules are held against operations: not while the policy has errors. */
export function canTrace(): boolean {
  return built.peek().engine !== null;
}

/** Every rule of a layer that any operation was held against, in their order. */
export function rulesOf(layer: string): Matches[] {
  const found = new Map<string, { kind: RuleTrace["kind"]; pattern: string; why: string; on: Set<Operation>; held: Set<Operation> }>();
  for (const operation of operations.peek()) {
    const trace = traces?.engine === built.peek().engine ? traces?.of.get(operation) : null;
    for (const { kind, rule, pattern, matched, why } of trace?.layers.find((said) => said.layer === layer)?.considered ?? []) {
      // That something cannot be seen through is no match of the rule that makes it matter.
      if (kind === "limit" && pattern === "") continue;
      let known = found.get(rule);
      if (known === undefined) found.set(rule, (known = { kind, pattern, why, on: new Set(), held: new Set() }));
      known.held.add(operation);
      if (!matched) continue;
      known.on.add(operation);
      known.why = why;
    }
  }
  return [...found].map(([rule, { kind, pattern, why, on, held }]) => {
    return { rule, kind, pattern, why, matched: [...on], considered: held.size };
  });
}

const begins = (steps: readonly Step[], start: readonly Step[]) => start.every((step, at) => steps[at] === step);

/** The rules that stand at a place, or below it; else the one that it is a part of. */
export function rulesAt(rules: readonly Matches[], steps: readonly Step[]): readonly Matches[] {
  if (steps.length === 0) return [];
  const known = rules.flatMap((rule) => {
    const at = stepsOf(rule.rule);
    return at === null || at.length === 0 ? [] : [{ rule, at }];
  });
  const below = known.filter(({ at }) => begins(at, steps));
  if (below.length > 0) return below.map(({ rule }) => rule);
  const around = known.filter(({ at }) => at.length > 1 && begins(steps, at));
  return around.slice(-1).map(({ rule }) => rule);
}
