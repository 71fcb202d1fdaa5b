/** Which tools may be called with which arguments. */

import { compat } from "./errors.js";
import { constant } from "./internal/compiled.js";
import { decided } from "./internal/module.js";
import { policyText, record } from "./internal/parts.js";
import { type Json, plain, quoted } from "./internal/plain.js";
import { listText } from "./internal/questions.js";

/** What an argument must be. */
export type AuthorizationClause = { eq: unknown } | { oneOf: unknown[] };

/** How a tool may be called. */
export type AuthorizationEntry =
  { kind: "unconstrained" } | { kind: "constrained"; args: Record<string, AuthorizationClause[]> };

/** Authorisations in mlld's form. */
export interface PolicyAuthorizations {
  /** Tools by name. */
  allow: Record<string, AuthorizationEntry>;
}

/** What is wrong with authorisations. */
export interface AuthorizationIssue {
  /** Its kind, which begins with `authorizations-`. */
  code: string;
  /** Whether they are refused for it. */
  severity: "error" | "warning";
  /** Where it stands. */
  path: string;
  /** The tool that it is about. */
  tool?: string;
  /** The argument that it is about. */
  arg?: string;
  /** What is wrong, as a sentence. */
  message: string;
}

/** Authorisations in mlld's form, with what is wrong with them. */
export interface AuthorizationReport {
  /** The authorisations, unless they cannot be read. */
  normalized?: PolicyAuthorizations;
  /** What they are refused for. */
  errors: AuthorizationIssue[];
  /** What is only said of them. */
  warnings: AuthorizationIssue[];
}

/** Where issues are added: a list of them, or one for each severity. */
export type IssueCollector = AuthorizationIssue[] | { errors?: AuthorizationIssue[]; warnings?: AuthorizationIssue[] };

/** Names: a list or a set of them. */
export type Names = readonly string[] | ReadonlySet<string>;

/** What is known of a tool. */
export interface AuthorizationTool {
  /** Its parameters. */
  readonly params?: Names | undefined;
  /** Those that say what it acts on. */
  readonly controlArgs?: Names | undefined;
  /** Whether somebody who is trusted said so. */
  readonly hasControlArgsMetadata?: boolean | undefined;
}

/** Tools by name. */
export type AuthorizationToolContext =
  ReadonlyMap<string, AuthorizationTool> | { readonly [tool: string]: AuthorizationTool };

/** How strictly authorisations are validated. */
export interface AuthorizationValidationOptions {
  /** Whether tools must be known. */
  readonly requireKnownTools?: boolean | undefined;
  /** Whether control arguments must be known of them. */
  readonly requireControlArgsMetadata?: boolean | undefined;
}

/** A call of a tool. */
export interface AuthorizationQuestion {
  /** Authorisations in mlld's form; where there are none nothing restricts calls. */
  readonly authorizations?: object | null | undefined;
  /** The tool. */
  readonly operationName: string;
  /** Its arguments by name. */
  readonly args?: { readonly [name: string]: unknown } | ReadonlyMap<string, unknown> | null | undefined;
  /** The names of those that say what it acts on. */
  readonly controlArgs?: Names | null | undefined;
}

/** Whether a call is authorised. */
export interface AuthorizationDecision {
  /** Whether it is. */
  decision: "allow" | "deny";
  /** Whether authorisations restrict calls. */
  matched: boolean;
  /** Why not: the tool is not listed, or its arguments are others. */
  code?: "unlisted" | "args_mismatch";
  /** The same as a sentence. */
  reason?: string;
}

/**
 * Authorisations in mlld's form. Issues are in the result, and added to `issues` where that is given, which is all that it
 * is for: it is the one argument of this package that is written to.
 */
export function normalizePolicyAuthorizations(raw: unknown, issues?: IssueCollector): AuthorizationReport {
  const report = compat<AuthorizationReport>("normalizePolicyAuthorizations", policyText(raw));
  if (Array.isArray(issues)) issues.push(...report.errors, ...report.warnings);
  else if (issues !== undefined && issues !== null) {
    issues.errors?.push(...report.errors);
    issues.warnings?.push(...report.warnings);
  }
  return report;
}

/** What both authorise. */
export function mergePolicyAuthorizations(
  base: object | null | undefined,
  incoming: object | null | undefined,
): PolicyAuthorizations | undefined {
  return compat("mergePolicyAuthorizations", policyText(base), policyText(incoming));
}

/** Whether authorisations restrict calls at all. */
export function hasToolWriteAuthorizationPolicy(authorizations?: object | null): boolean {
  if (isReport(authorizations)) {
    // Those that are refused authorise nothing, which is not the same as that there are none.
    return authorizations.errors.length > 0 || hasToolWriteAuthorizationPolicy(authorizations.normalized);
  }
  return compat("hasToolWriteAuthorizationPolicy", policyText(authorizations));
}

/** Authorisations in mlld's form, held against what is known of the tools. */
export function validatePolicyAuthorizations(
  raw: unknown,
  tools?: AuthorizationToolContext | null,
  options?: AuthorizationValidationOptions,
): AuthorizationReport {
  return compat("validatePolicyAuthorizations", policyText(raw), policyText(tools), plain(options));
}

/** The same for authorisations that are in mlld's form already. */
export function validateNormalizedPolicyAuthorizations(
  authorizations: object,
  tools?: AuthorizationToolContext | null,
  options?: AuthorizationValidationOptions,
): AuthorizationReport {
  const name = "validateNormalizedPolicyAuthorizations";
  return compat(name, policyText(authorizations), policyText(tools), plain(options));
}

/** Whether a call of a tool is authorised. Arguments that cannot be read are not. */
export function evaluatePolicyAuthorizationDecision(question: AuthorizationQuestion): AuthorizationDecision {
  return decided<AuthorizationDecision>(
    () => {
      const { authorizations, operationName, args, controlArgs } = question;
      if (typeof operationName !== "string") throw new TypeError("operationName must be a string");
      const asked = {
        authorizations: policyText(
          isReport(authorizations) ? (authorizations.normalized ?? {}) : (authorizations ?? undefined),
        ),
        operationName: quoted(operationName),
        args: args === null ? undefined : plain(args, "arguments"),
        controlArgs: listText(controlArgs, "controlArgs"),
      };
      return constant("{}").ask("evaluatePolicyAuthorizationDecision", record(asked));
    },
    (reason) => ({ decision: "deny", matched: true, code: "args_mismatch", reason }),
  );
}

/** Whether an argument is what an authorisation says. What cannot be read is not. */
export function isTolerantMatch(actual: unknown, expected: unknown): boolean {
  let args: readonly Json[];
  try {
    args = [plain(actual, "arguments"), plain(expected, "arguments")];
  } catch {
    return false;
  }
  return compat("isTolerantMatch", ...args);
}

/** The result of `normalizePolicyAuthorizations` in place of what is in it. */
function isReport(value: unknown): value is AuthorizationReport {
  if (typeof value !== "object" || value === null || "allow" in value) return false;
  return "errors" in value && Array.isArray((value as AuthorizationReport).errors);
}
