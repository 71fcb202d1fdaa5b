/** The operations that `check` and `explain` decide over: of the command line, or of standard input. */

import { fstatSync } from "node:fs";
import process from "node:process";
import type { PolicyEngine } from "mlld-policy";
import { type Arguments, FOLDERS, type Options, UsageError } from "./arguments.js";
import { type PlaceOfRule, engineOf, guardsOf, placesOfRules, policyNames, policyOptions } from "./engine.js";
import { Failure } from "./failure.js";
import { readPolicies, readRecords } from "./input.js";
import { json } from "./layout.js";
import type { Outputs } from "./output.js";
import { problemData, shownProblem } from "./problems.js";
import { Progress } from "./progress.js";

/** One operation. */
export type Operation =
  | { readonly type: "cmd" | "url" | "capability"; readonly operation: string; readonly line?: number }
  | { readonly type: "file"; readonly operation: string; readonly mode: "read" | "write" };

/** What a command says about an operation. */
export interface Said {
  readonly denied: boolean;
  /** For programs. */
  readonly data: object;
  /** For a person. */
  shown(): string;
}

/** Decides over an operation, and says what comes of it. */
export type Say = (engine: PolicyEngine, operation: Operation, placeOf: PlaceOfRule) => Said;

/** The options of both commands. */
export const OPERATIONS: Options = {
  cmd: { value: "COMMAND", several: true, help: "a command line of bash; `-`: those of standard input, one a line" },
  file: { value: "PATH", several: true, help: "a file, with --mode" },
  mode: { value: "read|write", several: true, help: "how the file is used: given once for all files, or once for each, in their order" },
  url: { value: "URL", several: true, help: "a URL, or a host" },
  capability: { value: "NAME", several: true, help: "a capability as a whole: sh, js, node, py, prose, keychain, cmd, network or filesystem" },
  null: { short: "0", help: "commands of standard input end in NUL, not in a line feed (as `find -print0` prints)" },
  ...FOLDERS,
};

/** Decides over every operation, in order, and prints what `say` says; the result is the exit code. */
export async function eachOperation(
  args: Arguments,
  { out, err }: Outputs,
  say: Say,
): Promise<number> {
  const names = policyNames(args);
  const operations = operationsOf(args);
  const reads = operations.length === 0 || operations.includes("standard input");
  if (reads && names.includes("-")) {
    throw new UsageError("standard input cannot hold both the policy and the commands: name a file, or give --cmd");
  }
  if (args.has("null") && !reads) {
    throw new UsageError("--null is about standard input, which is not read: leave it out, or add --cmd -");
  }
  const policies = await readPolicies(names);
  const options = policyOptions(args);
  const engine = engineOf(policies, options);
  const guards = guardsOf(policies, options);
  // To each answer, as each may be all that somebody looks at.
  const warnings = guards.length === 0 ? {} : { warnings: guards.map(problemData) };
  if (!args.has("json")) await err.write(guards.map((guard) => shownProblem(guard, err)).join(""));
  const placeOf = placesOfRules(engine, policies);
  const counts = { allowed: 0, denied: 0 };
  const decide = (operation: Operation): string => {
    const { denied, data, shown } = said(engine, operation, placeOf, say);
    counts[denied ? "denied" : "allowed"] += 1;
    return args.has("json") ? json({ ...data, ...warnings }) : shown();
  };
  let complete = true;
  for (const operation of operations.length === 0 ? (["standard input"] as const) : operations) {
    if (operation === "standard input") complete = (await stream(args, { out, err }, decide, counts)) && complete;
    else await out.write(decide(operation));
  }
  if (counts.allowed + counts.denied > 1 && !args.has("json") && !out.closed) {
    await err.write(`${counted(counts.allowed)} allowed, ${counted(counts.denied)} denied\n`);
  }
  return counts.denied > 0 || !complete ? 1 : 0;
}

/**
 * Decides over what standard input has, as it comes. `false` where not all of it was: when nobody reads the answers any more,
 * there is an end, and what was not decided is not allowed.
 */
async function stream(
  args: Arguments,
  { out, err }: Outputs,
  decide: (operation: Operation) => string,
  counts: { readonly allowed: number; readonly denied: number },
): Promise<boolean> {
  if (process.stdin.isTTY === true) await err.write("Commands, one a line; Ctrl-D ends:\n");
  const progress = new Progress(err, sizeOfInput());
  let some = false;
  for await (const { records, bytes } of readRecords(args.has("null") ? "\0" : "\n")) {
    let text = "";
    for (const record of records) {
      some = true;
      text += decide({ type: "cmd", operation: record.text, line: record.line });
    }
    if (out.isTerminal) await progress.hide();
    await out.write(text);
    if (out.closed) return false;
    await progress.show(bytes, counts.allowed + counts.denied, counts.denied);
  }
  await progress.hide();
  // That nothing was denied must not be taken for a permission.
  if (!some) throw new Failure("standard input holds no command: give one a line, or use --cmd", "BAD_USE");
  return true;
}

/** The operations in their order; what is to be read stands there by its name. */
function operationsOf(args: Arguments): readonly (Operation | "standard input")[] {
  const modes = args.given.filter(({ option }) => option === "mode").map(({ value }) => value);
  const files = args.given.filter(({ option }) => option === "file").length;
  const wrong = modes.find((mode) => mode !== "read" && mode !== "write");
  if (wrong !== undefined) throw new UsageError(`--mode ${wrong} is unknown: it is read or write`);
  if (files === 0 && modes.length > 0) throw new UsageError("--mode stands without a file: give --file PATH");
  if (files > 0 && modes.length === 0) throw new UsageError("--file needs a mode: add --mode read or --mode write");
  if (modes.length > 1 && modes.length !== files) {
    throw new UsageError(`there are ${modes.length} modes for ${files} files: give --mode once for all, or once for each`);
  }
  let file = 0;
  const found: (Operation | "standard input")[] = [];
  for (const { option, value } of args.given) {
    if (option === "cmd") found.push(value === "-" ? "standard input" : { type: "cmd", operation: value });
    if (option === "url" || option === "capability") found.push({ type: option, operation: value });
    if (option === "file") {
      const mode = modes[modes.length === 1 ? 0 : file] as "read" | "write";
      found.push({ type: "file", operation: value, mode });
      file += 1;
    }
  }
  if (found.filter((operation) => operation === "standard input").length > 1) {
    throw new UsageError("`--cmd -` stands twice: standard input can be read once only");
  }
  return found;
}

function said(engine: PolicyEngine, operation: Operation, placeOf: PlaceOfRule, say: Say): Said {
  try {
    return say(engine, operation, placeOf);
  } catch (error) {
    // The engine takes every string of the others.
    if (!(error instanceof TypeError) || operation.type !== "capability") throw error;
    const known = "sh, js, node, py, prose, keychain, cmd, network or filesystem";
    throw new Failure(`\`${operation.operation}\` is no capability: name ${known}`, "BAD_USE");
  }
}

/** How many bytes will come, where standard input is a file. */
function sizeOfInput(): number | undefined {
  try {
    const status = fstatSync(0);
    return status.isFile() && status.size > 0 ? status.size : undefined;
  } catch {
    return undefined;
  }
}

/** `12,345`. */
export function counted(count: number): string {
  return count.toLocaleString("en");
}
