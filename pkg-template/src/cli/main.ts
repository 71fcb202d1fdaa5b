#!/usr/bin/env node
/** The command line: `mlld-policy COMMAND …`. */

import process from "node:process";
import { MlldSecurityError, version } from "mlld-policy";
import { UsageError, readArguments, unknown } from "./arguments.js";
import { check } from "./check.js";
import { type Command, helpOf, overview } from "./command.js";
import { explain } from "./explain.js";
import { Failure } from "./failure.js";
import { fmt } from "./format.js";
import { json } from "./layout.js";
import { lint } from "./lint.js";
import { Output, type Outputs } from "./output.js";
import { problemData, shownProblem } from "./problems.js";
import { schema } from "./schema.js";
import { test } from "./test.js";

const COMMANDS: readonly Command[] = [check, explain, lint, test, fmt, schema];

const outputs: Outputs = { out: new Output(process.stdout), err: new Output(process.stderr) };
const args = process.argv.slice(2);
try {
  const code = await run(args);
  process.exitCode ??= code;
} catch (error) {
  process.exitCode = 2;
  await report(error);
}

async function run([name, ...rest]: readonly string[]): Promise<number> {
  const { out, err } = outputs;
  if (name === undefined) {
    await err.write(overview(COMMANDS, err));
    return 2;
  }
  if (name === "--version") {
    const [more] = rest.filter((other) => other !== "--json");
    if (more !== undefined) throw new UsageError(`--version takes nothing else: leave out ${more}`);
    await out.write(rest.includes("--json") ? json({ version: version() }) : `${version()}\n`);
    return 0;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    const [about, more] = rest.filter((other) => other !== "--json");
    if (more !== undefined) throw new UsageError(`help is about one command: leave out ${more}`);
    await out.write(about === undefined ? overview(COMMANDS, out) : helpOf(commandOf(about), out));
    return 0;
  }
  const command = commandOf(name);
  const given = readArguments(rest, command.options);
  if (given.has("help")) {
    await out.write(helpOf(command, out));
    return 0;
  }
  return command.run(given, outputs);
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = COMMANDS.map((candidate) => candidate.name);
  if (name.startsWith("-")) throw new UsageError(`${name} stands before the command: begin with ${names.join(", ")}`);
  throw new UsageError(unknown(`command ${name}`, name, names));
}

/** Tells what went wrong, and what to do: one sentence, and the problems of policies. */
async function report(error: unknown): Promise<void> {
  const { out, err } = outputs;
  const { message, code, problems } = failureOf(error);
  if (args.includes("--json")) {
    const data = { code, message, ...(problems.length === 0 ? {} : { problems: problems.map(problemData) }) };
    return out.write(json({ error: data }));
  }
  const usage = error instanceof UsageError ? err.lines(`See: mlld-policy ${helpNear()}--help`) : "";
  const sentence = err.lines(`error: ${message}`).replace("error:", err.paint("error:", "red", "bold"));
  await err.write(sentence + usage + problems.map((problem) => shownProblem(problem, err)).join(""));
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof UsageError) return new Failure(error.message, "BAD_USE");
  if (error instanceof MlldSecurityError) return new Failure(error.message, error.reasonCode);
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(`mlld-policy failed, please report it: ${why}`, "FAILED");
}

/** The command whose help fits, if there is one. */
function helpNear(): string {
  return COMMANDS.some(({ name }) => name === args[0]) ? `${args[0]} ` : "";
}
