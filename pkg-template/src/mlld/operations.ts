/** What operations are called: their labels and sources, and the keys that guards are found by. */

import { compat } from "./errors.js";
import { data, pick } from "./internal/parts.js";
import { plain } from "./internal/plain.js";

/** An operation by what runs. */
export interface OperationLabelContext {
  /** What it is: `cmd`, `sh`, `show`. */
  readonly type: string;
  /** The program. */
  readonly command?: string | null | undefined;
  /** Its subcommand. */
  readonly subcommand?: string | null | undefined;
}

/** The program that a command line runs. */
export interface ParsedCommand {
  /** The program. */
  command?: string;
  /** The first word after it that may be a subcommand. */
  subcommand?: string;
}

/** An operation by what the interpreter calls it. */
export interface KeyedOperation {
  /** What it is: `run`, `exe`, `show`. */
  readonly type: string;
  /** A kind of it. */
  readonly subtype?: string | null | undefined;
  /** The labels of what is called. */
  readonly labels?: readonly string[] | null | undefined;
  /** What kind of operation it is: `op:cmd:git`. */
  readonly opLabels?: readonly string[] | null | undefined;
  /** The name of what is called. */
  readonly name?: string | null | undefined;
  /** `runSubtype` and `language` of it are read. */
  readonly metadata?: object | null | undefined;
}

const LABELLED = { type: data, command: data, subcommand: data };
const KEYED = {
  type: data,
  subtype: data,
  labels: data,
  opLabels: data,
  name: data,
  metadata: (value: unknown) => pick(value, { runSubtype: data, language: data }),
};

/** The labels of an operation: `op:cmd`, `op:cmd:git`, `op:cmd:git:push`. */
export function getOperationLabels(ctx: OperationLabelContext): string[] {
  return compat("getOperationLabels", pick(ctx, LABELLED));
}

/** The sources that what an operation returns is said to come from. */
export function getOperationSources(ctx: OperationLabelContext): string[] {
  return compat("getOperationSources", pick(ctx, LABELLED));
}

/** The program of a command line, and what looks like its subcommand. */
export function parseCommand(text: string): ParsedCommand {
  return compat("parseCommand", plain(text));
}

/** The keys of an operation, in lower case. */
export function buildOperationKeys(operation: KeyedOperation): string[] {
  return compat("buildOperationKeys", pick(operation, KEYED));
}

/** The same as a set. */
export function buildOperationKeySet(operation: KeyedOperation): Set<string> {
  return new Set(buildOperationKeys(operation));
}
