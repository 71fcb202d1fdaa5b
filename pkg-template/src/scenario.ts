/** Running scenarios, and printing policies. */

import type { Decision } from "./decision.js";
import type { JsonValue, PolicyDocument } from "./policy.js";

/** What a scenario runs with. */
export interface ScenarioOptions {
  /** The texts of the files that it may import, by their paths from its folder. */
  readonly files?: { readonly [path: string]: string } | undefined;
  /** The configuration, as in `mlld-config.json`. */
  readonly config?: { readonly [key: string]: JsonValue } | undefined;
  /** `"md"` where only lines that are directives count, which is the default; `"mld"` where every line must be one. */
  readonly flavour?: "mld" | "md" | undefined;
  /** Whether files that are imported may declare privileged guards; `false` where not given. */
  readonly allowPrivileged?: boolean | undefined;
  /** The project folder; `/project` where not given. */
  readonly base?: string | undefined;
  /** The home folder; `/home/user` where not given. */
  readonly home?: string | undefined;
}

/** One operation of a scenario, and what was decided. */
export interface ScenarioDecision {
  /** The operation in one line, such as `run: git status`. */
  readonly operation: string;
  /** The line of its directive, from 1. */
  readonly line: number;
  readonly decision: Decision["decision"];
  /** The denial, or `null` where it was allowed. */
  readonly denial: Extract<Decision, { decision: "deny" }> | null;
}

/** What stopped a scenario: a denial, or mistakes. */
export interface ScenarioError {
  /** What is wrong; of a mistake with its place, the line that it stands in, and what was expected. */
  readonly message: string;
  /** The kind of error, for programs, where it has one. */
  readonly code: string | null;
  /** The file that it is in, where it is in one. */
  readonly file: string | null;
  /** Line, from 1. */
  readonly line: number | null;
  /** Column, from 1, in UTF-16 code units. */
  readonly column: number | null;
}

/** How a scenario went. */
export interface ScenarioResult {
  /** What it printed. */
  readonly output: string;
  /** Every decision, in order. */
  readonly decisions: readonly ScenarioDecision[];
  /** What stopped it, or `null` where it ran to its end. */
  readonly error: ScenarioError | null;
}

/**
 * Runs a scenario: mlld source whose operations become decisions. Nothing is executed.
 *
 * @throws {TypeError} if an argument has the wrong type
 */
export function runScenario(source: string, options?: ScenarioOptions): ScenarioResult {
  void source, options;
  throw new Error("`runScenario` is not built yet");
}

/**
 * Prints a policy as JSON or in mlld notation. Reading that again gives the same policy.
 *
 * @throws {PolicyError} with every problem of the policy
 * @throws {TypeError} if an argument has the wrong type
 */
export function format(policy: string | PolicyDocument | { readonly [key: string]: JsonValue }, to: "json" | "mlld"): string {
  void policy, to;
  throw new Error("`format` is not built yet");
}
