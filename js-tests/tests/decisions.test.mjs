/**
 * The shared corpus of decisions, `tests/decisions/*.json`, which the Rust tests run as well: each case is a call and the
 * fields its decision must have.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { load, root } from "../support/installed.mjs";

const { PolicyEngine } = load();
const folder = path.join(root, "tests", "decisions");

test("there is a corpus", () => {
  assert.ok(
    existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".json")),
    "tests/decisions/ holds no cases: restore it from git",
  );
});

/** The smallest `PATH` through `expect` at which `actual` differs, or `undefined`. */
function difference(actual, expect, place = "decision") {
  if (typeof expect !== "object" || expect === null) {
    return Object.is(actual, expect)
      ? undefined
      : `${place} is ${JSON.stringify(actual)}, not ${JSON.stringify(expect)}`;
  }
  if (typeof actual !== "object" || actual === null) return `${place} is ${JSON.stringify(actual)}`;
  if (Array.isArray(expect) && actual.length !== expect.length)
    return `${place} has ${actual.length} items, not ${expect.length}`;
  for (const [key, value] of Object.entries(expect)) {
    const found = difference(actual[key], value, place === "decision" ? key : `${place}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

for (const file of existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort()
  : []) {
  test(`decisions: ${file}`, () => {
    const wrong = [];
    for (const {
      name,
      layers,
      options = {},
      call: [method, ...args],
      expect,
    } of JSON.parse(readFileSync(path.join(folder, file), "utf8"))) {
      const engine = new PolicyEngine(layers, options);
      const decision = engine[method](...args);
      const found = difference(decision, expect);
      if (found !== undefined) wrong.push(`${name}: ${found}${decision.reason ? ` (${decision.reason})` : ""}`);
      const explained = engine[method.replace(/^check/, "explain")](...args);
      if (explained.decision !== decision.decision) wrong.push(`${name}: explained as ${explained.decision}`);
      engine.free();
    }
    assert.deepEqual(wrong, []);
  });
}
