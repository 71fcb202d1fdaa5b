/**
 * What became of the values at each guard. The trace says that a guard replaced a value, and the result what the values are in
 * the end; what they were in between is found by asking again with fewer guards.
 */

import type { GuardDefinition, GuardedValue, GuardInput, GuardSyncOptions, GuardTraceRow, Operation, PolicyEngine } from "mlld-policy";

/** One value before a guard, and behind it. */
export interface Change {
  /** The place of the input. */
  readonly input: number;
  readonly before: GuardedValue;
  readonly after: GuardedValue;
}

/** How many guards are asked again, at most: for each row all those before it are. */
const MOST_ASKED = 4000;

/** By rows of the trace. A row that changed something and has no entry could not be followed. */
export function changes(
  engine: PolicyEngine,
  definitions: readonly GuardDefinition[],
  operation: Operation,
  inputs: readonly GuardInput[],
  trace: readonly GuardTraceRow[],
  options: GuardSyncOptions,
): ReadonlyMap<number, readonly Change[]> {
  const found = new Map<number, readonly Change[]>();
  const changing = [...trace.keys()].filter((at) => trace[at]!.replaced || trace[at]!.relabelled);
  if (changing.length === 0) return found;
  const whose = definitionsOf(engine, definitions, operation, inputs, trace, options);
  const ask = (asked: readonly GuardDefinition[]) => valuesOf(engine, asked, operation, inputs);

  for (const at of changing.slice(0, Math.floor(MOST_ASKED / definitions.length) || 1)) {
    const own = whose?.get(at);
    if (whose === null || own === undefined) continue;
    const { scope, input } = trace[at]!;
    // A guard is asked about each value by itself first, in the order of registration; those of the operation come later.
    const earlier = [...whose.keys()].filter(
      (other) => trace[other]!.scope === "perInput" && !trace[other]!.skipped && (scope === "perOperation" || trace[other]!.input === input),
    );
    const copiesBefore = (limit: number) => {
      const places = new Set(earlier.filter((other) => other < limit).map((other) => whose.get(other)!));
      return [...places].sort((left, right) => left - right).map((place) => copy(definitions[place]!, place, "perInput"));
    };
    const before = ask(copiesBefore(at));
    const after = ask(
      scope === "perInput" ? copiesBefore(at + 1) : [...copiesBefore(at), copy(definitions[own]!, definitions.length + own, scopeOf(definitions, own, trace, whose))],
    );
    if (before === null || after === null) continue;
    found.set(
      at,
      [...before.keys()]
        .filter((place) => input === null || place === input)
        .map((place) => ({ input: place, before: before[place]!, after: after[place]! }))
        .filter((change) => isChanged(change)),
    );
  }
  return found;
}

/** Which definition each row of a guard of the host is of; `null` where that cannot be told. */
function definitionsOf(
  engine: PolicyEngine,
  definitions: readonly GuardDefinition[],
  operation: Operation,
  inputs: readonly GuardInput[],
  trace: readonly GuardTraceRow[],
  options: GuardSyncOptions,
): ReadonlyMap<number, number> | null {
  // Guards without a name have one here: rows then say whose they are.
  const names = definitions.map(({ name }, at) => (name === undefined ? unused(definitions, at) : name.replace(/^@?/, "@")));
  const named = definitions.map((definition, at) => ({ ...definition, name: names[at]! }));
  const again = traceOf(engine, named, operation, inputs, options);
  if (again === null || again.length !== trace.length) return null;
  const whose = new Map<number, number>();
  for (const [at, row] of trace.entries()) {
    const place = names.indexOf(again[at]!.guard ?? "");
    if (row.layer === null && place >= 0) whose.set(at, place);
  }
  return whose;
}

function unused(definitions: readonly GuardDefinition[], at: number): string {
  const taken = new Set(definitions.map(({ name }) => name?.replace(/^@/, "")));
  let name = `guard-${at}`;
  while (taken.has(name)) name += "-";
  return `@${name}`;
}

/** A guard of a label is asked about values and about the operation: here only about the one. */
function copy(definition: GuardDefinition, number: number, scope: "perInput" | "perOperation" | undefined): GuardDefinition {
  return { ...definition, name: `@copy-${number}`, ...(scope === undefined ? {} : { scope }) };
}

/** Whether a guard of the operation has to be told to leave the values alone. */
function scopeOf(
  definitions: readonly GuardDefinition[],
  own: number,
  trace: readonly GuardTraceRow[],
  whose: ReadonlyMap<number, number>,
): "perOperation" | undefined {
  const hasValues = [...whose].some(([at, place]) => place === own && trace[at]!.scope === "perInput");
  return hasValues && definitions[own]!.scope === undefined ? "perOperation" : undefined;
}

function traceOf(
  engine: PolicyEngine,
  definitions: readonly GuardDefinition[],
  operation: Operation,
  inputs: readonly GuardInput[],
  options: GuardSyncOptions,
): readonly GuardTraceRow[] | null {
  const pipeline = engine.pipeline();
  try {
    for (const definition of definitions) pipeline.guard(definition);
    return pipeline.beforeSync(operation, inputs, options).trace;
  } catch {
    return null;
  } finally {
    pipeline.free();
  }
}

function valuesOf(
  engine: PolicyEngine,
  definitions: readonly GuardDefinition[],
  operation: Operation,
  inputs: readonly GuardInput[],
): readonly GuardedValue[] | null {
  const pipeline = engine.pipeline();
  try {
    for (const definition of definitions) pipeline.guard(definition);
    const values = pipeline.beforeSync(operation, inputs, { retryable: true }).inputs;
    return values.length === inputs.length ? values : null;
  } catch {
    return null;
  } finally {
    pipeline.free();
  }
}

function isChanged({ before, after }: Change): boolean {
  return (
    JSON.stringify(before.value) !== JSON.stringify(after.value) ||
    before.labels.length !== after.labels.length ||
    before.labels.some((label) => !after.labels.includes(label))
  );
}
