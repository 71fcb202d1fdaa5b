// The scenarios of this project, run as policy authors run theirs: by the command line of the installed package.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { mlldPolicy } from "../support/cli.mjs";
import { install, load, root } from "../support/installed.mjs";

install();
const { runScenario } = load();
const scenarios = path.join(root, "tests", "scenarios");

test("every scenario passes", () => {
  const folders = readdirSync(scenarios, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.ok(folders.length > 300, "the scenarios are missing");
  const { code, out } = mlldPolicy(["test", scenarios]);
  // Warnings stand below the line of their scenario, further in.
  const lines = out.split("\n").slice(0, -1).filter((line) => !line.startsWith("      "));
  assert.deepEqual(lines.filter((line) => !line.startsWith("pass ")), []);
  assert.equal(lines.length, folders.length);
  assert.equal(code, 0);
});

test("the arguments of a scenario are checked, and its result is frozen", () => {
  for (const args of [[], [7], ["show 1", { flavor: "md" }], ["show 1", { flavour: "txt" }], ["show 1", { files: { a: 1 } }], ["show 1", { base: "" }], ["\ud800"], ["show 1", { allowPrivileged: 1 }]]) {
    assert.throws(() => runScenario(...args), TypeError, JSON.stringify(args));
  }
  const result = runScenario("show 1\n", { flavour: "mld", files: { "./x.mld": "policy {}" }, config: { security: {} } });
  assert.deepEqual([result.output, result.decisions.length, result.error], ["1\n", 1, null]);
  assert.ok(Object.isFrozen(result) && Object.isFrozen(result.decisions[0]));
});

test("a mistake in a scenario is an error of its own, with its place, before anything is shown", () => {
  const { output, decisions, error } = runScenario('/show "before"\n/polcy { deny: [sh] }\n');
  assert.deepEqual([output, decisions.length], ["", 0]);
  assert.deepEqual([error.line, error.column], [2, 2]);
  assert.match(error.message, /did you mean `policy`/);
});

test("a scenario tells what lint warns of", () => {
  const { warnings, error } = runScenario('/policy { labels: { secret: { deny: [curl] } } }\n/show "x"\n');
  assert.equal(error, null);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0].message, /no operation is known to be `curl`/);
});
