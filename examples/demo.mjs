// Prints what policies decide about the operations of a coding agent.
//
//   node examples/demo.mjs                                 the project's policy with the team's
//   node examples/demo.mjs examples/policies/compact.json     any policies of your own

import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PolicyEngine, PolicyError } from "./package.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const given = process.argv.slice(2);
const shipped = ["team", "project"].map((name) => path.join(here, "policies", `${name}.json`));
const policies = given.length > 0 ? given : shipped;
const { options, wants, guards, guarded, calls } = JSON.parse(readFileSync(path.join(here, "operations.json"), "utf8"));

const engine = build(policies);
const rows = calls.map(([method, ...args]) => ({ ...describe(method, args), decision: engine[method](...args) }));

print(rows);
const denied = rows.filter(({ decision }) => decision.decision === "deny");
const instructive = denied.find(({ decision }) => decision.suggestions.some(({ entry }) => entry !== null)) ?? denied[0];
if (instructive !== undefined) printDenial(instructive);
printGuards();
console.log(`\n${paint("bold", "The tiers that a module wants, and what of them these policies grant")}`);
console.log(engine.explainTier(wants).text.trimEnd());
console.log(`\n${rows.length} operations under ${engine.layers().join(" and ")}: ` +
  `${paint("green", `${rows.length - denied.length} allowed`)}, ${paint("red", `${denied.length} denied`)}.`);
console.log(time());
if (given.length === 0) console.log("For other policies: node examples/demo.mjs examples/policies/compact.json");
engine.free();

function build(files) {
  try {
    // As text, so that a problem has its line and column.
    return new PolicyEngine(files.map((file) => readFileSync(file, "utf8")), options);
  } catch (error) {
    if (!(error instanceof PolicyError) && error.code !== "ENOENT") throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** The operation of a call, as one would say it: a kind and a text. */
function describe(method, [first, second, third]) {
  switch (method) {
    case "checkCommand": return { kind: "command", text: first };
    case "checkArgv": return { kind: "argv", text: JSON.stringify(first) };
    case "checkFile": return { kind: first, text: second };
    case "checkFileIntegrity": return { kind: "change", text: `${first} by ${second.identity}` };
    case "checkKeychain": return { kind: "keychain", text: `${first}/${second}` };
    case "checkFlow": return { kind: "flow", text: `${labels(second)} to ${first.command ?? first.type}` };
    case "checkToolCall": return { kind: "tool", text: call(first) };
    default: return { kind: method.slice("check".length).toLowerCase(), text: first };
  }
}

/** What is known of a value. */
function labels(value) {
  return (Array.isArray(value) ? value : value.labels).join(" ");
}

/** A call of a tool, with what is known of its arguments. */
function call({ tool, args, inputs }) {
  const shown = Object.entries(args).map(([name, value]) => `${name}: ${labels(inputs[name])} ${JSON.stringify(value)}`);
  return `${tool}(${shown.join(", ")})`;
}

function print(rows) {
  const table = rows.map(({ kind, text, decision }) => ({
    kind,
    cells:
      decision.decision === "deny"
        ? [text, "deny", `${decision.policy}: ${decision.rule}`, decision.reason]
        : [text, "allow", "", ""],
  }));
  const head = ["operation", "decision", "rule", "reason"];
  const widths = head.map((title, column) => Math.max(title.length, ...table.map(({ cells }) => cells[column].length)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const columns = process.stdout.columns ?? Infinity;
  const wide = columns - before >= 30;
  const line = wide ? (cells, style) => printRow(cells, style, widths, columns - before) : printBlock;

  if (wide) line(head, () => "bold");
  let kind;
  for (const row of table) {
    if (kind !== row.kind) console.log(`${kind === undefined ? "" : "\n"}${paint("bold", row.kind)}`);
    kind = row.kind;
    line(row.cells, (column) => [undefined, row.cells[1] === "allow" ? "green" : "red", "dim", undefined][column]);
  }
}

/** One line; a reason that is too long for the terminal continues below itself. */
function printRow(cells, style, widths, room) {
  const [reason, ...more] = wrap(cells.at(-1), room);
  const padded = cells.slice(0, -1).map((cell, column) => paint(style(column), cell.padEnd(widths[column])));
  console.log([...padded, reason].join("  ").trimEnd());
  for (const part of more) console.log(" ".repeat(room === Infinity ? 0 : process.stdout.columns - room) + part);
}

/** The same for narrow terminals: the reason and the rule below the operation. */
function printBlock([text, decision, rule, reason], style) {
  console.log(`${paint(style(1), decision.padEnd(5))} ${text}`);
  if (reason !== "") console.log(`      ${reason}\n      ${paint("dim", rule)}`);
}

/** What guards of the host say besides: what each operation gets, or why it does not run. */
function printGuards() {
  const pipeline = engine.pipeline();
  for (const guard of guards) pipeline.guard(guard);
  console.log(`\n${paint("bold", `Guards of the host, beside ${engine.guards().length} of these policies: ${pipeline.guards().map(({ name }) => name).join(", ")}`)}`);
  for (const { operation, inputs, options } of guarded) {
    const { decision, reason, inputs: values } = pipeline.beforeSync(operation, inputs, options);
    const skipped = options === undefined ? "" : ` with ${JSON.stringify(options)}`;
    const shown = values.map(({ value }) => JSON.stringify(value)).join(", ");
    const verdict = paint(decision === "allow" ? "green" : "red", decision.padEnd(5));
    console.log(`${verdict} ${operation.command ?? operation.type}${skipped}: ${decision === "allow" ? shown : reason}`);
  }
  pipeline.free();
}

/** One denial in full, as a program gets it. */
function printDenial({ text, decision }) {
  console.log(`\n${paint("bold", `A denial in full: ${text}`)}\n${JSON.stringify(decision, null, 2)}`);
}

function wrap(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

/** Colour, on a terminal only. */
function paint(style, text) {
  const code = { bold: 1, dim: 2, red: 31, green: 32 }[style];
  return code !== undefined && process.stdout.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text;
}

/** How long one decision takes, on average over all operations, each decided many times. */
function time() {
  const round = () => {
    for (const [method, ...args] of calls) engine[method](...args);
  };
  for (let i = 0; i < 20; i += 1) round();
  const start = performance.now();
  let rounds = 0;
  do {
    round();
    rounds += 1;
  } while (performance.now() - start < 500);
  const micros = ((performance.now() - start) * 1000) / (rounds * calls.length);
  return `One decision took ${micros.toFixed(1)} µs on average over ${(rounds * calls.length).toLocaleString("en")} decisions.`;
}
