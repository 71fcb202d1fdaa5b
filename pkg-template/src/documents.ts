/** What can be asked of policies without building an engine. */

import { type Span, deepFreeze } from "./decision.js";
import { PolicyError, type Problem } from "./errors.js";
import { layer, lintOptions, name, policyOptions } from "./internal/arguments.js";
import { author } from "./internal/authoring.js";
import { sourceText } from "./internal/scenario.js";
import { call } from "./internal/runtime.js";
import type { DangerEntry, LintOptions, PolicyDocument, PolicyInput, PolicyOptions } from "./policy.js";

/**
 * The merged document of two policies, for display: it permits what both permit. Decisions are better left to an engine
 * with both as layers, which never merges them and can tell which one denied.
 *
 * @throws {PolicyError} with the problems of both
 * @throws {TypeError} if an argument has the wrong type
 *
 * @example
 * ```ts
 * import { union } from "mlld-policy";
 *
 * console.log(union({ deny: ["cmd:rm:*"] }, { deny: ["sh"] }).deny);
 * ```
 */
export function union(a: PolicyInput, b: PolicyInput, options?: PolicyOptions): PolicyDocument {
  const [first, second] = [layer("union", "a", a), layer("union", "b", b)];
  const settings = policyOptions("union", options);
  return parsed(author((module) => module.union(first, second, settings)));
}

/**
 * The policy in its canonical form: shorthand written out, entries trimmed, defaults as they stand. Normalising that
 * again changes nothing.
 *
 * @throws {PolicyError} with every problem of the policy
 * @throws {TypeError} if an argument has the wrong type
 *
 * @example
 * ```ts
 * import { normalize } from "mlld-policy";
 *
 * console.log(normalize({ allow: ["cmd:git:*"] }).allow); // { cmd: [ 'git:*' ] }
 * ```
 */
export function normalize(policy: PolicyInput, options?: PolicyOptions): PolicyDocument {
  const document = layer("normalize", "policy", policy);
  const settings = policyOptions("normalize", options);
  return parsed(author((module) => module.normalize(document, settings)));
}

/**
 * A policy in its canonical form as text: JSON, or source in mlld notation. Reading that gives the same policy.
 *
 * @throws {PolicyError} with every problem of the policy; for mlld also where a number has more than 15 digits
 * @throws {TypeError} if an argument has the wrong type
 *
 * @example
 * ```ts
 * import { format } from "mlld-policy";
 *
 * console.log(format({ deny: ["cmd:git:push"] }, "mlld").trim()); // policy { deny: { cmd: [git:push] } }
 * ```
 */
export function format(policy: PolicyInput, to: "json" | "mlld", options?: PolicyOptions): string {
  if (to !== "json" && to !== "mlld") throw new TypeError('format: to must be "json" or "mlld"');
  const document = layer("format", "policy", policy);
  const settings = policyOptions("format", options);
  if (to === "json") {
    return `${JSON.stringify(parsed(author((module) => module.normalize(document, settings))), null, 2)}\n`;
  }
  const text = author((module) => module.printNotation(document, settings));
  if (text === undefined) {
    const message = "a number has more digits than mlld notation can write";
    throw new PolicyError([{ severity: "error", code: "INVALID_VALUE", path: "", message }]);
  }
  return text;
}

/** Where a rule stands in the text of its policy. */
export interface RulePlace {
  /** The rule, with its key where it has one. */
  readonly span: Span;
  /** Its line, from 1. */
  readonly line: number;
  /** Its column, from 1, in UTF-16 code units. */
  readonly column: number;
}

/**
 * Where in the text of a policy, JSON or mlld notation, the rule stands that a denial or trace names; `null` for what stands
 * nowhere in it, such as an entry of the danger list.
 *
 * @throws {TypeError} if an argument has the wrong type
 *
 * @example
 * ```ts
 * import { PolicyEngine, locateRule } from "mlld-policy";
 *
 * const text = "policy @team = {\n  deny: [cmd:curl]\n}";
 * using engine = new PolicyEngine(text);
 * const denied = engine.checkCommand("curl example.com");
 * if (denied.decision === "deny") console.log(locateRule(text, denied.rule ?? "")?.line); // 2
 * ```
 */
export function locateRule(policy: string, rule: string): RulePlace | null {
  const text = sourceText("locateRule", policy, "policy");
  const path = name("locateRule", "rule", rule);
  const place = author((module) => module.placeOfRule(text, path));
  return place === undefined ? null : deepFreeze(place);
}

/**
 * Every problem of a policy, warnings too; empty for one without any. A bad document is an answer, not an exception.
 *
 * Some warnings are about what no single policy can know: a rule about an operation label that neither operations nor the
 * `tools` have could be about functions of the host.
 *
 * @throws {TypeError} if an argument has the wrong type
 *
 * @example
 * ```ts
 * import { lint } from "mlld-policy";
 *
 * for (const { severity, path, message } of lint('{ "allow": ["git"] }')) console.log(severity, path, message);
 * ```
 */
export function lint(policy: PolicyInput, options?: LintOptions): readonly Problem[] {
  const settings = lintOptions("lint", options);
  try {
    const document = layer("lint", "policy", policy);
    return deepFreeze(author((module) => module.lint(document, settings)));
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
}

/**
 * The built-in danger list: what needs an opt-in in `danger`, and why.
 *
 * @example
 * ```ts
 * import { dangerEntries } from "mlld-policy";
 *
 * for (const { entry, reason } of dangerEntries()) console.log(entry, reason);
 * ```
 */
export function dangerEntries(): readonly DangerEntry[] {
  return deepFreeze(call((module) => module.dangerEntries()));
}

/**
 * The version of the engine, that of the package.
 *
 * @example
 * ```ts
 * import { version } from "mlld-policy";
 *
 * console.log(version());
 * ```
 */
export function version(): string {
  return call((module) => module.version());
}

function parsed(json: string): PolicyDocument {
  return deepFreeze(JSON.parse(json) as PolicyDocument);
}
