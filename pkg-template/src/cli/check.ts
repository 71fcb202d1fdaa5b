/** `mlld-policy check`: allowed or denied. */

import type { Decision, PolicyEngine } from "mlld-policy";
import type { Arguments } from "./arguments.js";
import type { Command } from "./command.js";
import { shownDecision } from "./denial.js";
import { OPERATIONS, type Operation, eachOperation } from "./operations.js";
import type { Outputs } from "./output.js";

export const check: Command = {
  name: "check",
  summary: "Say whether operations are allowed",
  usage: [
    "check POLICY… --cmd COMMAND",
    "check POLICY… --file PATH --mode read|write",
    "check POLICY… --url URL",
    "check POLICY… --capability NAME",
    "check POLICY… < COMMANDS",
  ],
  about: [
    "Decides over operations, of which there may be several. Every policy must allow them. Without an operation, the lines of standard input are commands.",
    "A policy is a file in JSON or in mlld notation, or `-` for standard input. Of files that end in `.md` or `.markdown` the directives count, as in a page of Markdown.",
    "Policies alone decide: guards that stand beside them are not asked, and there is a warning for each. Nothing is run, and links of the file system are not followed.",
    "Ends with 0 if all are allowed, 1 if one is denied, 2 if it was used wrongly or could not decide. Nothing but 0 is a permission.",
  ],
  options: OPERATIONS,
  examples: [
    ["mlld-policy check policy.json --cmd 'git push origin main'", "one command"],
    ["mlld-policy check team.json project.json --file src/app.ts --mode write", "a file, under two policies"],
    ["mlld-policy check policy.mld --url https://api.github.com/ --capability sh", "several operations"],
    ["mlld-policy check policy.json --json < commands.txt", "many commands, a JSON object a line"],
  ],
  run: (args: Arguments, outputs: Outputs) =>
    eachOperation(args, outputs, (engine, operation, placeOf) => {
      const decision = decide(engine, operation);
      return {
        denied: decision.decision === "deny",
        data: { ...operation, ...decision },
        shown: () => shownDecision(operation, decision, outputs.out, placeOf),
      };
    }),
};

function decide(engine: PolicyEngine, operation: Operation): Decision {
  switch (operation.type) {
    case "cmd":
      return engine.checkCommand(operation.operation);
    case "file":
      return engine.checkFile(operation.mode, operation.operation);
    case "url":
      return engine.checkNetwork(operation.operation);
    case "capability":
      return engine.checkCapability(operation.operation);
  }
}
