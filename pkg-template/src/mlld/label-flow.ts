/** Where data may flow, and the names of the built-in rules about that. */

import { compat, names } from "./errors.js";
import type { LabelledInput } from "./guards.js";
import { active } from "./internal/compiled.js";
import { decided } from "./internal/module.js";
import { placesOf } from "./internal/places.js";
import { data, each, pick, policyText, record } from "./internal/parts.js";
import { plain } from "./internal/plain.js";
import { labelled, labelsText, listedText } from "./internal/questions.js";
import type { PolicyInput } from "./policy-config.js";
import type { Labels } from "./security.js";

/** Data on its way into an operation. */
export interface FlowContext {
  /** The labels of the data. */
  readonly inputTaint: readonly string[];
  /** What kind of operation it is: `op:cmd:git`. */
  readonly opLabels: readonly string[];
  /** The labels of what is called. */
  readonly exeLabels: readonly string[];
  /** What is known of each argument; the first is where things are sent. */
  readonly inputs?: readonly (LabelledInput | null | undefined)[] | null | undefined;
  /** How the data flows: `arg`, `stdin`, `using`. */
  readonly flowChannel?: string | undefined;
  /** The program. */
  readonly command?: string | undefined;
}

/** Whether data may flow. */
export interface FlowResult {
  /** Whether it may. */
  allowed: boolean;
  /** Why not. */
  reason?: string;
  /** The part of the policy that denies. */
  rule?: string;
  /** The label that is kept out, or is missing. */
  label?: string;
  /** The label of the operation, or the entry of the policy, that is meant. */
  matched?: string;
}

/** The labels of data, and what counts as one of them. */
export interface ResolvedTaint {
  /** The labels it has. */
  raw: string[];
  /** Those with what it counts as. */
  effective: string[];
  /** Whether it has none but those of its origin. */
  isUnlabeled: boolean;
  /** Whether it therefore counts as untrusted. */
  applyUntrustedDefault: boolean;
}

/** The name of a built-in rule. */
export type BuiltinPolicyRuleName =
  | "no-secret-exfil"
  | "no-sensitive-exfil"
  | "no-send-to-unknown"
  | "no-send-to-external"
  | "no-destroy-unknown"
  | "no-untrusted-destructive"
  | "no-untrusted-privileged"
  | "no-influenced-advice"
  | "untrusted-llms-get-influenced";

/** The built-in rules, in the order in which they are asked. */
export const BUILTIN_POLICY_RULES: readonly BuiltinPolicyRuleName[] = names("BUILTIN_POLICY_RULES");

/** Whether data may flow into an operation: by the built-in rules of a policy, then by those about its labels. */
export function checkLabelFlow(ctx: FlowContext, policy?: PolicyInput): FlowResult {
  return flow("checkLabelFlow", ctx, policy);
}

/** Whether data may flow into an operation by what a policy says of its labels alone. */
export function checkExplicitLabelFlowRules(ctx: FlowContext, policy?: PolicyInput): FlowResult {
  return flow("checkExplicitLabelFlowRules", ctx, policy);
}

function flow(name: string, ctx: FlowContext, policy: PolicyInput): FlowResult {
  return decided<FlowResult>(
    () => active(policy).ask(name, record({ context: contextOf(ctx), ...placesOf() })),
    (reason) => ({ allowed: false, reason }),
  );
}

function contextOf(ctx: unknown): string | undefined {
  if (typeof ctx !== "object" || ctx === null) throw new TypeError("a flow must be an object");
  return pick(ctx, {
    inputTaint: labelsText,
    opLabels: labelsText,
    exeLabels: labelsText,
    inputs: (values) => each(values, labelled),
    flowChannel: data,
    command: data,
  });
}

/** Labels of an operation with every category that one of them belongs to. */
export function expandOperationLabels(
  targets: readonly string[],
  mappings?: { readonly [category: string]: unknown } | null,
): string[] {
  return compat("expandOperationLabels", plain(targets), policyText(mappings));
}

/** Whether a policy has rules about labels that can deny. */
export function hasManagedPolicyLabelFlow(policy?: PolicyInput): boolean {
  return compat("hasManagedPolicyLabelFlow", policyText(policy));
}

/** The labels of data with what counts as one of them by a policy. */
export function resolveInputTaint(taint: Labels | null | undefined, policy?: PolicyInput): ResolvedTaint {
  return compat("resolveInputTaint", listedText(taint), policyText(policy));
}

/** Whether a text is the name of a built-in rule. */
export function isBuiltinPolicyRuleName(value: unknown): value is BuiltinPolicyRuleName {
  return compat("isBuiltinPolicyRuleName", plain(value));
}

/** Whether what a language model makes of this data must be marked as influenced. */
export function shouldAddInfluencedLabel(
  policy: PolicyInput,
  inputTaint?: Labels | null,
  exeLabels?: Labels | null,
): boolean {
  return compat("shouldAddInfluencedLabel", policyText(policy), listedText(inputTaint), listedText(exeLabels));
}
