/**
 * What decisions cost in Node, through the installed package, beside an empty call into WebAssembly and beside peers:
 * docs/performance.md says how to read it. `make bench` and `make bench-check` call it.
 *
 *   node benches/package.mjs [--check] [--json FILE]
 *
 *   --check   fails where a measurement is not what it must be by targets.json
 *   --json    where the numbers go, target/bench.json by default
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { install, load, packageFolder, root } from "../js-tests/support/installed.mjs";
import { memory, processes } from "./children.mjs";
import { measure, median, minimum } from "./measure.mjs";
import { asText } from "./report.mjs";
import { compiling, decisions } from "./subjects.mjs";
import { number } from "./table.mjs";
import { judge, ratio } from "./targets.mjs";

const options = {
  check: { type: "boolean", default: false },
  json: { type: "string", default: path.join(root, "target", "bench.json") },
};
const { check, json } = parseArgs({ options }).values;
const require = createRequire(import.meta.url);
install();
const installed = load();
const floor = require(path.join(root, "target", "floor", "floor.js"));

// First what begins with a small heap and a quiet machine.
const sizes = memory();
const starts = processes(15);
const times = {
  ...measure(await decisions(installed, floor), 60),
  ...measure(await compiling(installed), 10),
  ...starts,
};
const measured = { ...times, module: [zipped("mlld_policy_bg.wasm") / 1000], ...sizes };

const targets = judge(measured);
const results = { versions: versions(), machine: machine(), targets, measurements: summary() };
mkdirSync(path.dirname(json), { recursive: true });
writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
console.log(asText(results));
console.log(`\nThe numbers are in ${path.relative(process.cwd(), json)}.`);

const missed = targets.filter(({ isMet }) => !isMet);
if (check && missed.length > 0) {
  for (const { name, measured, unit, at, must, says } of missed) {
    const value = measured === null ? "not measured" : `${number(measured)} ${unit}`;
    console.error(`missed: ${name}: ${value}, where at ${at} ${number(must)} is a must. ${says}`);
  }
  process.exitCode = 1;
}

/** By the program that the build measures it with: Node's own compression comes to other sizes. */
function zipped(file) {
  return execFileSync("gzip", ["-9c", path.join(packageFolder, file)], { maxBuffer: 1 << 26 }).length;
}

function summary() {
  const rows = Object.entries(measured).map(([name, values]) => {
    const unit = name in times ? "ns" : name === "module" ? "kB" : "bytes";
    const empty = measured[`empty: ${name}`];
    const row = { unit, minimum: minimum(values), median: median(values) };
    return [name, empty ? { ...row, perEmptyCall: ratio(values, empty) } : row];
  });
  return Object.fromEntries(rows);
}

function versions() {
  const peers = path.join(root, "benches", "node_modules");
  const version = (name) => JSON.parse(readFileSync(path.join(peers, name, "package.json"), "utf8")).version;
  return {
    "mlld-policy": installed.version(),
    "@cedar-policy/cedar-wasm": version("@cedar-policy/cedar-wasm"),
    casbin: version("casbin"),
  };
}

function machine() {
  const cpus = os.cpus();
  return { cpu: cpus[0]?.model ?? "unknown", cores: cpus.length, node: process.version, platform: process.platform };
}
