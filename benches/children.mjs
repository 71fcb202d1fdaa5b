/** What has a process of its own: the way to the first decision, and memory. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { root, workspace } from "../js-tests/support/installed.mjs";
import { input, operation, policyOf, range } from "./inputs.mjs";
import { minimum, shuffled } from "./measure.mjs";
import { cedarText } from "./peers.mjs";

const folder = path.join(root, "target", "bench");
const child = (name) => fileURLToPath(new URL(`children/${name}.mjs`, import.meta.url));

/** The time of whole processes, round by round, in nanoseconds; each begins with nothing and ends with a decision. */
export function processes(rounds) {
  mkdirSync(folder, { recursive: true });
  // Beside the installed package, which it finds by its name as a user's program does.
  const ours = path.join(workspace, "first-decision.mjs");
  copyFileSync(child("first-decision"), ours);
  const [count] = input.compiling.counts;
  const [command] = operation("command").texts;
  const many = policyOf(input.compiling.rule, range(count));
  const more = `, ${count.toLocaleString("en")} rules`;
  const programs = [
    ["process", ours, written("few.json", JSON.stringify(input.policies.commands)), command],
    ["Cedar: process", child("first-decision-cedar"), written("few.cedar", cedarText(input.policies.commands)), command],
    [`process${more}`, ours, written("many.json", JSON.stringify(many)), "tool500 run x"],
    [`Cedar: process${more}`, child("first-decision-cedar"), written("many.cedar", cedarText(many)), "tool500 run x"],
    ["process: Node alone", child("nothing"), path.join(folder, "few.json"), command],
  ].map(([name, ...args]) => ({ name, args, times: [] }));
  // The first round is for the disk's cache.
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, args, times } of shuffled(programs)) {
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      const time = Number(process.hrtime.bigint() - start);
      assert.equal(status, 7, `${name}: ${stderr}`);
      if (round >= 0) times.push(time);
    }
  }
  const measured = Object.fromEntries(programs.map(({ name, times }) => [name, times]));
  const node = minimum(measured["process: Node alone"]);
  for (const name of ["process", "Cedar: process"]) measured[`${name}, beyond Node`] = [minimum(measured[name]) - node];
  return measured;
}

function written(name, text) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** By how many bytes memory grows. */
export function memory() {
  const printed = execFileSync(process.execPath, ["--expose-gc", child("memory")], { encoding: "utf8" });
  const { checks, engines } = JSON.parse(printed);
  return {
    "memory: checks": [checks.module],
    "memory: engines": [engines.module],
    "heap: checks": [checks.heap],
    "heap: engines": [engines.heap],
  };
}
