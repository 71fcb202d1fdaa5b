/** How many bytes the module's memory grows by, and the heap, while checks are made, and engines made and freed. */

import { input, operation } from "../inputs.mjs";
import { ask } from "../subjects.mjs";
import { loadMeasured } from "../../js-tests/support/installed.mjs";

const CHECKS = 1_000_000;
const ENGINES = 10_000;

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

function growth(run, warmUp, count) {
  run(warmUp);
  const before = sizes();
  run(count);
  const after = sizes();
  return { module: after.module - before.module, heap: after.heap - before.heap };
}

function sizes() {
  globalThis.gc();
  return { module: moduleBytes(), heap: process.memoryUsage().heapUsed };
}

console.log(JSON.stringify({ checks: growth(check, CHECKS / 50, CHECKS), engines: growth(build, ENGINES / 50, ENGINES) }));
