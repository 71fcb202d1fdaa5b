/** Who owns the module's memory, and when it comes back. Needs `--expose-gc`, which `npm test` gives. */

import assert from "node:assert/strict";
import test from "node:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import vm from "node:vm";
import { loadMeasured, packageFolder } from "../support/installed.mjs";

const {
  DeclarationError,
  GuardError,
  GuardPipeline,
  PolicyEngine,
  PolicyError,
  MlldSecurityError,
  mergeDescriptors,
  moduleBytes,
  ...package_
} = loadMeasured();
const policy = { deny: Array.from({ length: 200 }, (_, index) => `cmd:program-${index}`) };

/** Every method, those of the classes that it is made of included. */
const methods = [];
for (let owner = PolicyEngine.prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
  methods.push(...Object.getOwnPropertyNames(owner).filter((name) => !["constructor", "free"].includes(name)));
}
const argumentsOf = {
  checkArgv: [["ls"]],
  enforceArgv: [["ls"]],
  explainArgv: [["ls"]],
  checkFile: ["read", "x"],
  enforceFile: ["read", "x"],
  explainFile: ["read", "x"],
  checkNeeds: [{}],
  enforceNeeds: [{}],
  selectTier: [[]],
  requireTier: [[]],
  explainTier: [[]],
  selectProfile: [{}],
  labels: [[]],
  operation: [{ type: "show" }],
  checkFlow: [{ type: "show" }, []],
  enforceFlow: [{ type: "show" }, []],
  explainFlow: [{ type: "show" }, []],
  checkToolCall: [{ tool: "search" }],
  enforceToolCall: [{ tool: "search" }],
  explainToolCall: [{ tool: "search" }],
  labelToolResult: [{ tool: "search" }],
  mergeDescriptors: [[]],
  changeLabels: [[], {}],
  pipeline: [],
  guards: [],
};

/** A guard of a host, and the methods of its pipeline with what they are called with. */
const guard = { timing: "before", filter: "op:show", evaluate: () => "allow" };
const pipelineMethods = {
  guard: [guard],
  guards: [],
  before: [{ type: "show" }],
  after: [{ type: "show" }, [], {}],
  beforeSync: [{ type: "show" }],
  afterSync: [{ type: "show" }, [], {}],
};

test("after free() every method says so, and freeing twice does nothing", () => {
  assert.equal(methods.length, 47);
  const engine = new PolicyEngine(policy);
  engine.free();
  engine.free();
  engine[Symbol.dispose]?.();
  for (const name of methods) {
    const args = argumentsOf[name] ?? ["sh", name.endsWith("Keychain") ? "account" : undefined];
    assert.throws(() => engine[name](...args), new Error("PolicyEngine used after free()"), name);
  }
});

test("after free() of a pipeline, or of its engine, every method of the pipeline says so", async () => {
  const names = Object.getOwnPropertyNames(GuardPipeline.prototype).filter((name) => name !== "constructor");
  assert.deepEqual(names.sort(), Object.keys(pipelineMethods).sort());
  const [engine, other] = [new PolicyEngine(policy), new PolicyEngine(policy)];
  const [freed, orphan] = [engine.pipeline(), other.pipeline()];
  freed.free();
  freed.free();
  freed[Symbol.dispose]?.();
  other.free();
  for (const [pipeline, message] of [
    [freed, "GuardPipeline used after free()"],
    [orphan, "PolicyEngine used after free()"],
  ]) {
    for (const [name, args] of Object.entries(pipelineMethods)) {
      const called = async () => pipeline[name](...args);
      await assert.rejects(called, new Error(message), name);
    }
  }
  orphan.free();
  assert.equal(engine.pipeline().beforeSync({ type: "show" }).decision, "allow");
  engine.free();
});

test("a pipeline keeps its engine, and nothing keeps a pipeline that nobody refers to", async () => {
  let collected = 0;
  const registry = new FinalizationRegistry(() => (collected += 1));
  const kept = (() => {
    // The callback is called by way of the engine, which nobody else refers to.
    const engine = new PolicyEngine({ deny: ["fs:r:secrets/**"] }, { base: "/work", realPath: () => "/work/secrets/a" });
    registry.register(engine, 0);
    return engine.pipeline().guard(guard);
  })();
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await turn();
  }
  assert.equal(collected, 0);
  assert.equal(kept.beforeSync({ type: "cmd", command: "cat x" }).decision, "deny");
  const engine = new PolicyEngine(policy);
  (() => {
    for (let index = 0; index < 5; index += 1) {
      const pipeline = engine.pipeline();
      // The function refers to its own pipeline.
      pipeline.guard({ ...guard, evaluate: () => (pipeline ? "allow" : "deny") });
      pipeline.beforeSync({ type: "show" });
      registry.register(pipeline, index);
    }
  })();
  await collectUntil(() => collected >= 5);
  engine.free();
});

test(
  "Symbol.dispose frees, where the platform has it or a polyfill comes first",
  { skip: Symbol.dispose === undefined },
  () => {
    const engine = new PolicyEngine(policy);
    engine[Symbol.dispose]();
    assert.throws(() => engine.layers(), /used after free/);
  },
);

test("where there is no Symbol.dispose, compiled `using` still finds what it looks for", () => {
  const source = readFileSync(path.join(packageFolder, "node.cjs"), "utf8");
  const context = vm.createContext({ TextDecoder, TextEncoder });
  vm.runInContext("delete Symbol.dispose", context);
  if (vm.runInContext("Symbol.dispose", context) !== undefined) return;
  const module = { exports: {} };
  const wrapper = vm.runInContext(`(function (module, exports, require, __dirname) {${source}\n})`, context);
  wrapper(module, module.exports, createRequire(import.meta.url), packageFolder);
  const { PolicyEngine: Older } = module.exports;
  assert.equal("undefined" in Older.prototype, false);
  const engine = new Older({ deny: ["sh"] });
  assert.equal(engine.checkCapability("sh").decision, "deny");
  engine[Symbol.for("Symbol.dispose")]();
  assert.throws(() => engine.layers(), /used after free/);
});

test("what an engine said outlives it", () => {
  const engine = new PolicyEngine(policy);
  const [denial, trace, allowed] = [
    engine.checkArgv(["program-3"]),
    engine.explainArgv(["program-3"]),
    engine.checkArgv(["ls"]),
  ];
  engine.free();
  assert.equal(denial.decision, "deny");
  assert.equal(trace.denial.code, denial.code);
  assert.deepEqual(allowed, { decision: "allow" });
});

test("decisions are plain, frozen, and can be copied; allowed ones are one object", () => {
  const engine = new PolicyEngine(policy);
  assert.equal(engine.checkArgv(["ls"]), engine.enforceArgv(["pwd"]));
  assert.ok(Object.isFrozen(engine.checkArgv(["ls"])));
  const assertFrozen = (value, path) => {
    if (typeof value !== "object" || value === null) return;
    assert.ok(Object.isFrozen(value), `${path} is not frozen`);
    assert.ok([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)), `${path} is not plain`);
    for (const [key, member] of Object.entries(value)) assertFrozen(member, `${path}.${key}`);
  };
  const denial = engine.checkArgv(["program-3"]);
  assertFrozen(denial, "denial");
  assertFrozen(engine.explainArgv(["program-3"]), "trace");
  const wants = [{ tier: "a", cmd: ["program-3"], sh: true }, { tier: "b" }];
  const needs = { keychain: true };
  assertFrozen(engine.checkNeeds({ cmd: ["program-3", "git"] }), "needs");
  assertFrozen(engine.selectTier(wants, { needs }), "tier");
  assertFrozen(engine.explainTier(wants, { needs }), "table");
  assertFrozen(engine.selectProfile({ a: { requires: { cmd: ["program-3"] } } }), "profile");
  assertFrozen(engine.limits(), "limits");
  assertFrozen(engine.layers(), "layers");
  assertFrozen(engine.signerLabels("user:alice"), "labels");
  const value = { labels: ["secret"], tools: [{ name: "t", args: { a: [{ b: 1 }] }, auditRef: "r" }] };
  assertFrozen(mergeDescriptors(value, value), "merged");
  assertFrozen(engine.changeLabels(value, { add: ["x"] }), "changed");
  assertFrozen(engine.labelToolResult({ tool: "t", inputs: { a: value } }), "result");
  assertFrozen(engine.explainFlow({ type: "show" }, value), "flow");
  assertFrozen(engine.explainToolCall({ tool: "t" }), "call");
  assertFrozen(package_.operationLabels({ type: "show" }), "operation");
  assertFrozen(package_.validateAuthorizations({ allow: { t: true } }, {}), "validation");
  const [set, into] = [engine.labels(value), engine.operation({ type: "show" })];
  assert.ok(Object.isFrozen(set) && Object.isFrozen(into));
  assertFrozen({ ...set }.tools, "tools of a set");
  assertFrozen(set.labels, "labels of a set");
  assertFrozen(into.labels, "labels of an operation");
  assert.deepEqual(JSON.parse(JSON.stringify(set)), mergeDescriptors(value));
  assert.deepEqual(JSON.parse(JSON.stringify(denial)), structuredClone(denial));
  assert.deepEqual(Object.keys(denial).sort(), [
    "code",
    "decision",
    "policy",
    "reason",
    "rule",
    "span",
    "subject",
    "suggestions",
  ]);
  engine.free();
});

test("enforce returns what is allowed and throws what is denied", () => {
  const engine = new PolicyEngine(policy);
  assert.throws(
    () => engine.enforceArgv(["program-3"]),
    (error) => {
      assert.ok(error instanceof MlldSecurityError && error instanceof Error);
      assert.equal(error.name, "MlldSecurityError");
      assert.equal(error.code, "SECURITY_VIOLATION");
      assert.equal(error.reasonCode, error.decision.code);
      assert.match(error.message, /denied by policy/);
      return true;
    },
  );
  engine.free();
});

const links = (realPath) => new PolicyEngine({ deny: ["fs:r:secrets/**"] }, { base: "/work", realPath });

test("a realPath callback that fails in any way denies", () => {
  const failures = [
    () => undefined,
    () => 7,
    () => new String("/work/a"),
    () => "\ud800",
    async () => "/work/a",
    () => {
      throw new Error("ENOENT: no such file");
    },
    () => {
      throw undefined;
    },
    () => {
      throw new Proxy({}, { get: () => assert.fail("trap") });
    },
    function forever(path) {
      return forever(path);
    },
  ];
  for (const realPath of failures) {
    const engine = links(realPath);
    const decision = engine.checkFile("read", "a");
    assert.deepEqual([decision.decision, decision.code], ["deny", "REAL_PATH_FAILED"]);
    engine.free();
  }
  const engine = links(() => {
    throw new Error("ENOENT: no such file");
  });
  assert.match(engine.checkFile("read", "a").reason, /ENOENT/);
  assert.throws(() => engine.enforceFile("read", "a"), /denied by policy/);
  engine.free();
});

test("a realPath callback cannot use the package: not free, not check, not build", () => {
  const other = new PolicyEngine({});
  for (const [action, message] of [
    [(engine) => engine.free(), /realPath/],
    [() => other.free(), /realPath/],
    [(engine) => engine.checkFile("read", "b"), /realPath/],
    [() => other.checkCapability("sh"), /realPath/],
    [() => new PolicyEngine({}), /realPath/],
  ]) {
    let inner;
    const engine = links((path) => {
      try {
        action(engine);
      } catch (error) {
        inner = error;
      }
      return path;
    });
    assert.equal(engine.checkFile("read", "a").decision, "allow");
    assert.match(inner.message, message);
    assert.equal(engine.checkFile("read", "a").decision, "allow");
    engine.free();
    // Nor can what it throws, when its message is read.
    let read;
    const throwing = links(() => {
      throw {
        get message() {
          try {
            action(throwing);
          } catch (error) {
            read = error;
          }
          return "own";
        },
      };
    });
    const { code, reason } = throwing.checkFile("read", "a");
    assert.match(read.message, message);
    assert.deepEqual([code, /own/.test(reason)], ["REAL_PATH_FAILED", true]);
    throwing.free();
  }
  other.free();
});

test("a realPath callback is given absolute paths, and both paths must pass", () => {
  const asked = [];
  const engine = new PolicyEngine(
    { allow: ["fs:r:**"], deny: ["fs:r:secrets/**"] },
    {
      base: "/work",
      realPath(path) {
        asked.push(path);
        return path.replace("/work/link", "/work/secrets");
      },
    },
  );
  assert.equal(engine.checkFile("read", "link/key").decision, "deny");
  assert.equal(engine.checkFile("read", "docs/readme").decision, "allow");
  assert.deepEqual([...new Set(asked)], ["/work/link/key", "/work/docs/readme"]);
  engine.free();
});

/** Collects garbage until a condition holds; finalizers run between turns of the event loop. */
async function collectUntil(holds) {
  for (let round = 0; round < 100 && !holds(); round += 1) {
    globalThis.gc();
    await turn();
  }
  assert.ok(holds(), "the garbage collector never got there");
}

test("an engine that nobody refers to is collected, callback and all", async () => {
  let collected = 0;
  const registry = new FinalizationRegistry(() => (collected += 1));
  (() => {
    for (let index = 0; index < 5; index += 1) {
      // The callback refers to its own engine.
      const engine = new PolicyEngine(policy, { base: "/work", realPath: (path) => (engine ? path : "") });
      engine.checkFile("read", "a");
      registry.register(engine, index);
    }
  })();
  await collectUntil(() => collected === 5);
});

test("what an engine has prepared does not keep it from being collected", async () => {
  let collected = 0;
  const registry = new FinalizationRegistry(() => (collected += 1));
  const prepared = [];
  (() => {
    for (let index = 0; index < 5; index += 1) {
      const engine = new PolicyEngine(policy);
      prepared.push([engine.operation({ type: "show" }), engine.labels(["secret"])]);
      registry.register(engine, index);
    }
  })();
  await collectUntil(() => collected === 5);
  const strict = new PolicyEngine({ labels: { secret: { deny: ["op:show"] } } });
  for (const [into, value] of prepared) assert.equal(strict.checkFlow(into, value).decision, "deny");
});

test("memory stays flat: engines freed or dropped, checks allowed, denied and refused", async () => {
  const work = async () => {
    for (let index = 0; index < 150; index += 1) {
      const freed = new PolicyEngine([policy, { name: `p${index}` }]);
      freed.checkArgv(["program-3"]);
      freed.checkArgv(["ls"]);
      freed.explainArgv(["program-3"]);
      freed.free();
      new PolicyEngine(policy).checkCapability("sh");
      assert.throws(() => new PolicyEngine({ dney: 1 }), PolicyError);
      assert.throws(() => new PolicyEngine({}).selectTier([{ teir: "full" }]), DeclarationError);
      new PolicyEngine(policy).explainTier([{ tier: "full", cmd: ["program-3"] }]);
      assert.throws(() => new PolicyEngine({}).checkCapability("nothing"), TypeError);
      const labelled = new PolicyEngine({ labels: { secret: { deny: ["op:show"] } } });
      labelled.checkFlow(labelled.operation({ type: "show" }), labelled.labels(["secret", `x${index}`]));
      const pipeline = labelled.pipeline().guard(guard);
      pipeline.beforeSync({ type: "show" }, [{ value: `v${index}`, labels: ["secret"] }]);
      if (index % 2 === 0) pipeline.free();
      assert.throws(() => pipeline.guard({ ...guard, filter: 7 }), index % 2 === 0 ? /used after free/ : GuardError);
      labelled.checkToolCall({ tool: "t", inputs: { a: ["secret"] } });
      if (index % 10 === 0) {
        globalThis.gc();
        await turn();
      }
    }
  };
  await work();
  await work();
  const before = { module: moduleBytes(), process: process.memoryUsage().rss };
  for (let round = 0; round < 4; round += 1) await work();
  const mib = (bytes) => bytes / 1024 / 1024;
  assert.ok(mib(moduleBytes() - before.module) < 1, `the module kept ${mib(moduleBytes() - before.module)} MiB`);
  assert.ok(mib(process.memoryUsage().rss - before.process) < 60);
});
