/** `mlld-policy lint`: what is wrong with policies. */

import { type Arguments, FOLDERS } from "./arguments.js";
import type { Command } from "./command.js";
import { policyNames, policyOptions, problemsOf } from "./engine.js";
import { readPolicies } from "./input.js";
import { json, plain } from "./layout.js";
import type { Outputs } from "./output.js";
import { problemData, shownProblem } from "./problems.js";

export const lint: Command = {
  name: "lint",
  summary: "List what is wrong with policies",
  usage: ["lint POLICY…"],
  about: [
    "Lists every problem of every policy, with its place and how to mend it. A policy with errors is refused everywhere; warnings are about what is allowed but hardly meant, such as a rule that has no effect, or a guard beside a policy, which `check` does not ask.",
    "Ends with 0 if there are no errors, 1 if there are, 2 if it was used wrongly or a file cannot be read.",
  ],
  options: FOLDERS,
  examples: [
    ["mlld-policy lint policy.json", "one policy"],
    ["mlld-policy lint --json policies/*.json", "many, a JSON object for each"],
    ["git show main:policy.json | mlld-policy lint -", "from standard input"],
  ],
  run,
};

async function run(args: Arguments, { out, err }: Outputs): Promise<number> {
  const policies = await readPolicies(policyNames(args));
  const options = policyOptions(args);
  const total = { errors: 0, warnings: 0 };
  for (const source of policies) {
    const problems = problemsOf(source, options).map((problem) => ({ source, problem }));
    const errors = problems.filter(({ problem }) => problem.severity === "error").length;
    const warnings = problems.length - errors;
    total.errors += errors;
    total.warnings += warnings;
    if (args.has("json")) {
      const row = { file: source.name, errors, warnings, problems: problems.map(problemData) };
      await out.write(json(row));
    } else if (problems.length === 0) {
      await out.write(`${plain(source.name)}: ${out.paint("no problems", "green")}\n`);
    } else {
      await out.write(problems.map((problem) => shownProblem(problem, out)).join(""));
    }
  }
  if (total.errors + total.warnings > 0 && !args.has("json")) {
    await err.write(`${many(total.errors, "error")}, ${many(total.warnings, "warning")}\n`);
  }
  return total.errors > 0 ? 1 : 0;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
