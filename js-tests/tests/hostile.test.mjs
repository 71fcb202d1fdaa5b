/** What hosts may pass by mistake or by malice: a `TypeError` or a `PolicyError`, never a trap, never a half-read value. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import vm from "node:vm";
import { loadMeasured } from "../support/installed.mjs";

const { PolicyEngine, PolicyError, lint, normalize, union, moduleBytes } = loadMeasured();

const refusal = (error) => error instanceof TypeError || error instanceof PolicyError;
const engine = new PolicyEngine([{ name: "open", danger: "*" }], { base: "/work", home: "/home/u" });

// Whatever was refused, the module still works.
afterEach(() => {
  assert.equal(engine.checkCapability("sh").decision, "allow");
});

const checks = [
  ["Command", (value) => [value]],
  ["Argv", (value) => [[value]]],
  ["File", (value) => ["read", value]],
  ["FileIntegrity", (value) => [value]],
  ["Network", (value) => [value]],
  ["Capability", (value) => [value]],
  ["Keychain", (value) => [value, "account"]],
  ["Keychain", (value) => ["service", value]],
  ["Provider", (value) => [value]],
];

const nested = (depth) => {
  let value = [];
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { deny: value } : [value];
  return value;
};
const cyclic = { deny: [] };
cyclic.deny.push(cyclic);
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};
const throwing = () => {
  throw new Error("from the host");
};
const everything = new Proxy(
  {},
  { get: throwing, ownKeys: throwing, getPrototypeOf: throwing, has: throwing, getOwnPropertyDescriptor: throwing },
);

test("what is no string is refused by every check, and the message names function and argument", () => {
  const notStrings = [
    undefined,
    null,
    7,
    7n,
    true,
    Symbol("x"),
    {},
    ["git"],
    () => "git",
    new String("git"),
    new Date(),
    everything,
  ];
  for (const [operation, args] of checks) {
    for (const value of notStrings) {
      for (const verb of ["check", "enforce", "explain"]) {
        const name = `${verb}${operation}`;
        assert.throws(
          () => engine[name](...args(value)),
          (error) =>
            error instanceof TypeError &&
            error.message.startsWith(`${name}: `) &&
            /must be a string/.test(error.message),
        );
      }
    }
  }
  assert.throws(() => engine.checkCommand(7), new TypeError("checkCommand: text must be a string"));
  assert.throws(() => engine.signerLabels(7), new TypeError("signerLabels: identity must be a string"));
});

test("lone surrogates are refused: the engine would judge another text", () => {
  for (const text of ["\ud800", "rm \udc00x", "a\udc00\ud800b"]) {
    for (const [operation, args] of checks) {
      assert.throws(() => engine[`check${operation}`](...args(text)), /well-formed/);
    }
    assert.throws(() => new PolicyEngine({ name: text }), refusal);
    assert.throws(() => new PolicyEngine({ labels: { [text]: {} } }), refusal);
    assert.throws(() => new PolicyEngine(`{"name":"${text}"}`), refusal);
    assert.throws(() => new PolicyEngine({}, { projectName: text }), refusal);
  }
  assert.equal(engine.checkCommand("echo 🦀").decision, "allow");
});

test("a text that is too long is denied where anything is restricted, and costs no memory in the module", () => {
  const strict = new PolicyEngine(
    {
      danger: "*",
      deny: ["cmd:nothing", "fs:r:nothing", "net:nothing.example"],
      filesystem_integrity: { nothing: { mutable: false } },
    },
    { base: "/work", home: "/home/u" },
  );
  const before = moduleBytes();
  for (const length of [1024 * 1024 + 1, 2 * 1024 * 1024, 50 * 1024 * 1024]) {
    for (const text of ["a".repeat(length), "a".repeat(1024 * 1024) + "🦀".repeat(length - 1024 * 1024)]) {
      for (const [method, ...args] of [
        ["checkCommand", text],
        ["checkCommand", `echo ${text}; nothing`],
        ["checkArgv", [text]],
        ["checkArgv", ["echo", text]],
        ["checkArgv", ["echo", ...Array.from({ length: 60_000 }, () => "x".repeat(20))]],
        ["checkArgv", [...Array.from({ length: 300 }, () => "x".repeat(10_000)), text]],
        ["checkFile", "read", text],
        ["checkFileIntegrity", text],
        ["checkNetwork", text],
        ["checkNetwork", `https://example.com/${text}`],
      ]) {
        const decision = strict[method](...args);
        assert.deepEqual([decision.decision, decision.code], ["deny", "POLICY_UNANALYZABLE"], `${method}, ${length}`);
        assert.ok(decision.reason.length < 1000, `the reason of ${method} repeats the whole text`);
        assert.ok(JSON.stringify(decision).length < 6 * 1024 * 1024);
      }
    }
    // Names are looked up as they are: to cut them could find another.
    const name = "a".repeat(length);
    assert.throws(() => strict.checkCapability(name), TypeError);
    assert.throws(() => strict.checkKeychain(name, "account"), TypeError);
    assert.throws(() => strict.checkProvider(name), TypeError);
    assert.throws(() => strict.signerLabels(name), TypeError);
    assert.throws(() => new PolicyEngine({}, { base: `/${name}` }), TypeError);
  }
  assert.ok(moduleBytes() - before < 32 * 1024 * 1024);
  strict.free();
});

test("argument lists are read once, item by item", () => {
  for (const argv of [
    undefined,
    "git",
    { length: 1, 0: "git" },
    new Set(["git"]),
    new Uint8Array(2),
    [, "git"],
    ["git", undefined],
    revoked(),
  ]) {
    assert.throws(() => engine.checkArgv(argv), TypeError);
  }
  assert.throws(() => engine.checkArgv(new Array(2 ** 32 - 1)), TypeError);
  assert.throws(
    () => engine.checkArgv(new Proxy([], { get: (_, key) => (key === "length" ? Infinity : "x") })),
    TypeError,
  );
  assert.throws(() => engine.checkArgv(new Proxy([], { get: (_, key) => (key === "length" ? NaN : "x") })), TypeError);
  assert.throws(
    () => engine.checkArgv(new Proxy(["git"], { get: throwing })),
    (error) => error instanceof TypeError && error.cause.message === "from the host",
  );

  const reads = [];
  const changing = new Proxy(["git", "status"], {
    get(target, key) {
      reads.push(key);
      return reads.filter((read) => read === key).length > 1 ? "rm" : target[key];
    },
  });
  const strict = new PolicyEngine({ allow: ["cmd:git status"] });
  assert.equal(strict.checkArgv(changing).decision, "allow");
  assert.deepEqual(reads, ["length", "0", "1"]);
  strict.free();

  for (const [length, word] of [
    [200_000, "x"],
    [200_000, ""],
    [300, "y".repeat(1024 * 1024)],
  ]) {
    assert.notEqual(engine.checkArgv(Array.from({ length }, () => word)).code, "ENGINE_FAILED");
  }
});

const notPolicies = {
  nothing: undefined,
  null: null,
  number: 7,
  bigint: 7n,
  boolean: true,
  symbol: Symbol("policy"),
  function: () => ({}),
  Date: new Date(),
  Map: new Map([["deny", ["sh"]]]),
  "a boxed string": new String("{}"),
  "a class": new (class Policy {
    deny = ["sh"];
  })(),
  "an inherited rule": Object.create({ deny: ["sh"] }),
  "a rule inherited without a prototype": Object.create(Object.assign(Object.create(null), { deny: ["sh"] })),
  "a function as a value": { deny: () => ["sh"] },
  "a symbol as a value": { deny: Symbol("sh") },
  "a bigint as a value": { limits: { maxTokens: 7n } },
  "undefined as a value": { deny: undefined },
  "a hole": { deny: [, "sh"] },
  "a huge hole": { deny: new Array(2 ** 32 - 1) },
  "not a number": { limits: { timeout: NaN } },
  infinity: { limits: { timeout: Infinity } },
  "a Date as a value": { name: new Date() },
  "a Set as a value": { deny: new Set(["sh"]) },
  "bytes as a value": { deny: new Uint8Array(3) },
  "a cycle": cyclic,
  "a deep object": nested(100_000),
  "a deep object just below the limit of stacks": nested(5_000),
  "a throwing getter": Object.defineProperty({}, "deny", { enumerable: true, get: throwing }),
  "a proxy that throws": everything,
  "a revoked proxy": revoked(),
  "a revoked proxy as a value": { deny: revoked() },
  "a toJSON trap": { deny: ["sh"], toJSON: () => ({}) },
  "a proxy with endless keys": new Proxy(
    {},
    {
      ownKeys: () => Array.from({ length: 20_000 }, (_, index) => `k${index}`),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: "x" }),
      get: () => "x",
    },
  ),
  "an array with a false length": { deny: new Proxy([], { get: (_, key) => (key === "length" ? -1 : "sh") }) },
  "an endless array": { deny: new Proxy([], { get: (_, key) => (key === "length" ? 2 ** 53 : "sh") }) },
  "50 MB of text": `{"name":"${"x".repeat(50 * 1024 * 1024)}"}`,
  "a 50 MB name": { name: "x".repeat(50 * 1024 * 1024) },
  "a text that is no JSON": "{",
  "an empty text": "",
  "a text nested deeply": "[".repeat(200_000),
};
for (const [name, policy] of Object.entries(notPolicies)) {
  test(`no policy: ${name}`, () => {
    assert.throws(() => new PolicyEngine(policy), refusal);
    assert.throws(() => new PolicyEngine([{}, policy]), refusal);
    assert.throws(() => normalize(policy), refusal);
    assert.throws(() => union({}, policy), refusal);
    assert.throws(() => union(policy, {}), refusal);
    // `lint` answers where there is a document to speak of.
    try {
      assert.ok(lint(policy).length > 0);
    } catch (error) {
      assert.ok(error instanceof TypeError, error);
    }
  });
}

test("graphs of shared objects that unfold without end are refused", () => {
  let shared = ["sh"];
  for (let level = 0; level < 60; level += 1) shared = [shared, shared];
  assert.throws(() => new PolicyEngine({ deny: shared }), refusal);
});

test("each property is read once", () => {
  let reads = 0;
  const policy = {
    get deny() {
      reads += 1;
      return reads === 1 ? ["sh"] : [];
    },
  };
  const strict = new PolicyEngine(policy);
  assert.equal(reads, 1);
  assert.equal(strict.checkCapability("sh").decision, "deny");
  strict.free();

  const counted = {};
  const options = new Proxy(
    { base: "/work", home: "/home/u" },
    {
      get(target, key) {
        counted[key] = (counted[key] ?? 0) + 1;
        return target[key];
      },
    },
  );
  new PolicyEngine({}, options).free();
  assert.deepEqual(counted, { base: 1, home: 1 });
});

test("names that objects have by themselves are names like any other", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"];
  for (const name of names) {
    assert.throws(() => new PolicyEngine(JSON.parse(`{ "${name}": ["sh"] }`)), PolicyError);
    assert.throws(() => new PolicyEngine({ deny: JSON.parse(`{ "${name}": true }`) }), PolicyError);
    assert.throws(() => new PolicyEngine({}, JSON.parse(`{ "${name}": "/work" }`)), refusal);
    assert.throws(() => engine.checkCapability(name), TypeError);

    const labelled = JSON.parse(`{ "labels": { "${name}": { "deny": ["net:w"] } } }`);
    for (const document of [normalize(labelled), union(labelled, {}), union({}, labelled)]) {
      assert.ok(Object.hasOwn(document.labels, name), `the label ${name} is lost`);
      assert.equal(Object.getPrototypeOf(document.labels), Object.prototype);
    }
  }
  assert.equal({}.deny, undefined);
  const registered = new PolicyEngine({ deny: ["constructor"] }, { capabilities: ["constructor"] });
  assert.equal(registered.checkCapability("constructor").decision, "deny");
  registered.free();
});

test("objects of another realm are plain objects too", () => {
  const foreign = vm.runInNewContext('({ deny: ["sh"], limits: { maxTokens: 5 } })');
  const strict = new PolicyEngine([foreign, Object.assign(Object.create(null), { name: "second", deny: ["js"] })]);
  assert.equal(strict.checkCapability("sh").decision, "deny");
  assert.equal(strict.checkCapability("js").decision, "deny");
  strict.free();
});

test("options: unknown keys and wrong types are refused, undefined is as good as absent", () => {
  for (const options of [
    null,
    "base",
    [],
    7,
    () => ({}),
    { bse: "/work" },
    { base: 7 },
    { base: null },
    { base: "work" },
    { base: "" },
    { home: "~" },
    { platform: "beos" },
    { caseSensitive: "yes" },
    { programFolders: "/bin" },
    { programFolders: [7] },
    { programFolders: ["bin"] },
    { capabilities: [""] },
    { config: "x" },
    { config: { security: 7 } },
    { config: { security: { allowGuardBypass: "no" } } },
    { config: cyclic },
    { realPath: "/work" },
    { realPath: {} },
    new (class Options {
      base = "/work";
    })(),
    everything,
    Object.defineProperty({}, "base", { enumerable: true, get: throwing }),
  ]) {
    assert.throws(() => new PolicyEngine({}, options), refusal);
  }
  for (const options of [undefined, {}, { base: undefined, config: undefined, realPath: undefined }]) {
    new PolicyEngine({}, options).free();
  }
  new PolicyEngine({}, { config: { security: { allowGuardBypass: false }, other: { tool: [1, null] } } }).free();
  for (const options of [null, "sh", { shel: "sh" }, { shell: 7 }, everything]) {
    assert.throws(() => engine.checkCommand("ls", options), TypeError);
  }
  assert.throws(() => engine.checkKeychain("s", "a", "project"), TypeError);
  assert.throws(() => engine.checkFileIntegrity("a", { identity: 7 }), TypeError);
  assert.throws(() => engine.checkFile("wirte", "a"), new TypeError('checkFile: mode must be "read" or "write"'));
});

test("a policy of 10 MB is handled", () => {
  const deny = Array.from({ length: 200_000 }, (_, index) => `cmd:program-${index}-${"x".repeat(30)}`);
  const large = new PolicyEngine({ deny });
  assert.equal(large.checkArgv([deny.at(-1).slice(4), "x"]).decision, "deny");
  large.free();
  const text = JSON.stringify({ deny });
  assert.ok(text.length > 9_000_000);
  new PolicyEngine(text).free();
});

test("a policy with many problems tells all of them, and says where", () => {
  const bad = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`wrong${index}`, 1]));
  assert.throws(
    () => new PolicyEngine([bad, '{\n  "dney": []\n}']),
    (error) => {
      assert.equal(error.code, "INVALID_POLICY");
      assert.equal(error.name, "PolicyError");
      assert.ok(Object.isFrozen(error.problems) && Object.isFrozen(error.problems[0]));
      assert.ok(error.problems.length >= 501);
      const found = error.problems.find(({ path }) => path === "dney");
      assert.deepEqual([found.line, found.severity, found.code], [2, "error", "UNKNOWN_KEY"]);
      assert.match(found.suggestion, /deny/);
      for (const { path, message } of error.problems)
        assert.ok(error.message.includes(path) && error.message.includes(message));
      return true;
    },
  );
});

test("problems of every layer, of the folders and of the layers together are told at once", () => {
  const places = (make) => {
    try {
      make();
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      return error.problems.map(({ layer, path, line, code }) => [layer, path, line, code]);
    }
    return assert.fail("nothing was refused");
  };
  const layers = ['{ "dney": [] }', '{\n "allow": ["fs:r:src"] }', { name: "a" }, { name: "a", deny: ["sh"] }];
  assert.deepEqual(places(() => new PolicyEngine(layers)), [
    ["layers[0]", "dney", 1, "UNKNOWN_KEY"],
    ["layers[1]", "allow[0]", 2, "INVALID_PATTERN"],
    ["layers[3]", "name", undefined, "DUPLICATE_LAYER"],
  ]);
  assert.deepEqual(places(() => new PolicyEngine([], { base: "x", home: "y", programFolders: ["z"] })), [
    [undefined, "", undefined, "NO_POLICY"],
    [undefined, "programFolders[0]", undefined, "INVALID_OPTION"],
    [undefined, "base", undefined, "INVALID_OPTION"],
    [undefined, "home", undefined, "INVALID_OPTION"],
  ]);
  assert.deepEqual(places(() => new PolicyEngine({ dney: [] }, { platform: "mac" })), [
    [undefined, "platform", undefined, "INVALID_OPTION"],
    ["layers[0]", "dney", undefined, "UNKNOWN_KEY"],
  ]);
  assert.deepEqual(places(() => union('{ "dney": [] }', "[]")), [
    ["a", "dney", 1, "UNKNOWN_KEY"],
    ["b", "", 1, "INVALID_TYPE"],
  ]);
});

test("an engine of very many layers is built in time, or refused in time", () => {
  const many = (layer) => Array.from({ length: 20_000 }, () => layer);
  new PolicyEngine(many("{}")).free();
  assert.throws(() => new PolicyEngine(many('{ "allow": ["fs:r:x"] }')), PolicyError);
});

test("methods need an engine", () => {
  const { checkCommand } = engine;
  for (const self of [undefined, {}, Object.create(PolicyEngine.prototype), new Proxy(engine, {})]) {
    assert.throws(() => checkCommand.call(self, "ls"), TypeError);
    assert.throws(() => PolicyEngine.prototype.free.call(self), TypeError);
  }
  assert.throws(() => PolicyEngine({}), TypeError);
  assert.deepEqual(Reflect.ownKeys(engine), []);
});

test("what was put on Object.prototype is no option and no part of a policy", () => {
  const policy = {
    danger: ["@keychain"],
    keychain: { allow: ["mlld-box-{projectname}/*"] },
    filesystem_integrity: { "/docs": { authorizedIdentities: ["user:*"] } },
    deny: ["fs:r:/secret"],
  };
  const polluted = { identity: "user:a", projectName: "acme", shell: "sh", realPath: () => "/ok", deny: ["js"], base: "x" };
  Object.assign(Object.prototype, polluted);
  try {
    const strict = new PolicyEngine(policy);
    assert.equal(strict.checkFileIntegrity("/docs").decision, "deny");
    assert.equal(strict.checkFileIntegrity("/docs", {}).decision, "deny");
    assert.equal(strict.checkKeychain("mlld-box-acme", "x").decision, "deny");
    assert.equal(strict.checkFile("read", "/secret").decision, "deny");
    assert.equal(strict.checkCapability("js").decision, "allow");
    strict.free();
  } finally {
    for (const key of Object.keys(polluted)) delete Object.prototype[key];
  }
});

test("a setter on Object.prototype swallows no denial", () => {
  const strict = new PolicyEngine({ deny: ["cmd:rm"] });
  const keys = ["decision", "code", "reason", "kind", "problems"];
  for (const key of keys) Object.defineProperty(Object.prototype, key, { configurable: true, get: () => "allow", set() {} });
  try {
    assert.equal(strict.checkCommand("rm x").decision, "deny");
    assert.throws(() => strict.enforceCommand("rm x"), /denied by policy/);
    assert.throws(() => new PolicyEngine('{ "dney": 1 }'), PolicyError);
  } finally {
    for (const key of keys) delete Object.prototype[key];
    strict.free();
  }
});

test("built-in functions that are replaced later change no policy", () => {
  const replaced = [
    [JSON, "stringify", () => '"cmd:ls"'],
    [Object, "keys", () => []],
    [String.prototype, "isWellFormed", () => true],
  ];
  const originals = replaced.map(([owner, key]) => owner[key]);
  for (const [owner, key, value] of replaced) owner[key] = value;
  let decision;
  let lone;
  try {
    decision = new PolicyEngine({ deny: ["cmd:rm"] }).checkCommand("rm x").decision;
    try {
      engine.checkCommand("r\ud800m");
    } catch (error) {
      lone = error;
    }
  } finally {
    for (const [index, [owner, key]] of replaced.entries()) owner[key] = originals[index];
  }
  assert.equal(decision, "deny");
  assert.ok(lone instanceof TypeError);
});

test("keys that JSON would drop are refused", () => {
  const hidden = Object.defineProperty({}, "deny", { value: ["sh"], enumerable: false });
  for (const policy of [hidden, { [Symbol("deny")]: ["sh"] }, { deny: hidden }]) {
    assert.throws(() => new PolicyEngine(policy), TypeError);
    assert.throws(() => engine.checkCommand("ls", policy), TypeError);
  }
});

test("problems that are found when layers are compiled have their line and column", () => {
  const text = '{ "name": "a",\n  "deny": ["sh", "fs:r:src"] }';
  for (const layers of [text, [{}, text]]) {
    assert.throws(
      () => new PolicyEngine(layers),
      ({ problems: [{ code, path, line, column }] }) =>
        code === "INVALID_PATTERN" && path === "deny[1]" && line === 2 && column === 18,
    );
  }
});

test("a million errors and many globs are refused in seconds, and the module lives", () => {
  const deny = (count, entry) => JSON.stringify({ deny: Array.from({ length: count }, (_, index) => entry(index)) });
  assert.throws(
    () => new PolicyEngine(deny(1_000_000, (index) => `q${index}`)),
    ({ problems }) => problems.length === 1001 && problems.at(-1).message === "999000 more errors are not listed",
  );
  assert.throws(() => new PolicyEngine(deny(200_000, (index) => `fs:r:/a*b${index}*c?`)), PolicyError);
});
