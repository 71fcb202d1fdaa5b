/** Scenarios: files of mlld in which policies are tried out. */

import type { Decision } from "./decision.js";
import { author } from "./internal/authoring.js";
import { said } from "./internal/runtime.js";
import { scenarioOptions, sourceText } from "./internal/scenario.js";
import type { JsonValue } from "./policy.js";

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
  /** The denial, or `null` where it was allowed. It has no span: nobody sees the command. */
  readonly denial: Extract<Decision, { decision: "deny" }> | null;
}

/** What stopped a scenario: a denial, or mistakes. */
export interface ScenarioError {
  /** What is wrong; of a mistake with its place, the line that it stands in, and what was expected. */
  readonly message: string;
  /** The kind of error, for programs, where it has one. */
  readonly code: string | null;
  /** The file that it is in: `example.md` or `example.mld` is the scenario itself. */
  readonly file: string | null;
  /** Line, from 1, where it has a place. */
  readonly line: number | null;
  /** Column, from 1, in UTF-16 code units, where it has a place. */
  readonly column: number | null;
}

/** What a scenario is warned of, with its place. */
export type ScenarioWarning = ScenarioError;

/** How a scenario went. */
export interface ScenarioResult {
  /** What it printed. */
  readonly output: string;
  /** Every decision, in order. */
  readonly decisions: readonly ScenarioDecision[];
  /** What stopped it, or `null` where it ran to its end. */
  readonly error: ScenarioError | null;
  /**
   * What may mean something else than was thought: what `lint` warns of in its policies, and guards that are about nothing on
   * the page. None where mistakes stopped it before anything ran.
   */
  readonly warnings: readonly ScenarioWarning[];
}

/**
 * Runs a scenario: a file of mlld whose operations become decisions. Nothing is executed, and the first operation that is
 * denied stops it. What is wrong with the file is in the result.
 *
 * @throws {TypeError} if an argument has the wrong type
 * @throws {MlldSecurityError} if the module failed: nothing is shown where nothing was decided
 *
 * @example
 * ```ts
 * import { runScenario } from "mlld-policy";
 *
 * const { output, error } = runScenario('/policy { deny: { sh: true } }\n/show "so far"\n/run sh { echo hello }\n');
 * console.log(output.trim(), error?.line, error?.message); // so far 3 Shell access denied by policy
 * ```
 */
export function runScenario(source: string, options?: ScenarioOptions): ScenarioResult {
  const text = sourceText("runScenario", source);
  const settings = scenarioOptions("runScenario", options);
  return author((module) => said(module.runScenario(text, settings)));
}
