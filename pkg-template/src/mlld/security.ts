/** What is known of a value: its labels, where it comes from, which tools made it. */

import { compat, names } from "./errors.js";
import { data, pick } from "./internal/parts.js";
import { plain } from "./internal/plain.js";
import { listedText } from "./internal/questions.js";

/** A tool that took part in making a value. */
export interface ToolProvenance {
  /** Its name. */
  readonly name: string;
  /** The names of what it was called with. */
  readonly args?: readonly string[];
  /** Where the audit log tells of it. */
  readonly auditRef?: string;
}

/** Labels, or sources: a list or a set of them. */
export type Labels = readonly string[] | ReadonlySet<string>;

/** What is known of a value. */
export interface SecurityDescriptor {
  /** What it is called. */
  readonly labels: readonly string[];
  /** What it was made of; the labels are among these. */
  readonly taint: readonly string[];
  /** Where it comes from. */
  readonly sources: readonly string[];
  /** The tools that took part. */
  readonly tools?: readonly ToolProvenance[];
  /** What it was used for. */
  readonly capability?: string;
  /** What policies noted about it. */
  readonly policyContext?: Readonly<Record<string, unknown>>;
}

/** A descriptor in the making. */
export interface SecurityDescriptorOptions {
  /** What the value is called. */
  readonly labels?: Labels | null | undefined;
  /** What it was made of. */
  readonly taint?: Labels | null | undefined;
  /** Where it comes from. */
  readonly sources?: Labels | null | undefined;
  /** The tools that took part. */
  readonly tools?: readonly ToolProvenance[] | null | undefined;
  /** What it was used for. */
  readonly capability?: string | null | undefined;
  /** What policies noted about it. */
  readonly policyContext?: object | null | undefined;
}

/** What a guard makes of labels. */
export interface GuardLabelModifications {
  /** Labels to add. */
  readonly addLabels?: readonly string[] | null | undefined;
  /** Labels to take away, which only privileged guards may. */
  readonly removeLabels?: readonly string[] | null | undefined;
  /** Whether all are taken away but those of its origin. */
  readonly clearLabels?: boolean | null | undefined;
}

/** The guard that changes labels. */
export interface LabelGuard {
  /** Its name. */
  readonly name?: string | null | undefined;
  /** What it is about. */
  readonly filterValue?: string | null | undefined;
  /** Whether it may take labels away. */
  readonly privileged?: boolean | null | undefined;
}

/** Labels that only privileged guards take away; so are those that begin with `src:`. */
export const PROTECTED_LABELS: readonly string[] = names("PROTECTED_LABELS");

/** Whether only privileged guards take a label away. */
export function isProtectedLabel(label: string): boolean {
  return compat("isProtectedLabel", plain(label));
}

/** A descriptor of these labels, sources and tools. */
export function makeSecurityDescriptor(options?: SecurityDescriptorOptions): SecurityDescriptor {
  return compat("makeSecurityDescriptor", descriptor(options));
}

/** What is known of a value that was made of several. */
export function mergeDescriptors(
  ...descriptors: readonly (SecurityDescriptorOptions | null | undefined)[]
): SecurityDescriptor {
  return compat("mergeDescriptors", ...descriptors.map(descriptor));
}

/** Whether a value is called this. */
export function hasLabel(descriptor: SecurityDescriptorOptions | null | undefined, label: string): boolean {
  return compat("hasLabel", pick(descriptor, { labels: listedText }), plain(label));
}

/** What a guard makes of the labels of a value. Only a privileged one takes any away. */
export function applyGuardLabelModifications(
  value: SecurityDescriptorOptions,
  changes: GuardLabelModifications | null | undefined,
  guard?: LabelGuard | null,
): SecurityDescriptor {
  const asked = pick(guard, { name: data, filterValue: data, privileged: data });
  const modifications = pick(changes, { addLabels: listedText, removeLabels: listedText, clearLabels: data });
  return compat("applyGuardLabelModifications", descriptor(value), modifications, asked);
}

function descriptor(value: unknown): string | undefined {
  const lists = { labels: listedText, taint: listedText, sources: listedText, tools: listedText };
  return pick(value, { ...lists, capability: data, policyContext: data });
}
