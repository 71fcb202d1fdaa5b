/** Policies as mlld writes them, united with each other. */

import { compat } from "./errors.js";
import { active } from "./internal/compiled.js";
import { decided } from "./internal/module.js";
import { whereabouts } from "./internal/places.js";
import { policyText } from "./internal/parts.js";
import { plain } from "./internal/plain.js";

/** A policy of the interpreter: any object, frozen or not; what it is made of is read at each call. */
export type PolicyInput = object | null | undefined;

/** What is permitted or denied: everything, or by capability. */
export interface PolicyCapabilities {
  /** Patterns of commands, or all of them. */
  cmd?: string[] | true;
  /** Files that are read and written, as patterns of paths. */
  filesystem?: { read?: string[]; write?: string[] } | true;
  /** Hosts, or the whole network. */
  network?: { domains?: string[] } | string[] | true;
  /** Any other capability. */
  [capability: string]: unknown;
}

/** What applies where nothing else is said. */
export interface PolicyDefaults {
  /** The built-in rules that are active. */
  rules?: string[];
  /** What data without a label counts as. */
  unlabeled?: "trusted" | "untrusted" | "user";
  /** What is signed without being asked. */
  autosign?: unknown;
  /** What is verified without being asked. */
  autoverify?: unknown;
  /** What is done where data is called both trusted and untrusted. */
  trustconflict?: "warn" | "error" | "silent";
}

/** Which operations data with a label may reach. */
export interface PolicyLabelRule {
  /** Labels of operations that it may not reach. */
  deny?: string[];
  /** Labels of operations that it may reach, and no others. */
  allow?: string[];
}

/** Where a secret comes from, and the name it is given. */
export interface AuthConfig {
  /** Its place: `keychain:…`, `env:…`. */
  from: string;
  /** The variable of the environment that holds it. */
  as: string;
}

/** A policy in the form that mlld gives it. */
export interface PolicyConfig {
  /** What applies where nothing else is said. */
  defaults?: PolicyDefaults;
  /** What is permitted. */
  allow?: PolicyCapabilities | true;
  /** What is denied, whatever is permitted. */
  deny?: PolicyCapabilities | true;
  /** What dangerous things are opted in to. */
  danger?: string[];
  /** Which operations data with a label may reach. */
  labels?: Record<string, PolicyLabelRule>;
  /** Categories of risk, with the labels of the operations in them. */
  operations?: Record<string, string[]>;
  /** Whether no guard may overrule it. */
  locked?: boolean;
  /** Secrets by name. */
  auth?: Record<string, AuthConfig>;
  /** Whatever else it has. */
  [key: string]: unknown;
}

/** A policy in mlld's form; `{}` for what is none. */
export function normalizePolicyConfig(config?: unknown): PolicyConfig {
  return compat("normalizePolicyConfig", policyText(config));
}

/** Two policies as one that permits no more than either. */
export function mergePolicyConfigs(base?: PolicyInput, incoming?: PolicyInput): PolicyConfig {
  return compat("mergePolicyConfigs", policyText(base), policyText(incoming));
}

/** Where a secret comes from; `undefined` for what does not say. */
export function normalizeAuthConfig(entry: unknown): AuthConfig | undefined {
  return compat("normalizeAuthConfig", plain(entry));
}

/**
 * What of a policy is ignored, or read otherwise than it is written, as sentences; where it denies everything because it
 * cannot be understood, why. A host shows them when it loads the policy.
 *
 * @example
 * ```ts
 * import { policyWarnings } from "mlld-policy/mlld";
 *
 * for (const warning of policyWarnings({ dney: ["cmd:rm"] })) console.warn(warning);
 * ```
 */
export function policyWarnings(policy: PolicyInput): string[] {
  return decided(
    () => {
      const { basePath, homeDir } = whereabouts();
      return active(policy).warnings(basePath, homeDir);
    },
    (reason) => [reason],
  );
}
