/** What an engine has prepared: nobody forges it, it outlives its engine, and costs no memory of the module. */

import assert from "node:assert/strict";
import test from "node:test";
import { loadMeasured } from "../support/installed.mjs";

const { LabelSet, PolicyEngine, PreparedOperation, mergeDescriptors, moduleBytes } = loadMeasured();

const engine = new PolicyEngine({ labels: { secret: { deny: ["op:show"] } } });
const show = { type: "show" };

test("nobody but an engine makes what looks prepared", () => {
  const [set, operation] = [engine.labels(["draft"]), engine.operation(show)];
  for (const Made of [LabelSet, PreparedOperation]) {
    assert.throws(() => new Made(), TypeError);
    assert.throws(() => new Made({}, { handle: {}, number: 0, json: "{}" }, {}), TypeError);
    assert.throws(() => Made({}), TypeError);
  }
  assert.deepEqual(Reflect.ownKeys(set), ["labels", "taint", "sources", "tools"]);
  assert.deepEqual(Reflect.ownKeys(operation), ["labels"]);
  assert.throws(() => set.labels.push("known"), TypeError);
  assert.throws(() => Object.assign(set, { labels: [] }), TypeError);
  assert.throws(() => Object.defineProperty(set, "number", { value: 0 }), TypeError);
  // A copy says what it says, whatever it was copied from.
  assert.equal(engine.checkFlow(operation, { ...set, labels: ["secret"] }).decision, "deny");
  assert.equal(engine.checkFlow(operation, structuredClone(engine.labels(["secret"]))).decision, "deny");
  assert.equal(engine.checkFlow(operation, JSON.parse(JSON.stringify(set))).decision, "allow");
  class Forged extends LabelSet {}
  assert.throws(() => new Forged(), TypeError);
});

test("what a freed engine has prepared is a descriptor to others, and the freed one says that it is", () => {
  const freed = new PolicyEngine({});
  const [into, value] = [freed.operation(show), freed.labels(["secret"])];
  assert.equal(freed.checkFlow(into, value).decision, "allow");
  freed.free();
  assert.throws(() => freed.checkFlow(into, value), new Error("PolicyEngine used after free()"));
  assert.throws(() => freed.labels(value), /used after free/);
  assert.deepEqual(value.labels, ["secret"]);
  assert.equal(engine.checkFlow(into, value).decision, "deny");
  assert.equal(engine.checkFlow(engine.operation(into), engine.labels(value)).decision, "deny");
  assert.deepEqual(mergeDescriptors(value, ["pii"]).labels, ["secret", "pii"]);
});

test("the module keeps no more of labels than rules tell apart", () => {
  const careful = new PolicyEngine({ labels: { secret: { deny: ["op:show"] }, pii: { deny: ["net:w"] } } });
  const into = careful.operation(show);
  const round = (from, to) => {
    for (let index = from; index < to; index += 1) {
      const label = index % 2 === 0 ? `secret:${index}` : `other-${index}`;
      assert.equal(careful.checkFlow(into, careful.labels([label])).decision, index % 2 === 0 ? "deny" : "allow");
    }
  };
  round(0, 20_000);
  const before = moduleBytes();
  round(20_000, 200_000);
  assert.equal(moduleBytes(), before);
  careful.free();
});

test("where no number is left the answers are the same", () => {
  const names = Array.from({ length: 17 }, (_, index) => `l${index}`);
  const strict = new PolicyEngine({
    labels: Object.fromEntries(names.map((name) => [name, { deny: [`to:${name}`] }])),
  });
  const into = strict.operation({ type: "exe", labels: ["to:l16"] });
  for (let subset = 0; subset < 2 ** 17; subset += 1) {
    const value = strict.labels(names.filter((_, bit) => subset & (1 << bit)));
    assert.equal(strict.checkFlow(into, value).decision, subset & (1 << 16) ? "deny" : "allow");
  }
  strict.free();
});
