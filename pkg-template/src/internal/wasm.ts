/** What the WebAssembly modules offer, as the glue of wasm-bindgen exposes it. Nothing outside this package sees it. */

import type { Denied, Trace } from "../decision.js";
import type { RulePlace } from "../documents.js";
import type { Problem } from "../errors.js";
import type { GuardDecision, GuardTraceRow, PolicyGuard } from "../guards.js";
import type { ChangedLabels, Descriptor } from "../labels.js";
import type { NeedsDecision, ProfileChoice, TierChoice, TierTable } from "../needs.js";
import type { CommandPlan } from "../plan.js";
import type { DangerEntry, JsonValue, Limits } from "../policy.js";
import type { ScenarioResult } from "../scenario.js";
import type { Validation } from "../tools.js";

/** The operations that can be checked, with what crosses into the module for each. */
export interface Operations {
  Command: [text: string, shell: number];
  Argv: [argv: string[]];
  File: [write: boolean, path: string];
  FileIntegrity: [path: string, identity: string | undefined];
  Network: [target: string];
  Capability: [name: string];
  Keychain: [service: string, account: string, projectName: string | undefined];
  Provider: [reference: string];
}

/** `checkX` answers 0 for allowed and 1 for denied; the denial is then fetched with `takeDenial`. */
type Checks = { [K in keyof Operations as `check${K}`]: (...args: Operations[K]) => number };
type Explanations = { [K in keyof Operations as `explain${K}`]: (...args: Operations[K]) => Trace | null };

/** An engine in the module's memory. */
export interface Handle extends Checks, Explanations {
  free(): void;
  takeDenial(): Denied | null;
  analyzeCommand(...args: Operations["Command"]): CommandPlan | null;
  checkNeeds(needs: string): NeedsDecision | null;
  selectTier(wants: string, needs: string): TierChoice | null;
  explainTier(wants: string, needs: string): TierTable | null;
  selectProfile(profiles: string, needs: string, permissive: boolean): ProfileChoice | null;
  checkFlow(flow: string): number;
  explainFlow(flow: string): Trace | null;
  /** The numbers of a value and of an operation for `letsIn`; the largest where there is none left. */
  prepareValue(value: string): number;
  prepareOperation(operation: string): number;
  letsIn(operation: number, value: number): boolean;
  checkCommandWith(text: string, shell: number, inputs: string): number;
  explainCommandWith(text: string, shell: number, inputs: string): Trace | null;
  checkToolCall(call: string): number;
  explainToolCall(call: string): Trace | null;
  labelToolResult(call: string, known: string): Descriptor | null;
  merge(values: string): Descriptor | null;
  changeLabels(value: string, change: string, privileged: boolean): ChangedLabels | null;
  pipeline(maxAttempts: number): PipelineHandle;
  guards(): PolicyGuard[] | null;
  signerLabels(identity: string): string[];
  limits(): Limits | null;
  layers(): string[];
}

/** The guards of a host in the module's memory, with the operations that wait for an answer. */
export interface PipelineHandle {
  free(): void;
  /** Adds a guard and gives its place. */
  register(definition: string): number;
  /**
   * Begins with a request, after which the values of its inputs may come. A number is that of an outcome that was said to be
   * `known`; `anew` asks for another.
   */
  start(given: string, anew: boolean): Said | number | null;
  answer(run: number, answer: string): Said | null;
  forget(run: number): void;
}

/** What is said of an operation: its outcome, or the number of its run and one thing that is asked of the host. */
export interface Said {
  readonly outcome?: Outcome;
  /** The number of the outcome, where it will be said again. Those of smaller numbers than `first` will not. */
  readonly known?: { readonly number: number; readonly first: number };
  readonly run?: number;
  /** The places of the inputs whose values are wanted; with `output` that of the output comes last. */
  readonly values?: readonly number[];
  readonly output?: boolean;
  /** The place of the guard whose function is to be called, with this context. */
  readonly guard?: number;
  readonly context?: object;
  /** The values that were replaced, with their places: the command with them is wanted. */
  readonly rebuild?: readonly (readonly [place: number, value: JsonValue])[];
}

/** What a run says. A value is there where it was replaced. */
export interface Outcome {
  readonly decision: GuardDecision;
  readonly reason: string | null;
  readonly reasons: readonly string[];
  readonly hints: readonly string[];
  readonly inputs: readonly OutcomeValue[];
  readonly output: OutcomeValue | null;
  readonly env: JsonValue;
  readonly trace: readonly GuardTraceRow[];
  readonly denial: Denied | null;
}

export interface OutcomeValue {
  readonly value?: JsonValue;
  readonly descriptor: Descriptor;
}

/**
 * The glue: layers and options cross as JSON text, once, when an engine is made; declarations, flows and calls of tools do
 * with each question.
 */
export interface Glue extends Startable {
  /** Throws the kind `Notation` for a policy in mlld notation. */
  Engine: new (layers: string, options: string, realPath: ((path: string) => unknown) | undefined) => Handle;
  operationLabels(operation: string): string[];
  mergeDescriptors(values: string): Descriptor | null;
  validateAuthorizations(fragment: string, tools: string): Validation | null;
  dangerEntries(): DangerEntry[];
  version(): string;
}

/** The glue of the module for authoring. */
export interface AuthoringGlue extends Startable {
  /** The layers of an engine, in which what was in notation is in JSON. */
  layersInJson(layers: string, options: string): string;
  /** The document comes as JSON text, in which a key may have any name. */
  union(a: string, b: string, options: string): string;
  normalize(layer: string, options: string): string;
  printNotation(layer: string, options: string): string | undefined;
  placeOfRule(text: string, rule: string): RulePlace | undefined;
  runScenario(source: string, options: string): ScenarioResult | null;
  lint(layer: string, options: string): Problem[];
}

interface Startable {
  initSync(source: { module: WebAssembly.Module | Uint8Array }): unknown;
  default(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
}
