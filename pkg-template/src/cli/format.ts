/** `mlld-policy fmt`: policies in their own notation or the other. */

import { writeFileSync } from "node:fs";
import { PolicyError, format } from "mlld-policy";
import { type Arguments, UsageError } from "./arguments.js";
import type { Command } from "./command.js";
import { badPolicies, guardsOf, policyNames, refuseBadPages } from "./engine.js";
import { Failure } from "./failure.js";
import { type PolicyText, readPolicies } from "./input.js";
import { json, plain } from "./layout.js";
import type { Outputs } from "./output.js";
import { isOneDirective } from "./page.js";

type Notation = "json" | "mlld";

export const fmt: Command = {
  name: "fmt",
  summary: "Print policies in a uniform form, or in the other notation",
  usage: ["fmt POLICY… [--to json|mlld] [--write]"],
  about: [
    "Prints policies as JSON or in mlld notation, each in its own where --to does not say. They stay the same policies.",
    "What is printed is the policy alone, without comments and other directives. A file that declares guards is refused, as they would be lost.",
    "With --write the files are changed instead, which keep their notation. A file with comments, or with more than a policy, is not written: neither would be kept.",
    "Ends with 0 if all are printed, 2 if it was used wrongly, or a policy has errors or guards; nothing is printed or written then.",
  ],
  options: {
    to: { value: "json|mlld", help: "the notation (default: that of the file)" },
    write: { help: "change the files, and print only which" },
  },
  examples: [
    ["mlld-policy fmt policy.json", "print it"],
    ["mlld-policy fmt policy.json --to mlld > policy.mld", "in the other notation"],
    ["mlld-policy fmt --write policies/*.json", "change files"],
  ],
  run,
};

async function run(args: Arguments, { out, err }: Outputs): Promise<number> {
  const to = args.value("to");
  if (to !== undefined && to !== "json" && to !== "mlld") throw new UsageError(`--to ${to} is unknown: it is json or mlld`);
  const names = policyNames(args);
  if (args.has("write") && names.includes("-")) throw new UsageError("standard input cannot be written: leave out --write");
  // All are printed before one is written.
  const policies = await readPolicies(names);
  refuseBadPages(policies, {});
  const printed = policies.map((policy) => {
    const own = notationOf(policy.text);
    if (args.has("write")) refuseToWrite(policy, own, to);
    return { policy, text: printedAs(policy, to ?? own) };
  });
  for (const { policy, text } of printed) {
    const changed = text !== (policy.page ?? policy.text);
    if (args.has("write") && changed) write(policy.name, text);
    if (args.has("json")) await out.write(json({ file: policy.name, changed, text }));
    else if (!args.has("write")) await out.write(out.isTerminal ? shown(text) : text);
    else if (changed) await err.write(`${plain(policy.name)} is written\n`);
  }
  return 0;
}

/** As the engine tells them apart: what begins like a JSON object is one. */
function notationOf(text: string): Notation {
  return /^\s*\{\s*["}]/.test(text) ? "json" : "mlld";
}

function printedAs(policy: PolicyText, to: Notation): string {
  try {
    const text = format(policy.text, to);
    // JSON has no guards, and what is printed in either notation is the policy alone.
    const guards = guardsOf([policy], {});
    if (guards.length > 0) {
      const what = `${policy.name} declares guards, which would be lost`;
      throw new Failure(`${what}: move them to a file of their own`, "BAD_USE", guards);
    }
    return text.endsWith("\n") ? text : `${text}\n`;
  } catch (error) {
    if (error instanceof PolicyError) throw badPolicies(error.problems, [policy]);
    throw error;
  }
}

/** Refuses what would lose something, or leave a file whose name does not fit what it holds. */
function refuseToWrite({ name, text, page }: PolicyText, own: Notation, to: Notation | undefined): void {
  if (to !== undefined && to !== own) {
    const notation = own === "json" ? "JSON" : "mlld notation";
    throw new UsageError(`${name} is in ${notation}: leave out --write, and send the output to a new file`);
  }
  if (own === "mlld" && (page !== undefined || holdsMore(text))) {
    throw new Failure(`${name} holds comments, or more than a policy, which would be lost: leave out --write`, "BAD_USE");
  }
}

/** Whether there is anything beside one policy. Rather too often than not. */
function holdsMore(text: string): boolean {
  return />>|<</.test(text) || !/^\s*(?:\/?policy\b[^{\n]*)?\{/.test(text) || !isOneDirective(text);
}

/** What a person sees is escaped; what a file or program gets is the policy as it is. */
function shown(text: string): string {
  return text.split("\n").map(plain).join("\n");
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw new Failure(`${file} cannot be written (${code ?? String(error)}): look at its rights`, "UNWRITABLE");
  }
}
