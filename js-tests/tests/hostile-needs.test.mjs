/** Declarations that hosts may pass by mistake or by malice: a `TypeError` or a `DeclarationError`, never a trap. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import vm from "node:vm";
import { loadMeasured } from "../support/installed.mjs";

const { DeclarationError, PolicyEngine, moduleBytes } = loadMeasured();

const refusal = (error) => error instanceof TypeError || error instanceof DeclarationError;
const engine = new PolicyEngine({ name: "strict", deny: ["sh"] }, { base: "/work", home: "/home/u" });

// Whatever was refused, the module still works.
afterEach(() => {
  assert.equal(engine.checkCapability("sh").decision, "deny");
});

/** Every way to pass needs, with the name that messages give them. */
const takers = [
  ["checkNeeds", "needs", (needs) => engine.checkNeeds(needs)],
  ["enforceNeeds", "needs", (needs) => engine.enforceNeeds(needs)],
  ["selectTier", "options.needs", (needs) => engine.selectTier([{ tier: "a" }], { needs })],
  ["requireTier", "options.needs", (needs) => engine.requireTier([], { needs })],
  ["explainTier", "options.needs", (needs) => engine.explainTier([], { needs })],
  ["selectProfile", "options.needs", (needs) => engine.selectProfile({}, { needs })],
  ["selectProfile", "profiles", (needs) => engine.selectProfile(needs)],
];

const throwing = () => {
  throw new Error("from the host");
};
const everything = new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing, has: throwing });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cyclic = { cmd: [] };
cyclic.cmd.push(cyclic);
const nested = (depth) => {
  let value = [];
  for (let level = 0; level < depth; level += 1) value = { cmd: [value] };
  return value;
};

test("what is no object is refused, and the message names function and argument", () => {
  for (const value of [null, 7, 7n, true, "network", '{ "sh": true }', Symbol("x"), () => ({})]) {
    for (const [method, called, take] of takers) {
      assert.throws(
        () => take(value),
        (error) => error instanceof TypeError && error.message.startsWith(`${method}: ${called} must be an object, not `),
      );
    }
    if (value === null) continue;
    assert.throws(() => engine.selectTier(value), /^TypeError: selectTier: wants must be an array, not /);
  }
  assert.throws(() => engine.checkNeeds(), new TypeError("checkNeeds: needs must be an object, not undefined"));
  assert.throws(() => engine.selectProfile(), TypeError);
});

const notDeclarations = {
  "a Map": new Map([["sh", true]]),
  "a Date": new Date(),
  "a boxed string": new String("sh"),
  "a class": new (class Needs {
    sh = true;
  })(),
  "inherited needs": Object.create({ sh: true }),
  "a function inside": { cmd: () => ["git"] },
  "a bigint inside": { sh: 1n },
  "a symbol inside": { sh: Symbol("x") },
  "undefined inside": { sh: undefined },
  "a hole": { cmd: ["git", , "npm"] },
  "a huge hole": { cmd: new Array(2 ** 32 - 1) },
  "not a number": { sh: NaN },
  "a lone surrogate": { cmd: ["git \ud800"] },
  "a lone surrogate as a key": { cmd: { "\udc00": "*" } },
  "a key that is a symbol": { [Symbol("sh")]: true },
  "a key that is not enumerable": Object.defineProperty({}, "sh", { value: true }),
  "a cycle": cyclic,
  "a deep object": nested(100_000),
  "a deep object just below the limit of stacks": nested(5_000),
  "a throwing getter": Object.defineProperty({}, "sh", { enumerable: true, get: throwing }),
  "a proxy that throws": everything,
  "a revoked proxy": revoked(),
  "a revoked proxy inside": { cmd: revoked() },
  "an array with a false length": { cmd: new Proxy([], { get: (_, key) => (key === "length" ? -1 : "git") }) },
  "an endless array": { cmd: new Proxy([], { get: (_, key) => (key === "length" ? 2 ** 53 : "git") }) },
  "a huge array": { cmd: Array.from({ length: 250_000 }, (_, index) => `git x${index}`) },
  "a huge array of packages": { node: Array.from({ length: 250_000 }, (_, index) => `x${index}`) },
  "too many keys": { cmd: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`p${index}`, {}])) },
  "50 MB of text": { cmd: ["x".repeat(50 * 1024 * 1024)] },
};
for (const [name, needs] of Object.entries(notDeclarations)) {
  test(`no declaration: ${name}`, () => {
    for (const [, , take] of takers) assert.throws(() => take(needs), refusal);
    assert.throws(() => engine.selectTier([{ tier: "a" }, needs]), refusal);
    assert.throws(() => engine.selectTier(needs), refusal);
    assert.throws(() => engine.selectProfile({ full: { requires: needs } }), refusal);
  });
}

test("options: unknown keys and wrong types are refused, undefined is as good as absent", () => {
  const wrong = [null, "needs", [], 7, () => ({}), { need: {} }, { order: "declared" }, { sh: true }, everything];
  for (const options of wrong) {
    for (const choose of ["selectTier", "requireTier", "explainTier"]) {
      assert.throws(() => engine[choose]([], options), TypeError);
    }
  }
  assert.throws(
    () => engine.selectTier([], { sh: true }),
    new TypeError('selectTier: options has no key "sh"; it knows needs'),
  );
  const order = new TypeError('selectProfile: options.order must be "declared" or "permissive"');
  for (const other of ["best", "Permissive", null, true, {}]) {
    assert.throws(() => engine.selectProfile({}, { order: other }), order);
  }
  for (const options of [undefined, {}, { needs: undefined }]) {
    assert.equal(engine.selectTier([], options).code, "NO_TIERS_DECLARED");
  }
});

test("each property is read once, so that what was judged is what is used", () => {
  const reads = {};
  const changing = (target) =>
    new Proxy(target, {
      get(from, key) {
        reads[key] = (reads[key] ?? 0) + 1;
        return reads[key] === 1 ? from[key] : true;
      },
    });
  assert.equal(engine.checkNeeds(changing({ sh: false, keychain: false })).needs.length, 0);
  assert.deepEqual(reads, { sh: 1, keychain: 1 });
  let asked = 0;
  const options = {
    get needs() {
      asked += 1;
      return asked === 1 ? { sh: true } : {};
    },
  };
  assert.equal(engine.selectTier([{ tier: "readonly" }], options).tier, null);
  assert.equal(asked, 1);
});

test("names that objects have by themselves are names like any other", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]) {
    const member = JSON.parse(`{ "${name}": { "sh": true } }`);
    const code = (take) => {
      try {
        return take().code;
      } catch (error) {
        return error.code;
      }
    };
    assert.equal(code(() => engine.checkNeeds(member)), "INVALID_NEEDS_KEY");
    const tier = JSON.parse(`{ "tier": "a", "${name}": 1 }`);
    assert.equal(code(() => engine.selectTier([tier])), "INVALID_WANTS_KEY");
    const profiles = JSON.parse(`{ "${name}": { "requires": {} }, "last": {} }`);
    assert.equal(engine.selectProfile(profiles).profile, name);
    assert.equal(engine.selectTier([{ tier: name }]).tier, name);
    assert.throws(() => engine.selectTier([], JSON.parse(`{ "${name}": {} }`)), TypeError);
    const program = engine.checkNeeds({ cmd: JSON.parse(`{ "${name}": "*" }`) });
    assert.deepEqual(
      program.needs.map(({ need }) => need),
      [`cmd:${name}`],
    );
  }
  assert.equal({}.sh, undefined);
});

test("what was put on Object.prototype is no need, no option and no part of an answer", () => {
  const polluted = { needs: { sh: true }, order: "permissive", sh: true, tier: "full", denial: null, code: null };
  Object.assign(Object.prototype, polluted);
  try {
    assert.deepEqual(engine.checkNeeds({}).needs, []);
    assert.equal(engine.selectTier([{ tier: "readonly" }]).tier, "readonly");
    assert.throws(() => engine.selectTier([{ why: "no name" }]), DeclarationError);
    assert.equal(engine.selectProfile({ none: {}, git: { requires: { cmd: ["git"] } } }).profile, "none");
    assert.throws(() => engine.requireTier([{ tier: "full", sh: true }]), /No permitted tier found/);
  } finally {
    for (const key of Object.keys(polluted)) delete Object.prototype[key];
  }
});

test("a setter on Object.prototype swallows no denial and no problem", () => {
  const keys = ["decision", "code", "denial", "tier", "needs", "kind", "problems", "considered"];
  for (const key of keys) Object.defineProperty(Object.prototype, key, { configurable: true, get: () => null, set() {} });
  let caught;
  let choice;
  let decision;
  try {
    choice = engine.selectTier([JSON.parse('{ "tier": "full", "sh": true }')]);
    decision = engine.checkNeeds({ sh: true });
    assert.throws(() => engine.enforceNeeds({ sh: true }), /denied by policy/);
    assert.throws(() => engine.requireTier([JSON.parse('{ "tier": "full", "sh": true }')]), /denied by policy/);
    try {
      engine.checkNeeds({ netwrok: true });
    } catch (error) {
      caught = error;
    }
  } finally {
    for (const key of keys) delete Object.prototype[key];
  }
  assert.deepEqual([choice.tier, choice.code, decision.decision], [null, "NO_PERMITTED_TIER", "deny"]);
  assert.ok(caught instanceof DeclarationError);
});

test("objects of another realm are plain objects too", () => {
  const needs = vm.runInNewContext('({ sh: true, cmd: ["git"] })');
  assert.equal(engine.checkNeeds(needs).reason, "Needs denied by policy: sh");
  const bare = Object.assign(Object.create(null), { sh: true });
  assert.equal(engine.selectTier([Object.assign(Object.create(null), { tier: "a" })], { needs: bare }).tier, null);
});

test("declarations as large as are read are answered in seconds, larger ones refused, and the memory stays small", () => {
  const before = moduleBytes();
  const packages = (count) => ({ node: Array.from({ length: count }, (_, index) => `x${index}`) });
  const tiers = (count) => Array.from({ length: count }, (_, index) => ({ tier: `t${index}` }));
  const nothing = new PolicyEngine({ deny: true });
  assert.equal(nothing.checkNeeds(packages(500)).needs.length, 500);
  assert.equal(nothing.selectTier(tiers(200), { needs: packages(500) }).considered.length, 200);
  nothing.free();
  for (const [path, code, ask] of [
    ["needs", "INVALID_NEEDS_DECLARATION", () => engine.checkNeeds(packages(501))],
    ["wants", "INVALID_WANTS_DECLARATION", () => engine.selectTier(tiers(501), { needs: { sh: true } })],
    ["profiles", "INVALID_WANTS_DECLARATION", () => engine.selectProfile({ all: { requires: packages(501) } })],
  ]) {
    assert.throws(ask, (error) => {
      assert.deepEqual([error.code, error.message], [code, `invalid declaration: ${path}: more than 500 entries`]);
      return true;
    });
  }
  assert.ok(moduleBytes() - before < 256 * 1024 * 1024);
});

test("names and reasons as long as they come cost no more than themselves", () => {
  const long = "x".repeat(1024 * 1024);
  const { tier, considered, text } = engine.explainTier([{ tier: long, why: long }, { tier: "b", sh: true }]);
  assert.deepEqual([tier, considered[0].why], [long, long]);
  assert.ok(text.length < 10_000);
});
