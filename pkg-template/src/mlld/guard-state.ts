/** Which guards an invocation leaves on, and what several of them say taken together. */

import { compat } from "./errors.js";
import { data, each, pick, record } from "./internal/parts.js";
import { plain, quoted } from "./internal/plain.js";
import { listText } from "./internal/questions.js";

/** Which guards an invocation leaves on. */
export interface NormalizedGuardOverride {
  /** All of them, none, those that are named, or the others. */
  kind: "none" | "disableAll" | "only" | "except";
  /** The names, without `@`. */
  names?: Set<string>;
}

/** What is read of a guard. */
export interface OverridableGuard {
  /** Its name. */
  readonly name?: string | null | undefined;
  /** Whether no override switches it off. */
  readonly privileged?: boolean | null | undefined;
}

/** What guards decide. */
export type GuardDecisionKind = "allow" | "deny" | "retry" | "env";

/** What the guards of an operation have said so far. */
export interface GuardDecisionState {
  /** What is decided. */
  decision: "allow" | "deny" | "retry";
  /** Why. */
  reasons: string[];
  /** What guards suggest. */
  hints: unknown[];
  /** The metadata of the first that kept the operation from going on. */
  primaryMetadata?: Record<string, unknown>;
  /** The environment that was chosen. */
  selectedEnvConfig?: unknown;
  /** The guard that chose it. */
  selectedEnvGuard?: string;
  /** The policy that was chosen with it. */
  selectedPolicyFragment?: unknown;
  /** The guard that chose that. */
  selectedPolicyGuard?: string;
  /** The inputs for which a privileged guard permitted the operation. */
  privilegedPerInputAllows: Set<string>;
  /** Whether one permitted it altogether. */
  privilegedPerOperationAllow: boolean;
  /** What a policy denied: an input or the operation. */
  activePolicyDenyScope: string | null;
  /** Whether no privileged guard may overrule that. */
  activePolicyDenyLocked: boolean;
}

/** What a guard says. */
export interface GuardResultInput {
  /** What it decides. */
  readonly decision: string;
  /** The guard. */
  readonly guardName?: string | null | undefined;
  /** Why. */
  readonly reason?: string | undefined;
  /** What it suggests. */
  readonly hint?: unknown;
  /** What the interpreter notes about it. */
  readonly metadata?: object | null | undefined;
  /** The environment it chooses. */
  readonly envConfig?: unknown;
  /** The policy it chooses with that. */
  readonly policyFragment?: unknown;
}

/** How decisions are taken together. */
export interface GuardReducerOptions {
  /** Whether a retry overrules a denial. */
  readonly retryOverridesDeny?: boolean | undefined;
}

/** Names of guards, without their `@`. `field` is what messages call them. */
export function normalizeGuardNames(names: unknown, field: string): Set<string> {
  return new Set(compat<string[]>("normalizeGuardNames", plain(names), plain(field)));
}

/** An override in mlld's form: of `false`, `{ only }`, `{ except }`, or nothing. */
export function normalizeGuardOverride(raw?: unknown): NormalizedGuardOverride {
  const { kind, names } = compat<{ kind: NormalizedGuardOverride["kind"]; names?: string[] }>(
    "normalizeGuardOverride",
    plain(raw),
  );
  return names === undefined ? { kind } : { kind, names: new Set(names) };
}

/** The guards that an override, in mlld's form, leaves on: the same objects in their order. Privileged ones stay on. */
export function applyGuardOverrideFilter<Guard extends OverridableGuard>(
  guards: readonly Guard[],
  override: NormalizedGuardOverride,
): Guard[] {
  const all: Guard[] = [...guards];
  let index = -1;
  const asked = each(all, (guard) => {
    index += 1;
    const { name, privileged } = guard as Guard;
    return record({ at: `${index}`, name: plain(name), privileged: privileged === true ? "true" : undefined });
  });
  const normalized = pick(override, { kind: data, names: (names) => listText(names, "the names of an override") });
  const kept = compat<{ at: number }[]>("applyGuardOverrideFilter", asked, normalized);
  return kept.map(({ at }) => all[at] as Guard);
}

/** Nothing said yet. */
export function createGuardDecisionState(): GuardDecisionState {
  const state = compat<Written>("createGuardDecisionState");
  return { ...state, privilegedPerInputAllows: new Set(state.privilegedPerInputAllows) } as GuardDecisionState;
}

/** A state as JSON has it. */
type Written = Omit<GuardDecisionState, "privilegedPerInputAllows"> & { privilegedPerInputAllows: string[] };

/** Members of a state that hold values of guards: they are neither read nor copied. */
const HELD = [
  "primaryMetadata",
  "selectedEnvConfig",
  "selectedEnvGuard",
  "selectedPolicyFragment",
  "selectedPolicyGuard",
] as const;
const HELD_LISTS = ["reasons", "hints"] as const;

/** The state after one more guard has spoken. It is a new one: `state = applyGuardDecisionResult(state, result)`. */
export function applyGuardDecisionResult(
  state: GuardDecisionState,
  result: GuardResultInput,
  options?: GuardReducerOptions,
): GuardDecisionState {
  const held = new Held();
  const given = pick(state, {
    decision: data,
    reasons: (values) => each(values, held.holdItem),
    hints: (values) => each(values, held.holdItem),
    primaryMetadata: held.hold,
    selectedEnvConfig: held.hold,
    selectedEnvGuard: held.hold,
    selectedPolicyFragment: held.hold,
    selectedPolicyGuard: held.hold,
    privilegedPerInputAllows: data,
    privilegedPerOperationAllow: data,
    activePolicyDenyScope: data,
    activePolicyDenyLocked: data,
  });
  const said = pick(result, {
    decision: data,
    reason: held.holdTrue,
    hint: held.holdTrue,
    guardName: held.hold,
    metadata: held.holdMetadata,
    envConfig: held.hold,
    policyFragment: held.hold,
  });
  const next = compat<Record<string, unknown> & Written>(
    "applyGuardDecisionResult",
    given,
    said,
    pick(options, { retryOverridesDeny: data }),
  );
  const made: Record<string, unknown> = { ...next, privilegedPerInputAllows: new Set(next.privilegedPerInputAllows) };
  for (const key of HELD) if (key in next) made[key] = held.value(next[key]);
  for (const key of HELD_LISTS) made[key] = next[key].map((token) => held.value(token));
  return made as unknown as GuardDecisionState;
}

/** The member that stands for all of an object. */
const HOLDER = "held";

/** Values that cross as numbers and come back as they are. */
class Held {
  readonly #values: unknown[] = [];

  /** Any value, in a list. */
  readonly holdItem = (value: unknown): string => {
    this.#values.push(value);
    return quoted(`${this.#values.length - 1}`);
  };

  /** A value that may be missing. */
  readonly hold = (value: unknown): string | undefined => (value === undefined ? undefined : this.holdItem(value));

  /** A value that counts only where it is something. */
  readonly holdTrue = (value: unknown): string | undefined => (value ? this.hold(value) : undefined);

  /** Metadata, of which some members decide. */
  readonly holdMetadata = (metadata: unknown): string | undefined => {
    if (typeof metadata !== "object" || metadata === null) return this.holdTrue(metadata);
    return pick(metadata, {
      policyGuard: data,
      policyLocked: data,
      guardPrivileged: data,
      guardActionMatched: data,
      guardScopeKey: data,
      // A member that metadata does not have: all of it.
      [HOLDER]: () => this.hold(metadata),
    });
  };

  value(token: unknown): unknown {
    const text = typeof token === "object" && token !== null ? (token as { [HOLDER]?: unknown })[HOLDER] : token;
    return this.#values[Number(text)];
  }
}

/** Whether counters of attempts are reset after a decision. */
export function shouldClearAttemptState(decision: string): boolean {
  return compat("shouldClearAttemptState", plain(decision));
}

/** What the interpreter does after a decision. */
export function toHookAction(decision: string): "continue" | "retry" | "abort" {
  return compat("toHookAction", plain(decision));
}
