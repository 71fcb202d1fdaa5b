/**
 * The shared corpus of guards, `tests/guards/*.json`, which the Rust tests run as well, by `before` and `after`, and where all
 * guards of a case answer at once by the synchronous forms too, with the same answers. Then what the corpus cannot say.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { argumentsOf, definition, differences, guardCases, isPrompt } from "../support/guards.mjs";
import { load } from "../support/installed.mjs";

const { GuardError, GuardPipeline, MlldSecurityError, PolicyEngine } = load();

test("there is a corpus", () => {
  assert.ok([...guardCases.values()].flat().length >= 1000);
});

/** The pipeline of a case, or the problems of its guards. */
function pipelineOf(engine, { pipeline: options, guards = [] }) {
  const pipeline = engine.pipeline(options);
  const problems = [];
  for (const guard of guards) {
    try {
      assert.equal(pipeline.guard(definition(guard)), pipeline);
    } catch (error) {
      if (!(error instanceof GuardError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { pipeline, problems };
}

function invalid({ expectInvalid }, problems) {
  if (expectInvalid === undefined) return problems.map(({ path, message }) => `${path}: ${message}`);
  const fits = (expected) => (problem) =>
    (expected.path === undefined || problem.path === expected.path) &&
    `${problem.message} ${problem.suggestion}`.includes(expected.message ?? "") &&
    (expected.column === undefined || problem.column === expected.column);
  const missing = expectInvalid.filter((expected) => !problems.some(fits(expected)));
  if (problems.length === 0) missing.push("any problem");
  return missing.map((expected) => `no problem ${JSON.stringify(expected)} among ${JSON.stringify(problems)}`);
}

for (const [file, all] of guardCases) {
  test(`guards: ${file}`, async () => {
    const wrong = [];
    for (const { name, layers = [{}], options = {}, ...rest } of all) {
      const engine = new PolicyEngine(layers, options);
      const { pipeline, problems } = pipelineOf(engine, rest);
      wrong.push(...invalid(rest, problems).map((problem) => `${name}: ${problem}`));
      const isSync = (rest.guards ?? []).every(isPrompt);
      const atOnce = pipelineOf(engine, rest).pipeline;
      for (const [index, call] of (rest.calls ?? []).entries()) {
        const [method, args] = [call.phase ?? "before", argumentsOf(call)];
        const said = await pipeline[method](...args).then(
          (result) => ({ result }),
          (thrown) => ({ thrown }),
        );
        wrong.push(...differences(said, call.expect).map((difference) => `${name}, call ${index}: ${difference}`));
        wrong.push(...unlisted(engine, said).map((guard) => `${name}, call ${index}: ${guard} is not listed`));
        if (isSync) assert.deepEqual(sync(atOnce, method, args), said, name);
      }
      pipeline.free();
      atOnce.free();
      engine.free();
    }
    assert.deepEqual(wrong, []);
  });
}

/** Guards of the engine's own layers that deny, and that the engine does not list. */
function unlisted(engine, { result }) {
  const [layers, listed] = [engine.layers(), engine.guards()];
  return (result?.trace ?? [])
    .filter(({ guard, layer, decision }) => guard?.startsWith("__policy") && layers.includes(layer) && decision === "deny")
    .filter(({ guard, layer }) => !listed.some((known) => known.name === guard && known.layer === layer))
    .map(({ guard, layer }) => `${guard} of ${layer}`);
}

function sync(pipeline, method, args) {
  try {
    return { result: pipeline[`${method}Sync`](...args) };
  } catch (thrown) {
    thrown.message = thrown.message.replace(`${method}Sync`, method);
    return { thrown };
  }
}

const show = { type: "show" };

test("policies hold in a pipeline from the start, and whatever is skipped", async () => {
  const sh = new PolicyEngine({ deny: { sh: true } }).pipeline();
  assert.equal((await sh.before({ type: "cmd", command: 'sh -c "echo hello"' })).reason, "Shell access denied by policy");
  const cat = new PolicyEngine({ deny: { cmd: ["cat"] } }).pipeline();
  const within = await cat.before({ type: "exe", name: "f", command: "cat x" }, [], { guards: false });
  assert.equal(within.reason, "Command 'cat' denied by policy");
});

test("guards are skipped where that is permitted, and only there", async () => {
  const blocker = { name: "blocker", timing: "before", filter: "op:show", when: [["*", { deny: "Blocked" }]] };
  const overrides = [false, { except: ["@blocker"] }];
  const open = new PolicyEngine({}).pipeline().guard(blocker);
  const strict = new PolicyEngine({}, { config: { security: { allowGuardBypass: false } } }).pipeline().guard(blocker);
  assert.equal(open.beforeSync(show).reason, "Blocked");
  for (const guards of overrides) {
    assert.equal((await open.before(show, [], { guards })).decision, "allow");
    const message = /^Guard bypass disabled by security config - guards cannot be skipped.* \(denied by policy\)$/;
    const isRefusal = (error) =>
      error instanceof MlldSecurityError && error.reasonCode === "GUARD_BYPASS_BLOCKED" && message.test(error.message);
    await assert.rejects(strict.before(show, [], { guards }), isRefusal);
    assert.throws(() => strict.beforeSync(show, [], { guards }), isRefusal);
  }
  assert.equal((await strict.before(show)).reason, "Blocked");
});

test("the problems of a definition are thrown, all at once", () => {
  const pipeline = new PolicyEngine({}).pipeline();
  const bad = { name: "a b", timing: "befor", filter: "secret", when: [["@mx.op.tpye == 1", "alow"]] };
  assert.throws(
    () => pipeline.guard(bad),
    (error) => {
      assert.ok(error instanceof GuardError && error instanceof Error);
      assert.deepEqual([error.name, error.code], ["GuardError", "INVALID_GUARD"]);
      assert.deepEqual(error.problems.map(({ path }) => path).sort(), ["name", "timing", "when[0][0]", "when[0][1]"]);
      assert.ok(error.problems.every(Object.isFrozen) && Object.isFrozen(error.problems));
      return error.message.startsWith("invalid guard:\n  - ");
    },
  );
  assert.deepEqual(pipeline.guards(), []);
  const good = { name: "@a", timing: "for", filter: "secret", when: [["*", "allow"]] };
  pipeline.guard(good);
  assert.throws(() => pipeline.guard({ ...good, name: "a" }), GuardError);
  pipeline.guard({ timing: "always", filter: "pii", scope: "perInput", privileged: true, evaluate: () => "allow", timeout: 5 });
  assert.deepEqual(pipeline.guards(), [
    { name: "@a", timing: "before", filter: "secret", scope: null, privileged: false },
    { name: null, timing: "always", filter: "pii", scope: "perInput", privileged: true },
  ]);
  assert.ok(Object.isFrozen(pipeline.guards()) && pipeline.guards().every(Object.isFrozen));
  const policies = new PolicyEngine({ name: "team", deny: ["sh"] }).guards();
  assert.ok(policies.every((guard) => Object.isFrozen(guard) && guard.name.startsWith("__policy_") && guard.layer === "team"));
});

test("arguments of the wrong shape are type errors that name their place, and a promise never throws", async () => {
  const pipeline = new PolicyEngine({}).pipeline();
  const calls = [
    ["operation", 7],
    ["operation.type", { type: "Show" }],
    ["operation.name", { type: "exe", name: 7 }],
    ["operation", new PolicyEngine({}).operation(show)],
    ["inputs", show, {}],
    ["inputs", show, null],
    ["inputs[0]", show, [["secret"]]],
    ["inputs[0]", show, ["secret"]],
    ["inputs[1]", show, [{}, { label: [] }]],
    ["inputs[0].labels[0]", show, [{ labels: [" x"] }]],
    ["inputs[0].span", { type: "cmd", command: "ls" }, [{ span: { start: 0, end: 3 } }]],
    ["inputs[0].span", show, [{ span: { start: 0, end: 1 } }]],
    ["inputs[0].arg", show, [{ arg: 7 }]],
    ["options", show, [], []],
    ["options", show, [], { guard: false }],
    ["options.args", show, [], { args: [] }],
    ["options.args.a", show, [], { args: { a: () => 1 } }],
    ["options.retryable", show, [], { retryable: 1 }],
    ["options.id", show, [], { id: 1 }],
    ["options.rebuild", show, [], { rebuild: "x" }],
    ["options.within", show, [], { within: {} }],
    ["options.guards", show, [], { guards: () => 1 }],
    ["guards", show, [], { guards: {} }],
    ["guards", show, [], { guards: null }],
    ["guards.only[0]", show, [], { guards: { only: ["@nobody"] } }],
  ];
  for (const [place, ...args] of calls) {
    const refusal = (error) => error instanceof TypeError && error.message.includes(place);
    await assert.rejects(pipeline.before(...args), refusal, place);
    assert.throws(() => pipeline.beforeSync(...args), refusal, place);
  }
  await assert.rejects(pipeline.after(show, []), { message: "after: output must be an object, not undefined" });
  assert.equal((await pipeline.after(show, undefined, {})).decision, "allow");
  const large = Array.from({ length: 3 }, () => ({ value: "x".repeat(6 * 1024 * 1024), labels: ["secret"] }));
  await assert.rejects(pipeline.before(show, large), {
    name: "TypeError",
    message: "before: what guards and policies look at is larger than 16 MiB",
  });
  assert.throws(() => pipeline.afterSync(show, [], { valu: 1 }), /afterSync: output has no key "valu"/);
  for (const options of [{ maxAttempts: 0 }, { maxAttempts: 1001 }, { maxAttempts: 1.5 }, { maxAttempts: "3" }, { tries: 1 }]) {
    assert.throws(() => new PolicyEngine({}).pipeline(options), /^TypeError: pipeline: options/);
  }
  for (const timeout of [0, -1, NaN, Infinity, 2 ** 31, "1"]) {
    assert.throws(() => new PolicyEngine({}).pipeline({ timeout }), /options\.timeout/);
  }
  assert.throws(() => new GuardPipeline(), TypeError);
});

test("results are plain and frozen, and so is what a function is told", async () => {
  const pipeline = new PolicyEngine({}).pipeline();
  const assertFrozen = (value, where) => {
    if (typeof value !== "object" || value === null) return;
    assert.ok(Object.isFrozen(value), `${where} is not frozen`);
    assert.ok([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)), `${where} is not plain`);
    for (const [key, member] of Object.entries(value)) assertFrozen(member, `${where}.${key}`);
  };
  const seen = [];
  pipeline.guard({
    timing: "always",
    filter: "op:exe",
    evaluate(context) {
      assert.equal(this, undefined);
      assert.equal(arguments.length, 1);
      assertFrozen(context, "context");
      seen.push(context);
      return context.output === null ? { env: { image: "x", list: [{}] } } : { allow: { deep: [{}] } };
    },
  });
  const value = { a: [{ b: 1 }] };
  const exe = { type: "exe", name: "f" };
  const before = await pipeline.before(exe, [{ value, tools: [{ name: "t", args: [{}] }] }]);
  assertFrozen(before, "result");
  assert.deepEqual(before.env, { image: "x", list: [{}] });
  assert.notEqual(before.inputs[0].value, value);
  assert.deepEqual(before.inputs[0].value, value);
  assert.deepEqual(Object.keys(before), [
    "decision",
    "reason",
    "reasons",
    "hints",
    "inputs",
    "output",
    "env",
    "trace",
    "denial",
  ]);
  const after = await pipeline.after(exe, [{ value }], { value });
  assertFrozen(after, "result");
  assert.deepEqual(after.output.value, { deep: [{}] });
  assert.equal(seen.length, 2);
  assert.notEqual(seen[0], seen[1]);
});

test("what nobody looks at may be anything, and comes back as the very same thing", async () => {
  const pipeline = new PolicyEngine({ labels: { pii: { deny: ["net:w"] } } }).pipeline();
  pipeline.guard({ timing: "before", filter: "text", when: [["@input == 'x'", { allow: "y" }]] });
  const things = [Buffer.from("x"), () => 1, 7n, Symbol.iterator, new Proxy({}, {}), undefined, NaN, new Date()];
  for (const thing of things) {
    const result = await pipeline.before({ type: "exe" }, [{ value: thing, labels: ["pii"] }, { value: thing }]);
    assert.ok(Object.is(result.inputs[0].value, thing) && Object.is(result.inputs[1].value, thing));
    const after = await pipeline.after({ type: "exe" }, [{ value: thing }], { value: thing, labels: ["pii"] });
    assert.ok(Object.is(after.output.value, thing));
  }
  for (const thing of things.filter((value) => value !== undefined && !(value instanceof Proxy.constructor))) {
    // A guard has to look.
    const looked = pipeline.before({ type: "exe" }, [{}, { value: thing, labels: ["text"] }]);
    if (typeof thing === "object" && Object.getPrototypeOf(thing) === Object.prototype) await looked;
    else await assert.rejects(looked, { name: "TypeError", message: /^before: inputs\[1\]\.value must be JSON data/ });
  }
  // Secrets are looked at, so that they can be hidden.
  await assert.rejects(pipeline.before(show, [{ value: 7n, labels: ["secret"] }]), TypeError);
  await assert.rejects(pipeline.after(show, [], { value: 7n, labels: ["secret"] }), { message: /^after: output\.value/ });
  assert.equal((await pipeline.before(show, [{ labels: ["secret"] }])).decision, "allow");
});

test("the command is made again with the values that guards gave, and checked", async () => {
  const engine = new PolicyEngine({ deny: ["cmd:rm"], allow: ["cmd:echo:*", "cmd:rm:*"], danger: "*" });
  const pipeline = engine.pipeline();
  pipeline.guard({ name: "g", timing: "before", filter: "draft", when: [["*", { allow: "new" }]] });
  const echo = { type: "cmd", command: "echo a b" };
  const inputs = [{ value: "a", labels: ["draft"], span: { start: 5, end: 6 } }, { value: "b" }];
  const given = [];
  const run = (rebuild) => pipeline.before(echo, inputs, { rebuild });
  const told = (values) => {
    given.push(values);
    assert.ok(Object.isFrozen(values));
    return `echo ${values[0]} b`;
  };
  assert.equal((await run(told)).decision, "allow");
  assert.equal((await run(async (values) => told(values))).decision, "allow");
  assert.equal(pipeline.beforeSync(echo, inputs, { rebuild: told }).decision, "allow");
  assert.deepEqual(given, [
    ["new", "b"],
    ["new", "b"],
    ["new", "b"],
  ]);
  assert.equal((await run(() => "rm x")).reason, "Command 'rm' denied by policy");
  assert.equal((await run(async () => "rm x")).decision, "deny");
  const failures = [
    () => {
      throw new Error("no idea");
    },
    async () => 7,
    () => undefined,
    () => "\ud800",
  ];
  for (const rebuild of failures) {
    const { decision, denial } = await run(rebuild);
    assert.deepEqual([decision, denial.code], ["deny", "GUARD_FAILED"]);
  }
  assert.match((await run(failures[0])).reason, /no idea/);
  const asked = await pipeline.before(show, [{}], { rebuild: () => assert.fail("nothing was replaced") });
  assert.equal(asked.decision, "allow");
  assert.throws(() => pipeline.beforeSync(echo, inputs, { rebuild: async () => "echo" }), /beforeSync: `rebuild` answers/);
  const slow = engine.pipeline({ timeout: 20 });
  slow.guard({ timing: "before", filter: "draft", when: [["*", { allow: "new" }]] });
  assert.equal((await slow.before(echo, inputs, { rebuild: () => new Promise(() => {}) })).denial.code, "GUARD_FAILED");
});

test("the synchronous forms refuse what is asynchronous, and allow nothing", async () => {
  const declared = new PolicyEngine({}).pipeline();
  declared.guard({ name: "slow", timing: "before", filter: "nothing", evaluate: async () => "allow" });
  const message = "beforeSync: the guard @slow answers asynchronously: use `before`";
  assert.throws(() => declared.beforeSync(show), new Error(message));
  assert.throws(() => declared.afterSync(show, [], {}), /afterSync: the guard @slow .* use `after`/);
  assert.equal((await declared.before(show)).decision, "allow");
  const promises = [() => Promise.resolve("allow"), () => Promise.reject(new Error("no")), () => ({ then() {} })];
  for (const evaluate of promises) {
    const pipeline = new PolicyEngine({}).pipeline().guard({ timing: "always", filter: "op:show", evaluate });
    assert.throws(() => pipeline.beforeSync(show), new Error("beforeSync: a guard answers asynchronously: use `before`"));
    assert.throws(() => pipeline.afterSync(show, [], {}), /use `after`/);
  }
});

test("a guard has as much time as it says, or its pipeline does", async () => {
  const never = () => new Promise(() => {});
  const pipeline = new PolicyEngine({}).pipeline({ timeout: 30 });
  pipeline.guard({ name: "a", timing: "before", filter: "op:show", evaluate: never });
  pipeline.guard({ name: "b", timing: "before", filter: "op:log", evaluate: never, timeout: 10 });
  const reasons = await Promise.all([pipeline.before(show), pipeline.before({ type: "log" })]);
  assert.deepEqual(reasons.map(({ denial }) => denial.code), ["GUARD_FAILED", "GUARD_FAILED"]);
  assert.match(reasons[0].reason, /30 ms/);
  assert.match(reasons[1].reason, /10 ms/);
});
