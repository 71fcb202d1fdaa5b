/** Runs of guards: how they end, how they meet each other, and what they leave behind. Needs `--expose-gc`. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { after, afterEach, test } from "node:test";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import vm from "node:vm";
import { loadMeasured, packageFolder, run } from "../support/installed.mjs";

const { PolicyEngine, moduleBytes } = loadMeasured();

const engine = new PolicyEngine([{ name: "team", deny: ["cmd:rm"], danger: "*" }]);
const show = { type: "show" };
const guarded = (evaluate, rest = {}) => engine.pipeline().guard({ timing: "always", filter: "op:show", evaluate, ...rest });

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
after(() => assert.deepEqual(unhandled, []));

// Whatever happened, the module still works.
afterEach(() => {
  assert.equal(engine.checkArgv(["rm"]).decision, "deny");
  assert.equal(engine.pipeline().beforeSync(show).decision, "allow");
});

const throwing = () => {
  throw new Error("from the host");
};

test("what settles too late changes nothing, and is no unhandled rejection", async () => {
  const late = [];
  const pipeline = engine.pipeline({ timeout: 10 });
  const slowly = (end) => async () => {
    await wait(30);
    late.push(1);
    return end();
  };
  pipeline.guard({ timing: "before", filter: "op:show", evaluate: slowly(() => "allow") });
  pipeline.guard({ timing: "before", filter: "op:show", evaluate: slowly(throwing) });
  const { reasons, decision } = await pipeline.before(show);
  assert.deepEqual([decision, reasons.length], ["deny", 2]);
  await wait(60);
  await turn();
  assert.equal(late.length, 2);
  assert.deepEqual(unhandled, []);
});

test("a run whose guards have answered leaves no timer behind", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  await guarded(async () => "allow", { timeout: 1_000_000 }).before(show);
  await guarded(throwing, { timeout: 1_000_000 }).before(show);
  guarded(() => "allow", { timeout: 1_000_000 }).beforeSync(show);
  assert.equal(timers(), before);
});

test("freeing the engine or the pipeline inside a guard ends the run in a denial", async () => {
  const free = [
    ["engine", (own) => own.engine.free()],
    ["pipeline", (own) => own.pipeline.free()],
  ];
  for (const [what, release] of free) {
    const evaluates = [
      (own) => () => {
        release(own);
        return "allow";
      },
      (own) => async () => {
        await turn();
        release(own);
        return "allow";
      },
      (own) => () => {
        release(own);
        throw new Error("freed");
      },
      (own) => () => ({
        get allow() {
          release(own);
          return 1;
        },
      }),
    ];
    for (const [index, make] of evaluates.entries()) {
      for (const method of index === 1 ? ["before"] : ["before", "beforeSync"]) {
        const own = { engine: new PolicyEngine({}) };
        own.pipeline = own.engine.pipeline();
        own.pipeline.guard({ timing: "before", filter: "op:show", evaluate: make(own) });
        const result = await own.pipeline[method](show, [{ value: "x" }]);
        assert.deepEqual([result.decision, result.denial.code, result.inputs], ["deny", "GUARD_FAILED", []]);
        assert.equal(result.reason, `Guards could not be evaluated: the ${what} was freed`);
        assert.ok(Object.isFrozen(result) && Object.isFrozen(result.denial));
        const name = what === "engine" ? "PolicyEngine" : "GuardPipeline";
        assert.throws(() => own.pipeline.guards(), new Error(`${name} used after free()`));
        await assert.rejects(own.pipeline.before(show), new Error(`${name} used after free()`));
      }
    }
  }
  // And while a value is read.
  const own = new PolicyEngine({});
  const pipeline = own.pipeline();
  const value = {
    get a() {
      own.free();
      return 1;
    },
  };
  assert.equal((await pipeline.before(show, [{ value, labels: ["secret"] }])).denial.code, "GUARD_FAILED");
});

test("nothing that an evaluating guard does triggers guards, and policies still deny", async () => {
  const remove = { type: "cmd", command: "rm x" };
  const ways = {
    "at once": (pipeline) => (operation) => pipeline.before(operation),
    synchronously: (pipeline) => (operation) => pipeline.beforeSync(operation),
    "after an await": (pipeline) => async (operation) => {
      await turn();
      return pipeline.before(operation);
    },
    "after a timer": (pipeline) => async (operation) => {
      await wait(1);
      return pipeline.after(operation, [], {}).then(() => pipeline.before(operation));
    },
    "by another pipeline": () => (operation) => engine.pipeline().guard(denying).before(operation),
    "with its context": (pipeline) => (operation, within) => pipeline.before(operation, [], { within }),
  };
  const denying = { timing: "always", filter: "op:show", when: [["*", { deny: "asked" }]] };
  for (const [way, make] of Object.entries(ways)) {
    let calls = 0;
    const inner = [];
    const pipeline = engine.pipeline().guard(denying);
    const ask = make(pipeline);
    pipeline.guard({
      timing: "always",
      filter: "op:show",
      async evaluate(context) {
        calls += 1;
        // The first call is made while this is on the stack.
        inner.push(await ask(show, context), await make(pipeline)(remove, context));
        return "allow";
      },
    });
    if (way === "synchronously") {
      // A pipeline with an asynchronous guard has no synchronous forms, but within a guard none is asked.
      assert.throws(() => pipeline.beforeSync(show), /asynchronously/);
    }
    const outer = await pipeline.before(show);
    assert.deepEqual([outer.reasons, calls], [["asked"], 1], way);
    assert.deepEqual(inner.map(({ decision }) => decision), ["allow", "deny"], way);
    assert.equal(inner[1].denial.code, "POLICY_CAPABILITY_DENIED");
  }
});

test("what outlives a guard, or runs beside it, is not of it", async () => {
  const late = [];
  let context;
  let release;
  const pipeline = engine.pipeline();
  pipeline.guard({
    name: "g",
    timing: "before",
    filter: "op:show",
    async evaluate(given) {
      if (context === undefined) {
        context = given;
        // Goes on after the guard has answered.
        setTimeout(() => late.push(pipeline.before({ type: "log" })), 20);
        await new Promise((resolve) => (release = resolve));
      }
      return "allow";
    },
  });
  pipeline.guard({ timing: "before", filter: "op:log", when: [["*", { deny: "logged" }]] });
  const waiting = pipeline.before(show);
  // While that waits, others are asked as ever.
  const beside = await pipeline.before({ type: "log" });
  assert.equal(beside.reason, "logged");
  assert.equal((await pipeline.before({ type: "log" }, [], { within: context })).decision, "allow");
  release();
  assert.equal((await waiting).decision, "allow");
  await assert.rejects(pipeline.before({ type: "log" }, [], { within: context }), /TypeError: before: options\.within/);
  await wait(40);
  assert.equal((await late[0]).reason, "logged");
  for (const within of [{}, null, 1, { ...context }, structuredClone(context), new Proxy(context, {})]) {
    await assert.rejects(pipeline.before(show, [], { within }), TypeError);
  }
});

test("a hundred runs at once do not mix", async () => {
  const pipeline = engine.pipeline();
  for (const name of ["a", "b"]) {
    pipeline.guard({
      name,
      timing: "before",
      filter: "text",
      async evaluate({ input }) {
        await wait(Number.parseInt(input, 10) % 7);
        return Number.parseInt(input, 10) % 10 === 0 ? { deny: `no ${input}` } : { allow: `${input}${name}` };
      },
    });
  }
  const runs = Array.from({ length: 100 }, (_, index) => pipeline.before(show, [{ value: `${index}`, labels: ["text"] }]));
  for (const [index, { decision, reasons, inputs }] of (await Promise.all(runs)).entries()) {
    if (index % 10 === 0) assert.deepEqual([decision, reasons], ["deny", [`no ${index}`, `no ${index}`]]);
    else assert.deepEqual([decision, inputs[0].value], ["allow", `${index}ab`]);
  }
});

test("a guard that is added during a run is not for that run", async () => {
  const pipeline = engine.pipeline();
  const added = { name: "added", timing: "before", filter: "op:show", when: [["*", { deny: "added" }]] };
  const adding = () => {
    if (pipeline.guards().length === 1) pipeline.guard(added);
    return "allow";
  };
  pipeline.guard({ name: "adding", timing: "before", filter: "op:show", evaluate: adding });
  assert.equal((await pipeline.before(show)).decision, "allow");
  assert.equal((await pipeline.before(show)).reason, "added");
});

test("runs that are given up are forgotten, and the memory stays flat", async () => {
  const pipeline = engine.pipeline();
  pipeline.guard({ name: "g", timing: "before", filter: "text", evaluate: ({ input }) => ({ allow: `${input}!` }) });
  pipeline.guard({ timing: "before", filter: "op:show", when: [["@mx.args.a == 1", "allow"]] });
  const pass = async (index) => {
    const input = { value: `value ${index}`, labels: ["text", "secret"] };
    if (index % 3 === 0) await pipeline.before(show, [input], { args: { a: 1 } });
    else if (index % 3 === 1) pipeline.beforeSync(show, [input]);
    else await assert.rejects(pipeline.before(show, [input, { value: 7n, labels: ["text"] }]), TypeError);
  };
  const rounds = async (count) => {
    for (let index = 0; index < count; index += 1) await pass(index);
    globalThis.gc();
    await turn();
  };
  await rounds(3000);
  const before = { module: moduleBytes(), heap: process.memoryUsage().heapUsed };
  await rounds(20_000);
  assert.ok(moduleBytes() - before.module < 1024 * 1024, `the module kept ${moduleBytes() - before.module} bytes`);
  assert.ok(process.memoryUsage().heapUsed - before.heap < 16 * 1024 * 1024);
});

test("an operation that comes again is answered as if it came for the first time", () => {
  const when = [
    ['@input.any.includes("bad")', { deny: "not @input[0]" }],
    ['@input[0] == "fine"', "allow"],
    ['@input[0] == "hide"', { allow: ["hidden", "hidden too"] }],
    ['@input[0] == "more" && @mx.guard.try < 3', { retry: "again, @mx.guard.try" }],
  ];
  const fresh = () => engine.pipeline().guard({ name: "words", timing: "before", filter: "op:show", when });
  const said = (pipeline, values) => {
    try {
      const result = pipeline.beforeSync(show, values.map((value) => ({ value, labels: ["draft"] })), { retryable: true });
      assert.ok(Object.isFrozen(result) && Object.isFrozen(result.trace) && Object.isFrozen(result.inputs[0].labels));
      return result;
    } catch (error) {
      return String(error);
    }
  };
  const values = ["fine", "bad", "other", "", "hide", "a\0b", "bad\0", "\0", "🔑", "\ud800", 7, null, undefined, ["bad"], { a: "bad" }];
  const all = values.flatMap((value) => [[value, "fine"], ["fine", value], [value, value]]);
  const pipeline = fresh();
  for (let round = 0; round < 4; round += 1) {
    for (const both of all) assert.deepEqual(said(pipeline, both), said(fresh(), both), `${round}: ${JSON.stringify(both)}`);
  }
  const calm = () => assert.equal(said(pipeline, ["fine", "fine"]).decision, "allow");
  for (let round = 0; round < 2; round += 1) {
    // Another outcome ends the attempts; misuse is none.
    calm();
    assert.equal(said(pipeline, ["more", "fine"]).reason, "again, 1");
    assert.equal(said(pipeline, ["more", "\ud800"]), said(fresh(), ["more", "\ud800"]));
    assert.equal(said(pipeline, ["more", "fine"]).reason, "again, 2");
  }
  pipeline.guard({ timing: "before", filter: "op:show", when: [["*", { deny: "closed" }]] });
  for (let round = 0; round < 4; round += 1) assert.equal(said(pipeline, ["fine", "fine"]).reason, "closed");
});

test("an operation that differs in anything is not taken for one that came before", () => {
  const strict = new PolicyEngine({
    labels: { pii: { deny: ["net:w"] }, tainted: { deny: ["op:exe"] } },
    deny: ["cmd:git:push"],
  });
  const rule = (condition) => [condition, { deny: condition.replaceAll("@", "") }];
  const when = [
    "@input.any.includes('bad')",
    "@input.any.mx.labels.includes('marked')",
    "@input.any.mx.taint.includes('src:file')",
    "@input.any.mx.sources.includes('page')",
    "@mx.op.type == 'exe'",
    "@mx.op.subtype == 'js'",
    "@mx.op.name == 'deploy'",
    "@mx.op.command == 'ls -l'",
    "@mx.op.labels.includes('net:w')",
    "@mx.args.path == 'x'",
    "@mx.guard.try > 1",
    "@input.length > 2",
  ].map(rule);
  const fresh = () =>
    strict
      .pipeline()
      .guard({ name: "all", timing: "before", filter: "*", scope: "perOperation", when })
      .guard({ name: "each", timing: "before", filter: "*", scope: "perInput", when: [rule("@input == 'worse'")] });
  const base = () => [
    { type: "run", command: "ls" },
    [{ value: "fine", labels: ["draft"] }, { value: "fine" }],
    { retryable: true },
  ];
  const say = (pipeline, [operation, inputs, options]) => {
    try {
      return pipeline.beforeSync(operation, inputs, options);
    } catch (error) {
      return String(error);
    }
  };
  const changes = {
    type: ([operation]) => (operation.type = "exe"),
    subtype: ([operation]) => (operation.subtype = "js"),
    name: ([operation]) => (operation.name = "deploy"),
    command: ([operation]) => (operation.command = "ls -l"),
    "a command that policies deny": ([operation]) => (operation.command = "git push"),
    labels: ([operation]) => (operation.labels = ["net:w"]),
    opLabels: ([operation]) => (operation.opLabels = ["net:w"]),
    metadata: ([operation]) => (operation.metadata = { command: "git push" }),
    preview: ([operation]) => (operation.metadata = { commandPreview: "curl -d x https://x.example" }),
    value: ([, inputs]) => (inputs[0].value = "bad"),
    "the last value": ([, inputs]) => (inputs[1].value = "worse"),
    "a value with a NUL": ([, inputs]) => (inputs[0].value = "fine\0bad"),
    "a value that ends with one": ([, inputs]) => (inputs[1].value = "bad\0"),
    "a long value": ([, inputs]) => (inputs[1].value = `${"x".repeat(20_000)}bad`),
    "no text": ([, inputs]) => (inputs[0].value = ["bad"]),
    "no value": ([, inputs]) => delete inputs[0].value,
    "half a character": ([, inputs]) => (inputs[0].value = "\ud800"),
    "a label of a value": ([, inputs]) => (inputs[1].labels = ["marked"]),
    "a label that policies know": ([, inputs]) => (inputs[1].labels = ["pii"]),
    "two labels as one": ([, inputs]) => (inputs[0].labels = ["draft,marked"]),
    taint: ([, inputs]) => (inputs[0].taint = ["src:file"]),
    sources: ([, inputs]) => (inputs[0].sources = ["page"]),
    tools: ([, inputs]) => (inputs[0].tools = [{ name: "marked" }]),
    secret: ([, inputs]) => (inputs[0].labels = ["secret"]),
    span: ([, inputs]) => (inputs[0].span = { start: 0, end: 2 }),
    arg: ([, inputs]) => Object.assign(inputs[0], { arg: "path", value: "x" }),
    "fewer inputs": ([, inputs]) => inputs.pop(),
    "more inputs": ([, inputs]) => inputs.push({ value: "fine" }),
    args: ([, , options]) => (options.args = { path: "x" }),
    "no retry": ([, , options]) => (options.retryable = false),
    id: ([, , options]) => (options.id = "here"),
    "an override": ([, , options]) => (options.guards = { except: ["@all"] }),
    "an override that means nothing": ([, , options]) => (options.guards = { only: ["@nobody"] }),
    rebuild: ([, , options]) => (options.rebuild = () => "git push"),
  };
  for (const [what, change] of Object.entries(changes)) {
    const pipeline = fresh();
    for (let again = 0; again < 4; again += 1) assert.equal(say(pipeline, base()).decision, "allow");
    // It is recalled: nothing is written anew.
    assert.equal(say(pipeline, base()).trace, say(pipeline, base()).trace);
    const other = base();
    change(other);
    for (let again = 0; again < 4; again += 1) {
      assert.deepEqual(say(pipeline, other), say(fresh(), other), `${what}, ${again}`);
      assert.deepEqual(say(pipeline, base()), say(fresh(), base()), `after ${what}, ${again}`);
    }
    pipeline.free();
  }
  // What one pipeline knows no other does, and what was freed says nothing.
  const [open, closed] = [strict.pipeline(), fresh().guard({ timing: "before", filter: "*", when: [["*", { deny: "closed" }]] })];
  for (let again = 0; again < 4; again += 1) {
    assert.equal(say(open, base()).decision, "allow");
    assert.equal(say(closed, base()).decision, "deny");
  }
  strict.free();
  for (const pipeline of [open, closed]) assert.match(say(pipeline, base()), /used after free/);
});

test("operations that never come again leave nothing behind", () => {
  const pipeline = engine.pipeline();
  const ask = (from, to) => {
    for (let at = from; at < to; at += 1) {
      for (let again = 0; again < 3; again += 1) {
        const [{ labels }] = pipeline.beforeSync(show, [{ value: "x", labels: [`l${at}`] }]).inputs;
        assert.deepEqual(labels, [`l${at}`]);
      }
    }
  };
  ask(0, 1000);
  const before = moduleBytes();
  ask(1000, 4000);
  assert.equal(moduleBytes(), before);
});

test("where there are no timers what answers too late denies, and where awaits cannot be followed `within` says it", async () => {
  const source = readFileSync(path.join(packageFolder, "workerd.js"), "utf8");
  assert.equal(/async_hooks/.test(source), false);
  const older = readFileSync(path.join(packageFolder, "node.cjs"), "utf8");
  const context = vm.createContext({ TextDecoder, TextEncoder });
  const module = { exports: {} };
  const wrapper = vm.runInContext(`(function (module, exports, require, __dirname) {${older}\n})`, context);
  const require = createRequire(import.meta.url);
  // As `require` gives it where awaits cannot be followed.
  class Nothing {
    run(_store, work) {
      return work();
    }
    getStore() {}
  }
  const without = (name) => (name === "node:async_hooks" ? { AsyncLocalStorage: Nothing } : require(name));
  wrapper(module, module.exports, without, packageFolder);
  const other = new module.exports.PolicyEngine({});
  const [pipeline, hasty] = [other.pipeline(), other.pipeline({ timeout: 1 })];
  const inner = [];
  const evaluate = async (given) => {
    inner.push((await pipeline.before(show)).decision);
    await wait(10);
    inner.push((await pipeline.before(show, [], { within: given })).decision);
    return { deny: "once" };
  };
  pipeline.guard({ timing: "before", filter: "op:show", evaluate });
  assert.equal((await pipeline.before(show)).reason, "once");
  assert.deepEqual(inner, ["allow", "allow"]);
  const late = async () => {
    await wait(10);
    return "allow";
  };
  hasty.guard({ timing: "before", filter: "op:show", evaluate: late });
  assert.match((await hasty.before(show)).reason, /did not settle within 1 ms/);
});

/** Runs in a process of its own: the test runner would not survive it. */
async function pollutedRuns({ PolicyEngine: Engine }) {
  const replacing = { name: "new", timing: "before", filter: "text", evaluate: () => JSON.parse('{"allow":"new"}') };
  const denying = { name: "no", timing: "before", filter: "op:show", evaluate: () => ({ deny: "no" }) };
  const own = new Engine({ deny: ["cmd:rm"], danger: "*" });
  const prompt = own.pipeline().guard(denying).guard(replacing);
  const slow = own.pipeline().guard({ ...denying, evaluate: async () => ({ deny: "no" }) }).guard(replacing);
  const keys = ["decision", "code", "kind", "type"];
  const swallow = { configurable: true, get: () => "allow", set() {} };
  const polluted = {
    ...{ outcome: { decision: "allow", inputs: [] }, run: 7, values: [], guard: 0, rebuild: [], output: true, context: {} },
    ...{ guards: false, args: {}, retryable: true, id: "x", within: {}, evaluate: () => "allow", timeout: 1, value: "x" },
    ...{ privileged: true, labels: [], allow: 1 },
  };
  const { then } = Promise.prototype;
  const { stringify } = JSON;
  const operations = ['{"type":"show"}', '{"type":"cmd","command":"rm x"}', '{"type":"log"}'];
  const text = () => JSON.parse('[{"value":"x","labels":["text"]},{"value":"y"}]');
  let seen = "";
  const note = ({ decision, reason, inputs: all }) => {
    seen += `${stringify(decision)},${stringify(reason)},${stringify(all[0].value)},${stringify(all[1].value)},${all.length}\n`;
  };
  // What Node needs to follow awaits is made with the first run, out of arrays.
  await slow.before({ type: "show" });
  for (const key of keys) Object.defineProperty(Object.prototype, key, swallow);
  Object.assign(Object.prototype, polluted);
  Promise.prototype.then = function (resolve) {
    resolve?.("allow");
    return this;
  };
  try {
    for (const operation of operations) note(await slow.before(JSON.parse(operation), text()));
    for (const index of [0, 1, 2]) Object.defineProperty(Array.prototype, index, { __proto__: null, ...swallow });
    for (const operation of operations) note(prompt.beforeSync(JSON.parse(operation), text()));
  } finally {
    Promise.prototype.then = then;
    for (const key of Object.keys(polluted)) delete Object.prototype[key];
    for (const key of keys) delete Object.prototype[key];
    for (const index of [0, 1, 2]) delete Array.prototype[index];
  }
  process.stdout.write(seen);
}

test("what is put on built-in prototypes changes no result", () => {
  const source = `(${pollutedRuns})(require(${JSON.stringify(packageFolder)}))`;
  const printed = run(process.execPath, ["-e", source]).trim().split("\n");
  const expected = [
    ["deny", "no", "new", "y", 2],
    ["deny", "Command 'rm' denied by policy", "new", "y", 2],
    ["allow", null, "new", "y", 2],
  ];
  assert.deepEqual(printed.map((line) => JSON.parse(`[${line}]`)), [...expected, ...expected]);
});
