/** That the benchmark's check can fail: measurements made up, held against what they must be. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { textsOf } from "../../benches/inputs.mjs";
import { judge } from "../../benches/targets.mjs";
import { root } from "../support/installed.mjs";

const { targets } = JSON.parse(readFileSync(path.join(root, "benches", "targets.json"), "utf8"));
const slow = { name: "slow", of: "one", per: "other", at: "most", must: 10, aim: 5 };
const fast = { ...slow, at: "least", must: 10, aim: 20 };
const verdict = (row, measured) => {
  const [{ isMet, reachesAim }] = judge(measured, [row]);
  return reachesAim ? "aim" : isMet ? "must" : "missed";
};

test("a limit is the most or the least", () => {
  const times = (...one) => ({ one, other: [10, 12, 10] });
  assert.equal(verdict(slow, times(50, 70, 60)), "aim");
  assert.equal(verdict(slow, times(100, 70, 80)), "must");
  assert.equal(verdict(slow, times(101, 120, 110)), "missed");
  assert.equal(verdict(fast, times(99, 120, 110)), "missed");
  assert.equal(verdict(fast, times(100, 120, 110)), "must");
  assert.equal(verdict(fast, times(200, 220, 210)), "aim");
});

test("what was not measured meets nothing", () => {
  for (const measured of [{}, { one: [1] }, { other: [1] }, { one: [], other: [1] }, { one: [0], other: [0] }]) {
    assert.equal(verdict(slow, measured), "missed");
    assert.equal(verdict(fast, measured), "missed");
  }
  assert.equal(verdict({ ...slow, at: "about" }, { one: [1], other: [1] }), "missed");
});

test("every target says what is measured, what it must be, what is aimed at, and why", () => {
  assert.equal(new Set(targets.map(({ name }) => name)).size, targets.length);
  for (const { name, unit, of, at, must, aim, says } of targets) {
    assert.ok(name && unit && of && says, name);
    assert.ok(at === "most" ? aim <= must : at === "least" && aim >= must, name);
  }
  assert.ok(judge({}).every(({ isMet }) => !isMet));
});

test("the texts of a rotation are different ones", () => {
  assert.equal(new Set(textsOf(["git show {word}-{n}"])).size, 256);
  assert.throws(() => textsOf(["git show {word}"]), /git show/);
});
