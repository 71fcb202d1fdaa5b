/** `mlld-policy explain`: how a decision comes about. */

import type { LayerTrace, PolicyEngine, RuleTrace, Trace } from "mlld-policy";
import type { Arguments } from "./arguments.js";
import type { Command } from "./command.js";
import { shownDecision } from "./denial.js";
import type { PlaceOfRule } from "./engine.js";
import { padded, plain, width } from "./layout.js";
import { OPERATIONS, type Operation, eachOperation } from "./operations.js";
import type { Output, Outputs } from "./output.js";

/** Longer cells do not widen their column. */
const WIDEST = 40;

export const explain: Command = {
  name: "explain",
  summary: "Show every policy and rule that had a say",
  usage: [
    "explain POLICY… --cmd COMMAND",
    "explain POLICY… --file PATH --mode read|write",
    "explain POLICY… --url URL",
    "explain POLICY… --capability NAME",
    "explain POLICY… < COMMANDS",
  ],
  about: [
    "Decides as `check` does (see `mlld-policy check --help`), and shows for each policy every rule that was considered, under what it was compared with: the command, file or host as the policy sees it. `>` is before rules that match. Of the built-in danger list only entries that match are shown.",
    "Ends with 0 if all are allowed, 1 if one is denied, 2 if it was used wrongly or could not decide.",
  ],
  options: OPERATIONS,
  examples: [
    ["mlld-policy explain policy.json --cmd 'git status -s'", "one command"],
    ["mlld-policy explain team.json project.json --file .env --mode read", "a file, under two policies"],
    ["mlld-policy explain policy.json --url https://example.com/ --json", "the same as JSON"],
  ],
  run: (args: Arguments, outputs: Outputs) =>
    eachOperation(args, outputs, (engine, operation, placeOf) => {
      const trace = traceOf(engine, operation);
      return {
        denied: trace.decision === "deny",
        data: { ...operation, ...trace, operation: operation.operation },
        shown: () => shown(operation, trace, outputs.out, placeOf),
      };
    }),
};

function traceOf(engine: PolicyEngine, operation: Operation): Trace {
  switch (operation.type) {
    case "cmd":
      return engine.explainCommand(operation.operation);
    case "file":
      return engine.explainFile(operation.mode, operation.operation);
    case "url":
      return engine.explainNetwork(operation.operation);
    case "capability":
      return engine.explainCapability(operation.operation);
  }
}

function shown(operation: Operation, { decision, denial, layers }: Trace, to: Output, placeOf: PlaceOfRule): string {
  const head = shownDecision(operation, denial ?? { decision: "allow" }, to, placeOf);
  const more = decision === "deny" && layers.length === 0 ? to.lines("no policy was asked", 2) : "";
  return `${head}${more}${layers.map((layer) => `\n${shownLayer(layer, to)}`).join("")}\n`;
}

function shownLayer({ layer, decision, denial, considered }: LayerTrace, to: Output): string {
  const verdict = decision === "allow" ? to.paint("allows", "green") : to.paint("denies", "red", "bold");
  let text = `  policy ${to.paint(plain(layer), "bold")} ${verdict}\n`;
  if (denial !== null) text += to.lines(denial.rule === null ? denial.reason : `${denial.reason} (rule ${denial.rule})`, 4);
  if (considered.length === 0) text += to.lines("no rule is about this", 4);
  const columns = [kindOf, patternOf, whyOf].map((cell) =>
    Math.max(0, ...considered.map((rule) => width(cell(rule))).filter((size) => size <= WIDEST)),
  );
  for (const [subject, rules] of bySubject(considered)) {
    text += to.lines(subject, 4);
    for (const rule of rules) text += shownRule(rule, columns, to);
  }
  return text;
}

function shownRule(rule: RuleTrace, columns: readonly number[], to: Output): string {
  const cells = [kindOf, patternOf, whyOf].map((cell, index) => padded(cell(rule), columns[index]!));
  const row = `      ${rule.matched ? ">" : " "} ${cells.join("  ")}  ${plain(rule.rule)}`;
  if (width(row) <= to.columns) return `${rule.matched ? to.paint(row, "bold") : row}\n`;
  // Too wide for a table.
  const [first = "", ...others] = to
    .lines(`${kindOf(rule)} ${rule.pattern}: ${rule.why} (${rule.rule})`, 8)
    .trimEnd()
    .split("\n");
  return [`      ${rule.matched ? ">" : " "} ${first.trimStart()}`, ...others].map((line) => `${line}\n`).join("");
}

const kindOf = ({ kind }: RuleTrace): string => kind;
const patternOf = ({ pattern }: RuleTrace): string => plain(pattern);
const whyOf = ({ why }: RuleTrace): string => plain(why);

/** The rules under what they were compared with, in the order in which that came up. */
function bySubject(rules: readonly RuleTrace[]): Map<string, RuleTrace[]> {
  const found = new Map<string, RuleTrace[]>();
  for (const rule of rules) {
    const list = found.get(rule.subject);
    if (list === undefined) found.set(rule.subject, [rule]);
    else list.push(rule);
  }
  return found;
}
