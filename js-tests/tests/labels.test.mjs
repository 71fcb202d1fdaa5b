/**
 * The shared corpus of labels, `tests/labels/*.json`, which the Rust tests run as well: each case is a call and what its
 * answer must have. Everything that one runner checks the other checks too: explanations agree with decisions, and what an
 * engine has prepared agrees with what it is told anew.
 */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { load, root } from "../support/installed.mjs";

const { LabelError, PolicyEngine, lint, mergeDescriptors, operationLabels, validateAuthorizations } = load();
const folder = path.join(root, "tests", "labels");
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const cases = new Map(files.map((file) => [file, JSON.parse(readFileSync(path.join(folder, file), "utf8"))]));

/** What is said to a call, as the Rust runner puts it. */
function answer(engine, [method, ...args]) {
  switch (method) {
    case "mergeDescriptors":
      return mergeDescriptors(...args);
    case "operationLabels": {
      const labels = operationLabels(...args);
      assert.deepEqual(engine.operation(...args).labels, labels);
      return { labels };
    }
    case "validateAuthorizations":
      return validateAuthorizations(...args);
    case "labelToolResult":
      return engine.labelToolResult(...args);
    case "changeLabels":
      try {
        return engine.changeLabels(...args);
      } catch (error) {
        if (error instanceof LabelError) return { error: error.code };
        throw error;
      }
    case "checkFlow":
      return flow(engine, args[0]);
    default:
      return decided(engine, method, args);
  }
}

/** A decision, with which its explanation and its enforcement agree. */
function decided(engine, method, args) {
  const decision = engine[method](...args);
  const trace = engine[method.replace("check", "explain")](...args);
  assert.equal(trace.decision, decision.decision);
  assert.deepEqual(trace.denial, decision.decision === "deny" ? decision : null);
  const enforce = () => engine[method.replace("check", "enforce")](...args);
  if (decision.decision === "allow") assert.equal(enforce(), decision);
  else assert.throws(enforce, (error) => error.reasonCode === decision.code);
  return decision;
}

/** A flow, by itself and with all that can be prepared of it. */
function flow(engine, { operation, inputs, destination, target }) {
  const aims = { ...(destination && { destination }), ...(target && { target }) };
  const options = Object.keys(aims).length === 0 ? [] : [aims];
  const decision = decided(engine, "checkFlow", [operation, inputs, ...options]);
  const into = engine.operation(operation);
  const values = inputs.map((input) => engine.labels(input));
  assert.deepEqual(engine.checkFlow(into, values, ...options), decision);
  assert.deepEqual(engine.checkFlow(into, inputs, ...options), decision);
  // One value alone is what two numbers decide.
  if (inputs.length === 1) {
    assert.deepEqual(engine.checkFlow(into, values[0], ...options), decision);
    assert.deepEqual(engine.checkFlow(operation, values[0], ...options), decision);
  }
  return decision;
}

const sorted = (list) => [...list].sort();
const isPart = (part, whole) => Object.entries(part).every(([key, value]) => whole[key] === value);

/** Whether what was said is as one key of an expectation has it. */
function assertAgrees(method, key, expected, said) {
  switch (`${method} ${key}`) {
    case "operationLabels exactly":
      return assert.deepEqual(sorted(said.labels), sorted(expected));
    case "operationLabels not":
      return assert.deepEqual(
        expected.filter((label) => said.labels.includes(label)),
        [],
      );
    case "operationLabels labels":
    case "labelToolResult hasLabels":
      return assert.deepEqual(
        expected.filter((label) => !said.labels.includes(label)),
        [],
      );
    case "labelToolResult toolNames":
      return assert.deepEqual(
        expected.filter((name) => !said.tools.some((tool) => tool.name === name)),
        [],
      );
    case "validateAuthorizations problems":
      assert.equal(said.problems.length, expected.length);
      for (const part of expected) assert.ok(said.problems.some((problem) => isPart(part, problem)));
      return undefined;
    default:
      if (method === "labelToolResult") return assert.deepEqual(sorted(said[key]), sorted(expected));
      return assert.deepEqual(said[key], expected);
  }
}

test("there is a corpus", () => {
  assert.ok([...cases.values()].flat().length >= 398);
});

for (const [file, all] of cases) {
  test(`labels: ${file}`, () => {
    const wrong = [];
    for (const { name, layers = [{}], options = {}, call, expect } of all) {
      const engine = new PolicyEngine(layers, options);
      try {
        const said = answer(engine, call);
        for (const [key, expected] of Object.entries(expect)) assertAgrees(call[0], key, expected, said);
      } catch (error) {
        wrong.push(`${name}: ${error.message}`);
      }
      engine.free();
    }
    assert.deepEqual(wrong, []);
  });
}

test("what is prepared by one engine is what it was made of to another", () => {
  for (const { layers = [{}], options = {}, call } of cases.get("flow.json")) {
    const { operation, inputs } = call[1];
    const [engine, other] = [new PolicyEngine(layers, options), new PolicyEngine({ labels: { "*": { deny: ["*"] } } })];
    const [into, value] = [other.operation(operation), inputs.map((input) => other.labels(input))];
    assert.deepEqual(engine.checkFlow(into, value), engine.checkFlow(operation, inputs));
    other.free();
    assert.deepEqual(engine.checkFlow(into, value), engine.checkFlow(operation, inputs));
    if (value.length === 1) assert.deepEqual(engine.checkFlow(into, value[0]), engine.checkFlow(operation, inputs));
    engine.free();
  }
});

test("values, destinations and targets: one, several, none", () => {
  const engine = new PolicyEngine({
    labels: { secret: { deny: ["op:show"] } },
    defaults: { rules: ["no-send-to-unknown", "no-destroy-unknown"] },
  });
  const is = (expected, ...args) => assert.equal(engine.checkFlow(...args).decision, expected, JSON.stringify(args));
  const show = { type: "show" };
  is("deny", show, ["secret"]);
  is("deny", show, ["draft", "secret"]);
  is("deny", show, [["draft"], ["secret"]]);
  is("deny", show, [engine.labels(["draft"]), { taint: ["secret"] }, []]);
  is("allow", show, [["draft"], []]);
  is("allow", show, []);
  is("allow", show, {});
  const send = { type: "exe", labels: ["exfil:send"] };
  is("deny", send, []);
  is("deny", send, [], { destination: [] });
  is("deny", send, ["known"], { destination: ["draft"] });
  is("allow", send, [], { destination: ["known"] });
  is("allow", send, ["draft"], { destination: [["known"], { labels: ["known:internal"] }], target: undefined });
  is("deny", send, ["draft"], { destination: [["known"], []] });
  const destroy = { type: "exe", opLabels: ["destructive:targeted"] };
  is("deny", destroy, ["draft"]);
  is("allow", destroy, ["draft"], { target: engine.labels(["known"]) });
  engine.free();
});

test("every command line of an operation counts", () => {
  const lines = [
    { command: "git push" },
    { metadata: { command: "git push" } },
    { metadata: { commandPreview: "git push" } },
  ];
  for (const line of lines) {
    assert.ok(operationLabels({ type: "cmd", name: "push", ...line }).includes("op:cmd:git:push"));
    const both = {
      type: "cmd",
      ...line,
      metadata: { ...line.metadata, command: line.metadata?.command ?? "npm test", kept: () => 1 },
    };
    assert.ok(operationLabels(both).includes("op:cmd:git:push"));
  }
  assert.deepEqual(operationLabels({ type: "show", command: null, metadata: null, subtype: null, name: null }), [
    "op:show",
  ]);
  assert.deepEqual(operationLabels({ type: "show", opLabels: ["a"], labels: ["b"] }), ["op:show", "a", "b"]);
});

test("an authorisation that is no document is a problem, tools that are none an exception", () => {
  const deep = JSON.parse(`${'{"allow":'.repeat(200)}1${"}".repeat(200)}`);
  for (const fragment of [
    null,
    7,
    "allow",
    [],
    {},
    { allow: 1 },
    { alow: {} },
    deep,
    { allow: { t: { args: { a: deep } } } },
  ]) {
    const { valid, problems } = validateAuthorizations(fragment, {});
    assert.equal(valid, false, JSON.stringify(fragment));
    assert.ok(problems.length > 0 && problems.every(({ message, path }) => message && typeof path === "string"));
  }
  for (const fragment of [undefined, () => 1, 7n, { allow: { t: undefined } }]) {
    assert.throws(() => validateAuthorizations(fragment, {}), TypeError);
  }
  assert.throws(() => validateAuthorizations({ allow: {} }, undefined), TypeError);
  assert.throws(
    () => validateAuthorizations({ allow: {} }, { t: { args: { a: "destnation" } } }),
    ({ code, problems: [{ code: problem, path: place }] }) =>
      code === "INVALID_POLICY" && problem === "INVALID_OPTION" && place === "tools.t.args.a",
  );
});

test("every code of a refusal, a denial and a problem about labels is given by something", () => {
  const text = [...cases.values()]
    .flat()
    .map(({ expect }) => JSON.stringify(expect))
    .join("\n");
  const codes = [
    "PROTECTED_LABEL_REMOVAL",
    "LABEL_PRIVILEGE_REQUIRED",
    "TRUST_CONFLICT",
    "POLICY_LABEL_FLOW_DENIED",
    "POLICY_AUTHORIZATION_DENIED",
    "POLICY_TOOL_DENIED",
    "UNKNOWN_TOOL",
    "UNKNOWN_ARGUMENT",
    "MISSING_CONTROL_ARGUMENT",
    "UNSUPPORTED_CONSTRAINT",
  ];
  for (const code of codes) assert.ok(text.includes(`"${code}"`), code);
  const strict = new PolicyEngine({ defaults: { trustconflict: "error" } });
  assert.throws(
    () => strict.changeLabels(["untrusted"], { add: ["trusted"] }, { privileged: true }),
    (error) => {
      assert.ok(error instanceof LabelError && error instanceof Error);
      assert.deepEqual([error.name, error.code, error.label], ["LabelError", "TRUST_CONFLICT", "trusted"]);
      return /Untrusted data/.test(error.message);
    },
  );
});

test("lint warns of rules that nothing can trigger", () => {
  const warnings = (policy, options) => lint(policy, options).map(({ code, path, suggestion }) => [code, path, suggestion]);
  const policy = { labels: { secret: { deny: ["nte:w", "net:w", "op:cmd:curl"] } } };
  assert.deepEqual(warnings(policy), [["INEFFECTIVE_RULE", "labels.secret.deny[0]", "did you mean `net:w`?"]]);
  const sending = { defaults: { rules: ["no-send-to-unknown"] } };
  assert.equal(warnings(sending).length, 1);
  assert.deepEqual(warnings(sending, { tools: { mail: { labels: ["exfil:send"] } } }), []);
  assert.deepEqual(warnings({ ...sending, operations: { "exfil:send": ["net:w"] } }), []);
  assert.deepEqual(warnings({ operations: { exfil: ["nett:w"] } }).map(([, path]) => path), ["operations.exfil[0]"]);
  const [{ line }] = lint('{\n  "labels": { "secret": { "deny": ["nte:w"] } }\n}');
  assert.equal(line, 2);
});

test("labels and types that no rule would match are refused", () => {
  const engine = new PolicyEngine({ labels: { secret: { deny: ["op:show"] } } });
  const show = { type: "show" };
  for (const label of ["", " secret", "secret ", "secret:", ":secret", "secret: api", "a::b"]) {
    for (const value of [[label], { labels: [label] }, { taint: [label] }]) {
      assert.throws(() => engine.checkFlow(show, value), TypeError, JSON.stringify(value));
    }
    assert.throws(() => engine.checkFlow({ type: "show", opLabels: [label] }, []), TypeError);
    assert.throws(() => engine.checkToolCall({ tool: "t", labels: [label] }), TypeError);
    assert.throws(() => engine.changeLabels([], { add: [label] }), TypeError);
  }
  for (const type of ["Show", "op:show", " show", "", "show "]) {
    assert.throws(() => engine.checkFlow({ type }, ["secret"]), TypeError, type);
  }
  assert.equal(engine.checkFlow(show, { labels: ["a b"], taint: ["dir:/tmp/x: "] }).decision, "allow");
  engine.free();
});

test("the descriptor of a result says where the call is on record, and never what was passed", () => {
  const engine = new PolicyEngine({});
  const call = { tool: "search", args: { q: "hunter2" }, inputs: { q: ["secret"] }, auditRef: "17" };
  assert.deepEqual(engine.labelToolResult(call).tools, [{ name: "search", args: ["q"], auditRef: "17" }]);
  engine.free();
});
