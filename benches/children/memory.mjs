/** How many bytes the module's memory grows by, and the heap, while checks are made, and engines made and freed. */

import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { input, operation } from "../inputs.mjs";
import { ask } from "../subjects.mjs";
import { loadMeasured } from "../../js-tests/support/installed.mjs";

const CHECKS = 1_000_000;
const ENGINES = 10_000;
/** What is done before anything is counted: one part in so many. */
const WARM_UP = 20;

const { PolicyEngine, moduleBytes } = loadMeasured();
const engines = Object.fromEntries(
  Object.entries(input.policies).map(([name, policy]) => [name, new PolicyEngine(policy, input.options)]),
);
const operations = input.operations.map(({ name }) => operation(name));

/** Allowed and denied, of every kind, in turn. */
function check(count) {
  for (let n = 0; n < count; n += 1) {
    const { method, policy, texts } = operations[n % operations.length];
    ask(engines[policy], method, texts[n % texts.length]);
  }
}

function build(count) {
  const policies = Object.values(input.policies);
  for (let n = 0; n < count; n += 1) {
    const engine = new PolicyEngine(policies[n % policies.length], input.options);
    engine.checkCommand("git status");
    engine.free();
  }
}

async function growth(run, warmUp, count) {
  run(warmUp);
  const before = await sizes();
  run(count);
  const after = await sizes();
  return { module: after.module - before.module, heap: after.heap - before.heap };
}

/** What is there once all garbage is gone, for which finalizers need a turn of their own. */
async function sizes() {
  globalThis.gc();
  await setTimeout(10);
  globalThis.gc();
  return { module: moduleBytes(), heap: process.memoryUsage().heapUsed };
}

const checks = await growth(check, CHECKS / WARM_UP, CHECKS);
const building = await growth(build, ENGINES / WARM_UP, ENGINES);
console.log(JSON.stringify({ checks, engines: building }));
