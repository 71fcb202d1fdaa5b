/** What can be asked of policies without building an engine. */

import { deepFreeze } from "./decision.js";
import { PolicyError, type Problem } from "./errors.js";
import { layer, lintOptions, policyOptions } from "./internal/arguments.js";
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
  return parsed(call((module) => module.union(first, second, settings)));
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
  return parsed(call((module) => module.normalize(document, settings)));
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
    return deepFreeze(call((module) => module.lint(document, settings)));
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
