/** What the WebAssembly module offers, as the wasm-bindgen glue exposes it. Nothing outside this package sees it. */

import type { Denied, Trace } from "../decision.js";
import type { Problem } from "../errors.js";
import type { ChangedLabels, Descriptor } from "../labels.js";
import type { NeedsDecision, ProfileChoice, TierChoice, TierTable } from "../needs.js";
import type { CommandPlan } from "../plan.js";
import type { DangerEntry, Limits } from "../policy.js";
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
  signerLabels(identity: string): string[];
  limits(): Limits | null;
  layers(): string[];
}

/**
 * The glue: layers and options cross as JSON text, once, when an engine is made; declarations, flows and calls of tools do
 * with each question.
 */
export interface Glue {
  Engine: new (layers: string, options: string, realPath: ((path: string) => unknown) | undefined) => Handle;
  /** The document comes as JSON text, in which a key may have any name. */
  union(a: string, b: string, options: string): string;
  normalize(layer: string, options: string): string;
  lint(layer: string, options: string): Problem[];
  operationLabels(operation: string): string[];
  mergeDescriptors(values: string): Descriptor | null;
  validateAuthorizations(fragment: string, tools: string): Validation | null;
  dangerEntries(): DangerEntry[];
  version(): string;
  initSync(source: { module: WebAssembly.Module | Uint8Array }): unknown;
  default(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
}
