import type { Denied } from "./decision.js";

/** What is wrong at one place of a policy document, of a declaration, of authorisations, of a guard or of the engine's options. */
export interface Problem {
  /** An error refuses the document; a warning is only shown by `lint`. */
  readonly severity: "error" | "warning";
  /**
   * The kind of problem in upper snake case, such as `UNKNOWN_KEY`; stable, for programs. Only authorisations have
   * `UNKNOWN_TOOL`, `UNKNOWN_ARGUMENT`, `MISSING_CONTROL_ARGUMENT` and `UNSUPPORTED_CONSTRAINT`.
   */
  readonly code: string;
  /** The layer it stands in, by its place: `layers[0]`; `a` or `b` for `union`. Absent for options, `lint`, `normalize`. */
  readonly layer?: string;
  /** Where it stands: `deny.cmd[0]`, `wants[1].tier`; empty for a policy as a whole. */
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
    const all = frozen(problems);
    super(listing("invalid policy", all));
    this.problems = all;
  }
}

/**
 * A declaration of needs, wants or profiles was refused. That is no denial: whoever wrote it has to repair it.
 *
 * `problems` has every problem that was found, in `wants` or profiles as in `needs`; the message lists them.
 *
 * @example
 * ```ts
 * import { DeclarationError, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({});
 * try {
 *   engine.checkNeeds(JSON.parse('{ "netwrok": true }'));
 * } catch (error) {
 *   if (!(error instanceof DeclarationError)) throw error;
 *   console.log(error.code); // INVALID_NEEDS_KEY
 *   console.log(error.message); // invalid declaration: needs.netwrok: unknown key `netwrok` (did you mean `network`?)
 * }
 * ```
 */
export class DeclarationError extends Error {
  /**
   * The code of the first problem: `INVALID_NEEDS_KEY` or `INVALID_NEEDS_DECLARATION`, `INVALID_WANTS_TIER`,
   * `INVALID_WANTS_KEY` or `INVALID_WANTS_DECLARATION` (profiles have these too), or `INVALID_SYNTAX` for what is too
   * large or too deep to be one.
   */
  readonly code: string;
  /** Every problem found, at least one. */
  readonly problems: readonly Problem[];

  static {
    this.prototype.name = "DeclarationError";
  }

  constructor(problems: readonly Problem[]) {
    const all = frozen(problems);
    super(listing("invalid declaration", all));
    this.code = all[0]?.code ?? "INVALID_NEEDS_DECLARATION";
    this.problems = all;
  }
}

/**
 * A definition of a guard was refused. It is not registered.
 *
 * `problems` has every problem that was found; the message lists them. Those of conditions have line and column in the text
 * of the condition.
 *
 * @example
 * ```ts
 * import { GuardError, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({});
 * using pipeline = engine.pipeline();
 * try {
 *   pipeline.guard({ timing: "before", filter: "secret", when: [["@mx.op.tpye == 1", "deny"]] });
 * } catch (error) {
 *   if (!(error instanceof GuardError)) throw error;
 *   console.log(error.code, error.problems[0]?.path, error.problems[0]?.column); // INVALID_GUARD when[0][0] 8
 * }
 * ```
 */
export class GuardError extends Error {
  /** Always `INVALID_GUARD`. */
  readonly code = "INVALID_GUARD";
  /** Every problem found, at least one. */
  readonly problems: readonly Problem[];

  static {
    this.prototype.name = "GuardError";
  }

  constructor(problems: readonly Problem[]) {
    const all = frozen(problems);
    super(listing("invalid guard", all));
    this.problems = all;
  }
}

/**
 * An `enforce…` or `require…` call was denied, guards were to be skipped
 * where none may be, or a module that failed was asked for something.
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

/**
 * Why a change of labels is refused; stable, for programs.
 *
 * - `PROTECTED_LABEL_REMOVAL`: without privilege a protected label would go: `secret`, `untrusted`, `src:*`.
 * - `LABEL_PRIVILEGE_REQUIRED`: without privilege another label would go, or `trusted` or `known` would come.
 * - `TRUST_CONFLICT`: untrusted data would be called trusted, and a policy has `trustconflict: "error"`.
 */
export type LabelErrorCode = "PROTECTED_LABEL_REMOVAL" | "LABEL_PRIVILEGE_REQUIRED" | "TRUST_CONFLICT";

/**
 * A change of labels was refused. Nothing of it was made.
 *
 * @example
 * ```ts
 * import { LabelError, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({});
 * try {
 *   engine.changeLabels(["secret", "pii"], { remove: ["secret"] });
 * } catch (error) {
 *   if (!(error instanceof LabelError)) throw error;
 *   console.log(error.code, error.label); // PROTECTED_LABEL_REMOVAL secret
 * }
 * ```
 */
export class LabelError extends Error {
  /** Why. */
  readonly code: LabelErrorCode;
  /** The label that it is about. */
  readonly label: string;

  static {
    this.prototype.name = "LabelError";
  }

  constructor(code: LabelErrorCode, label: string, message: string) {
    super(message);
    this.code = code;
    this.label = label;
  }
}

function frozen(problems: readonly Problem[]): readonly Problem[] {
  return Object.freeze(problems.map((problem) => Object.freeze({ ...problem })));
}

/** The message about one problem, or the list of several. */
function listing(what: string, problems: readonly Problem[]): string {
  return problems.length === 1 ? `${what}: ${describe(problems[0]!)}` : [`${what}:`, ...problems.map(listed)].join("\n");
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
