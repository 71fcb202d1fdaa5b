import type { Denied } from "./decision.js";

/** What is wrong at one place of a policy document or of the engine's options. */
export interface Problem {
  /** An error refuses the document; a warning is only shown by `lint`. */
  readonly severity: "error" | "warning";
  /** The kind of problem in upper snake case, such as `UNKNOWN_KEY`; stable, for programs. */
  readonly code: string;
  /** The layer it stands in, by its place: `layers[0]`; `a` or `b` for `union`. Absent for options, `lint`, `normalize`. */
  readonly layer?: string;
  /** Where it stands in the document, such as `deny.cmd[0]`; empty for the document as a whole. */
  readonly path: string;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion?: string;
  /** Line, from 1, where the policy was given as text. */
  readonly line?: number;
  /** Column, from 1, in UTF-16 code units, where the policy was given as text. */
  readonly column?: number;
}

/**
 * A policy or option was refused. Nothing of it is active.
 *
 * `problems` has every problem that was found, so that they can all be repaired at once; the message lists them.
 *
 * @example
 * ```ts
 * import { PolicyEngine, PolicyError } from "mlld-policy";
 *
 * try {
 *   new PolicyEngine('{ "dney": ["cmd:rm"] }');
 * } catch (error) {
 *   if (!(error instanceof PolicyError)) throw error;
 *   for (const { path, message, suggestion } of error.problems) console.error(path, message, suggestion);
 * }
 * ```
 */
export class PolicyError extends Error {
  /** Always `INVALID_POLICY`. */
  readonly code = "INVALID_POLICY";
  /** Every problem found, at least one of them an error. */
  readonly problems: readonly Problem[];

  static {
    this.prototype.name = "PolicyError";
  }

  constructor(problems: readonly Problem[]) {
    const all = Object.freeze(problems.map((problem) => Object.freeze({ ...problem })));
    super(
      all.length === 1 ? `invalid policy: ${describe(all[0]!)}` : ["invalid policy:", ...all.map(listed)].join("\n"),
    );
    this.problems = all;
  }
}

/**
 * An `enforce…` call was denied, or a module that failed was asked for something.
 *
 * The message always says "denied by policy"; the decision tells what and why.
 *
 * @example
 * ```ts
 * import { MlldSecurityError, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ deny: ["cmd:curl"] });
 * try {
 *   engine.enforceCommand("curl example.com");
 * } catch (error) {
 *   if (!(error instanceof MlldSecurityError)) throw error;
 *   console.error(error.reasonCode, error.decision.rule);
 * }
 * ```
 */
export class MlldSecurityError extends Error {
  /** Always `SECURITY_VIOLATION`. */
  readonly code = "SECURITY_VIOLATION";
  /** The code of the decision. */
  readonly reasonCode: Denied["code"];
  /** The denial itself. */
  readonly decision: Denied;

  static {
    this.prototype.name = "MlldSecurityError";
  }

  constructor(decision: Denied, options?: { readonly cause?: unknown }) {
    const { reason } = decision;
    super(reason.includes("denied by policy") ? reason : `${reason} (denied by policy)`, options);
    this.reasonCode = decision.code;
    this.decision = decision;
  }
}

function describe({ layer, path, message, suggestion, line, column }: Problem): string {
  const place = [
    layer,
    path === "" ? undefined : path,
    line === undefined ? undefined : `line ${line}${column === undefined ? "" : `, column ${column}`}`,
  ].filter((part) => part !== undefined);
  return `${place.length === 0 ? "" : `${place.join(", ")}: `}${message}${suggestion === undefined ? "" : ` (${suggestion})`}`;
}

function listed(problem: Problem): string {
  return `  - ${problem.severity === "warning" ? "warning: " : ""}${describe(problem)}`;
}
