/**
 * What a decision costs in Node, through the installed package: the operations of `operations.json`, each as a multiple
 * of an empty call into WebAssembly that takes the same text, all measured side by side. `make bench` calls it.
 *
 *   node benches/package.mjs [--json FILE]       FILE: where the numbers go, target/bench.json by default
 */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { install, load, root } from "../js-tests/support/installed.mjs";
import { peer, policy as peerPolicy, questions } from "./cedar.mjs";
import { measure, median, minimum } from "./measure.mjs";

const { json } = parseArgs({
  options: { json: { type: "string", default: path.join(root, "target", "bench.json") } },
}).values;
const input = JSON.parse(readFileSync(new URL("operations.json", import.meta.url), "utf8"));
const { empty, empty_numbers: emptyNumbers } = createRequire(import.meta.url)(path.join(root, "target", "floor", "floor.js"));
install();
const { PolicyEngine, version } = load();

/** One line of the table: `run`, and the text that the empty call gets, or that call; `against` names a line to compare with. */
const lines = [];
const engine = new PolicyEngine(input.policy, input.options);
for (const { name, call, decision } of input.operations) {
  assert.equal(engine[call[0]](...call.slice(1)).decision, decision, name);
  lines.push({ name, run: calling(engine, call), text: textOf(call) });
}
addFlow();
addGuards();
for (const { name, rule, call } of input.many.kinds) {
  const [few, many] = input.many.counts.map((count) => {
    const large = new PolicyEngine(policyOf(count, rule), input.options);
    assert.equal(large[call[0]](...call.slice(1)).decision, "allow", name);
    lines.push({ name: `${name}, ${count.toLocaleString("en")} rules`, run: calling(large, call), text: textOf(call) });
    return lines.at(-1);
  });
  many.against = few.name;
}
const large = JSON.stringify(policyOf(input.building, "cmd:tool{}:run:*"));
const building = () => new PolicyEngine(large, input.options).free();
lines.push({ name: `building an engine, ${input.building.toLocaleString("en")} rules`, run: building, text: large });
await addPeer();

const measured = measure(
  Object.fromEntries(lines.flatMap(({ name, run, text, floor }) => [[name, run], [`empty: ${name}`, floor ?? (() => empty(text))]])),
);
const results = lines.map(({ name, against }) => ({
  operation: name,
  ...multiples(measured[name], measured[`empty: ${name}`]),
  ...(against && { against, compared: multiples(measured[name], measured[against]) }),
  nanoseconds: { minimum: minimum(measured[name]), median: median(measured[name]) },
}));
print(results);
mkdirSync(path.dirname(json), { recursive: true });
const [{ model } = { model: "unknown" }, ...others] = os.cpus();
const machine = { cpu: model, cores: others.length + 1, node: process.version, platform: process.platform };
writeFileSync(json, `${JSON.stringify({ version: version(), machine, results }, null, 2)}\n`);
console.log(`\nThe numbers are in ${path.relative(process.cwd(), json)}.`);

function calling(engine, [method, ...args]) {
  return () => engine[method](...args);
}

/** What a call passes as text. */
function textOf(call) {
  return call.slice(1).flat().join(" ");
}

/** The policy with as many rules as asked for; those that are added are about other things than the operations. */
function policyOf(count, rule) {
  const more = Array.from({ length: count - 5 }, (_, index) => rule.replace("{}", index + 5));
  return { ...input.policy, allow: [...input.policy.allow, ...more] };
}

/** A flow: prepared, against an empty call of two numbers, and as it comes. */
function addFlow() {
  const engine = new PolicyEngine(input.flow.policy);
  const { operation, value } = input.flow;
  const [show, token] = [engine.operation(operation), engine.labels(value)];
  assert.equal(engine.checkFlow(show, token).decision, "allow");
  assert.equal(engine.checkFlow(operation, ["secret"]).decision, "deny");
  lines.push({ name: "flow, prepared", run: () => engine.checkFlow(show, token), floor: () => emptyNumbers(1, 2) });
  const text = JSON.stringify(input.flow);
  lines.push({ name: "flow", run: () => engine.checkFlow(operation, value), text });
}

/** Ten guards of conditions about an operation with one value. */
function addGuards() {
  const { kind, filter, value, conditions } = input.guards;
  const pipeline = new PolicyEngine(input.policy, input.options).pipeline();
  for (const condition of conditions) pipeline.guard({ timing: "before", filter, when: [[condition, "deny"]] });
  const run = () => pipeline.beforeSync({ type: kind }, [{ value }]);
  assert.equal(run().decision, "allow");
  lines.push({ name: "guards, 10 of conditions", run, text: value });
  let count = 0;
  const anew = () => pipeline.beforeSync({ type: kind }, [{ value, labels: [`seen-${(count += 1)}`] }]);
  lines.push({ name: "guards, an operation that is new", run: anew, text: value });
}

/** Both answer alike, or there is nothing to compare. */
async function addPeer() {
  const cedar = await peer();
  const ours = new PolicyEngine(peerPolicy, input.options);
  for (const [mode, file, answer] of questions) {
    assert.equal(ours.checkFile(mode, file).decision, answer, `${mode} ${file}`);
    assert.equal(cedar(mode, file), answer, `Cedar: ${mode} ${file}`);
  }
  const [mode, file] = questions[0];
  const text = `${mode} ${file}`;
  lines.push({ name: "Cedar, the same question about a file", run: () => cedar(mode, file), text });
  const against = lines.at(-1).name;
  lines.push({ name: "file, the same question", run: () => ours.checkFile(mode, file), text, against });
}

/** How many times as long: the minimum of one over the minimum of the other, and the median of the rounds' ratios. */
function multiples(times, unit) {
  return { minimum: minimum(times) / minimum(unit), median: median(times.map((time, round) => time / unit[round])) };
}

function print(results) {
  const head = ["operation", "× empty call", "median", "compared with", "×", "median"];
  const rows = results.map(({ operation, minimum, median, against = "", compared }) => [
    operation,
    number(minimum),
    number(median),
    against,
    compared ? number(compared.minimum) : "",
    compared ? number(compared.median) : "",
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const isText = (column) => column === 0 || column === 3;
  const align = (cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  for (const row of [head, widths.map((width) => "-".repeat(width)), ...rows]) {
    console.log(row.map(align).join("  ").trimEnd());
  }
  const { minimum: nanoseconds } = results[0].nanoseconds;
  const unit = nanoseconds / results[0].minimum;
  console.log(`\nThe empty call of the first line took ${unit.toFixed(0)} ns on this machine at best.`);
}

function number(value) {
  const digits = value < 10 ? 2 : 0;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
