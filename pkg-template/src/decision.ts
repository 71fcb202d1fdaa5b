/** What the engine says: plain frozen objects that can be compared, stored and sent as JSON. */

/** The operation may run. All allowed checks share this one frozen object. */
export interface Allowed {
  readonly decision: "allow";
}

/**
 * Why an operation was denied; stable, for programs.
 *
 * - `POLICY_CAPABILITY_DENIED`: an allow list does not cover it, or a deny rule matches it.
 * - `POLICY_DANGER_DENIED`: it is on the built-in danger list and not every layer opted in.
 * - `POLICY_UNANALYZABLE`: what it would do could not be understood.
 * - `POLICY_INTEGRITY_DENIED`: the file is immutable, or not for this identity.
 * - `POLICY_PROVIDER_DENIED`: the execution environment is not permitted.
 * - `POLICY_LABEL_FLOW_DENIED`: a value with such a label may not flow there.
 * - `POLICY_AUTHORIZATION_DENIED`: the call of a tool is not authorised, or not with these arguments.
 * - `POLICY_TOOL_DENIED`: the tool or its server is not permitted.
 * - `REAL_PATH_FAILED`: the `realPath` callback threw or returned no string.
 * - `GUARD_DENIED`: a guard of the host denies.
 * - `GUARD_FAILED`: a guard could not be evaluated: its function threw, returned no action or took too long, or a condition
 *   made no sense of what it was told.
 * - `GUARD_BYPASS_BLOCKED`: guards were to be skipped where the host's configuration forbids that; it is thrown.
 * - `GUARD_NOT_RETRYABLE`: a guard asks for another attempt, and the host cannot make one.
 * - `GUARD_RETRIES_EXHAUSTED`: a guard asks for another attempt, and there were as many as there may be.
 * - `PROTECTED_LABEL_REMOVAL`: a guard without privilege would take a protected label away.
 * - `LABEL_PRIVILEGE_REQUIRED`: a guard without privilege would change labels that only a privileged one may.
 * - `TRUST_CONFLICT`: a guard would call untrusted data trusted, and a policy has `trustconflict: "error"`.
 * - `NEEDS_DENIED`: not all that a module needs is granted.
 * - `NO_PERMITTED_TIER`: none of the tiers or profiles that a module declares is granted.
 * - `ENGINE_FAILED`: the WebAssembly module failed; restart the process or reload the page.
 */
export type DenialCode =
  | "POLICY_CAPABILITY_DENIED"
  | "POLICY_DANGER_DENIED"
  | "POLICY_UNANALYZABLE"
  | "POLICY_INTEGRITY_DENIED"
  | "POLICY_PROVIDER_DENIED"
  | "POLICY_LABEL_FLOW_DENIED"
  | "POLICY_AUTHORIZATION_DENIED"
  | "POLICY_TOOL_DENIED"
  | "REAL_PATH_FAILED"
  | "GUARD_DENIED"
  | "GUARD_FAILED"
  | "GUARD_BYPASS_BLOCKED"
  | "GUARD_NOT_RETRYABLE"
  | "GUARD_RETRIES_EXHAUSTED"
  | "PROTECTED_LABEL_REMOVAL"
  | "LABEL_PRIVILEGE_REQUIRED"
  | "TRUST_CONFLICT"
  | "NEEDS_DENIED"
  | "NO_PERMITTED_TIER"
  | "ENGINE_FAILED";

/** The operation must not run. */
export interface Denied {
  readonly decision: "deny";
  /** The kind of denial, for programs. */
  readonly code: DenialCode;
  /** One sentence for people. */
  readonly reason: string;
  /** The name of the layer that denied, or `null` where no layer did. */
  readonly policy: string | null;
  /** Where the deciding rule stands in that layer's document, such as `deny.cmd[0]`, or the entry of the danger list. */
  readonly rule: string | null;
  /**
   * The very command, path, host, tool or argument within the operation that was denied; of a flow, the label of the data, or
   * the one that is missing.
   */
  readonly subject: string | null;
  /** Where the subject stands in the text that was checked. */
  readonly span: Span | null;
  /** What a policy could say to permit the operation: never more than was asked for. */
  readonly suggestions: readonly Suggestion[];
}

/**
 * The answer to a check, discriminated by `decision`.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ allow: ["cmd:git:*"] });
 * const decision = engine.checkCommand("curl example.com");
 * if (decision.decision === "deny") console.log(decision.code, decision.reason);
 * ```
 */
export type Decision = Allowed | Denied;

/** A range of a text in UTF-16 code units, as `text.slice(start, end)` takes it. */
export interface Span {
  readonly start: number;
  /** The unit after the last. */
  readonly end: number;
}

/** One change that would permit what was denied, or help to find out: to a policy, to the operation or to an option. */
export interface Suggestion {
  /** The change as a sentence. */
  readonly message: string;
  /** The layer that denied, or `null` where no layer has to change. */
  readonly policy: string | null;
  /** Where in its document the change goes, such as `allow`; empty where the operation or an option should change. */
  readonly path: string;
  /** What to add there, such as `cmd:git status`, where adding an entry is enough. */
  readonly entry: string | null;
}

/** How a decision came about: every layer, every rule that was considered. */
export interface Trace {
  readonly decision: "allow" | "deny";
  /** The denial, or `null` for an allowed operation. */
  readonly denial: Denied | null;
  /** What was checked, as text. */
  readonly operation: string;
  readonly layers: readonly LayerTrace[];
}

/** What one layer said. */
export interface LayerTrace {
  readonly layer: string;
  readonly decision: "allow" | "deny";
  readonly denial: Denied | null;
  readonly considered: readonly RuleTrace[];
}

/** One rule and whether it matched. */
export interface RuleTrace {
  /**
   * An entry of the danger list, an opt-in to it, a deny or allow rule, a rule about labels of data (`flow`), or any other
   * key that restricts (`limit`).
   */
  readonly kind: "danger" | "danger-opt-in" | "deny" | "allow" | "flow" | "limit";
  /** Where it stands in the document. */
  readonly rule: string;
  /** The pattern as the policy has it. */
  readonly pattern: string;
  readonly matched: boolean;
  /** Why it matched or did not. */
  readonly why: string;
  /** What it was compared with. */
  readonly subject: string;
}

/** @internal The decision of every allowed check. */
export const ALLOWED: Allowed = Object.freeze({ decision: "allow" });

/** @internal The decision of every check after the module failed. */
export const ENGINE_FAILED: Denied = Object.freeze({
  decision: "deny",
  code: "ENGINE_FAILED",
  reason:
    "Everything is denied by policy: the policy engine failed and decides nothing any more; restart the process or reload the page",
  policy: null,
  rule: null,
  subject: null,
  span: null,
  suggestions: Object.freeze([]),
});

/** @internal The explanation of every check after the module failed. */
export const FAILED_TRACE: Trace = Object.freeze({
  decision: "deny",
  denial: ENGINE_FAILED,
  operation: "",
  layers: Object.freeze([]),
});

/** @internal Freezes a tree the engine made, and returns it. Its depth is bounded where it is made. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
