/** When the module traps, nothing it says counts any more: every later check denies. Tried on a module that really traps. */

import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import binaryen from "binaryen";
import { packageFolder, workspace } from "../support/installed.mjs";

const AUTHORING = "mlld_policy_authoring_bg.wasm";

/** A copy of the installed package in which an export of a module has another body. */
function broken(name, exported, body, ofModule = "mlld_policy_bg.wasm") {
  const folder = path.join(workspace, "fixtures", `broken-${name}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(packageFolder, folder, { recursive: true });
  const file = path.join(folder, ofModule);
  const module = binaryen.readBinary(readFileSync(file));
  const { Features } = binaryen;
  module.setFeatures(
    Features.ReferenceTypes |
      Features.Multivalue |
      Features.BulkMemory |
      Features.BulkMemoryOpt |
      Features.MutableGlobals |
      Features.SignExt |
      Features.NontrappingFPToInt,
  );
  const index = Array.from({ length: module.getNumExports() }, (_, at) => at).find(
    (at) => binaryen.getExportInfo(module.getExportByIndex(at)).name === exported,
  );
  assert.notEqual(index, undefined, `the module has no export ${exported}: this test must follow the glue`);
  const { value } = binaryen.getExportInfo(module.getExportByIndex(index));
  const original = binaryen.getFunctionInfo(module.getFunction(value));
  module.removeFunction(value);
  module.addFunction(value, original.params, original.results, [], body(module, value, original));
  assert.ok(module.validate());
  writeFileSync(file, module.emitBinary());
  module.dispose();
  return createRequire(path.join(folder, "anything.js"))("./node.cjs");
}

const trap = (module) => module.unreachable();
const recurse = (module, name, { params, results }) =>
  module.call(
    name,
    binaryen.expandType(params).map((type, at) => module.local.get(at, type)),
    results,
  );

/** No need is granted, and nothing is chosen: not the tier without needs, not the last profile. */
function assertNothingGranted(engine) {
  const needs = engine.checkNeeds({});
  assert.deepEqual([needs.decision, needs.code, needs.needs, needs.stillDangerous], ["deny", "ENGINE_FAILED", [], []]);
  const choices = [
    engine.selectTier([{ tier: "readonly" }]),
    engine.explainTier([{ tier: "readonly" }]),
    engine.selectProfile({ readonly: {} }),
  ];
  for (const choice of choices) {
    assert.ok(Object.isFrozen(choice) && Object.isFrozen(choice.granted));
    assert.deepEqual(
      ["tier" in choice ? choice.tier : choice.profile, choice.code, choice.denial.code, choice.granted, choice.considered],
      [null, "ENGINE_FAILED", "ENGINE_FAILED", [], []],
    );
    assert.match(choice.reason, /denied by policy/);
  }
  assert.deepEqual([choices[1].columns, choices[1].rows], [[], []]);
  assert.match(choices[1].text, /denied by policy/);
  assert.equal(choices[2].fallback, false);
  for (const refused of [() => engine.requireTier([{ tier: "readonly" }]), () => engine.enforceNeeds({})]) {
    assert.throws(refused, (error) => error.code === "SECURITY_VIOLATION" && error.reasonCode === "ENGINE_FAILED");
  }
}

/** No flow and no call is allowed, whether it was prepared before or not, and nothing is labelled. */
function assertNothingFlows(loaded, engine, into, value) {
  const call = { tool: "search" };
  const inputs = [{ labels: ["draft"] }];
  const decisions = [
    engine.checkFlow({ type: "show" }, []),
    engine.checkFlow(into, value),
    engine.checkToolCall(call),
    engine.checkCommand("ls", { inputs }),
    engine.explainFlow(into, value).denial,
    engine.explainToolCall(call).denial,
    engine.explainCommand("ls", { inputs }).denial,
  ];
  for (const { code } of decisions) assert.equal(code, "ENGINE_FAILED");
  for (const refused of [
    () => engine.enforceFlow(into, value),
    () => engine.enforceToolCall(call),
    () => engine.labels(["draft"]),
    () => engine.operation({ type: "show" }),
    () => engine.labelToolResult(call),
    () => engine.changeLabels([], { add: ["x"] }),
    () => loaded.mergeDescriptors(),
    () => loaded.operationLabels({ type: "show" }),
    () => loaded.validateAuthorizations({ allow: {} }, {}),
  ]) {
    assert.throws(refused, (error) => error instanceof loaded.MlldSecurityError && error.reasonCode === "ENGINE_FAILED");
  }
  assert.throws(() => engine.checkFlow(into, 7), TypeError);
}

function assertFailed({ PolicyEngine, MlldSecurityError, dangerEntries, lint, version }, engine, other) {
  const denial = other.checkFile("read", "a");
  assert.deepEqual([denial.decision, denial.code], ["deny", "ENGINE_FAILED"]);
  assert.ok(Object.isFrozen(denial));
  assert.match(denial.reason, /denied by policy/);
  assert.match(denial.reason, /restart/);
  for (const each of [engine, other]) {
    assert.equal(each.checkNetwork("https://example.com").code, "ENGINE_FAILED");
    assert.equal(each.checkCapability("sh").code, "ENGINE_FAILED");
    assert.equal(each.checkArgv(["ls"]).code, "ENGINE_FAILED");
    assert.equal(each.explainCommand("ls").denial.code, "ENGINE_FAILED");
    assert.equal(each.explainCommand("ls").decision, "deny");
    assertNothingGranted(each);
  }
  const refused = (error) =>
    error instanceof MlldSecurityError && error.reasonCode === "ENGINE_FAILED" && error.cause instanceof Error;
  assert.throws(() => new PolicyEngine({}), refused);
  // The module for authoring is another one.
  assert.deepEqual(lint({}), []);
  assert.throws(() => new PolicyEngine("policy { deny: [sh] }"), refused);
  assert.throws(() => dangerEntries(), refused);
  assert.throws(() => version(), refused);
  assert.throws(() => engine.limits(), refused);
  assert.throws(() => engine.analyzeCommand("ls"), refused);
  assert.throws(
    () => other.enforceFile("read", "a"),
    (error) =>
      error instanceof MlldSecurityError &&
      error.reasonCode === "ENGINE_FAILED" &&
      /denied by policy/.test(error.message),
  );
  // Misuse is still misuse.
  assert.throws(() => other.checkCommand(7), TypeError);
  engine.free();
  engine.free();
  assert.throws(() => engine.checkCommand("ls"), /used after free/);
}

for (const [name, body] of [
  ["trap", trap],
  ["stack", recurse],
]) {
  test(`a check that ends in a ${name} error denies, and so does every later one`, () => {
    const loaded = broken(name, "engine_checkCommand", body);
    const engine = new loaded.PolicyEngine({ danger: "*" });
    const other = new loaded.PolicyEngine({ danger: "*" });
    assert.equal(engine.checkFile("read", "a").decision, "allow");
    assert.equal(engine.checkCommand("ls").code, "ENGINE_FAILED");
    assertFailed(loaded, engine, other);
  });
}

test("enforce throws the trap's denial", () => {
  const { PolicyEngine, MlldSecurityError } = broken("enforce", "engine_checkCommand", trap);
  assert.throws(
    () => new PolicyEngine({}).enforceCommand("ls"),
    (error) => error instanceof MlldSecurityError && error.reasonCode === "ENGINE_FAILED",
  );
});

for (const [exported, ask] of [
  ["checkNeeds", (engine) => engine.checkNeeds({})],
  ["selectTier", (engine) => engine.selectTier([])],
  ["explainTier", (engine) => engine.explainTier([])],
  ["selectProfile", (engine) => engine.selectProfile({})],
]) {
  test(`a trap in ${exported} grants and chooses nothing, then or later`, () => {
    const { PolicyEngine } = broken(`needs-${exported}`, `engine_${exported}`, trap);
    const engine = new PolicyEngine({});
    assert.equal((ask(engine).denial ?? ask(engine)).code, "ENGINE_FAILED");
    assertNothingGranted(engine);
    assert.equal(engine.checkCapability("sh").code, "ENGINE_FAILED");
  });
}

for (const [exported, ask] of [
  ["engine_checkFlow", (engine) => engine.checkFlow({ type: "show" }, ["draft"])],
  ["engine_explainFlow", (engine) => engine.explainFlow({ type: "show" }, ["draft"]).denial],
  ["engine_letsIn", (engine, into, value) => engine.checkFlow(into, value)],
  ["engine_checkCommandWith", (engine) => engine.checkCommand("ls", { inputs: [] })],
  ["engine_explainCommandWith", (engine) => engine.explainCommand("ls", { inputs: [] }).denial],
  ["engine_checkToolCall", (engine) => engine.checkToolCall({ tool: "search" })],
  ["engine_explainToolCall", (engine) => engine.explainToolCall({ tool: "search" }).denial],
]) {
  test(`a trap in ${exported} lets nothing flow, then or later`, () => {
    const loaded = broken(`labels-${exported}`, exported, trap);
    const engine = new loaded.PolicyEngine({});
    const [into, value] = [engine.operation({ type: "show" }), engine.labels(["draft"])];
    assert.equal(ask(engine, into, value).code, "ENGINE_FAILED");
    assertNothingFlows(loaded, engine, into, value);
    assert.deepEqual(value.labels, ["draft"]);
    assert.equal(engine.checkCapability("sh").code, "ENGINE_FAILED");
  });
}

for (const [exported, ask] of [
  ["engine_labelToolResult", (engine) => engine.labelToolResult({ tool: "search" })],
  ["engine_changeLabels", (engine) => engine.changeLabels([], {})],
  ["engine_prepareValue", (engine) => engine.labels([])],
  ["engine_prepareOperation", (engine) => engine.operation({ type: "show" })],
]) {
  test(`a trap in ${exported} labels nothing`, () => {
    const { PolicyEngine, MlldSecurityError } = broken(`labels-${exported}`, exported, trap);
    const engine = new PolicyEngine({});
    const refusal = (error) => error instanceof MlldSecurityError && error.reasonCode === "ENGINE_FAILED";
    assert.throws(() => ask(engine), refusal);
    assert.equal(engine.checkFlow({ type: "show" }, []).code, "ENGINE_FAILED");
  });
}

/** Once the module has failed, no run allows, whichever way it is asked, and nothing is made any more. */
async function assertNoRunAllows({ MlldSecurityError }, engine, pipeline) {
  const results = [
    await pipeline.before({ type: "show" }, [{ value: 1 }]),
    await pipeline.after({ type: "show" }, [], { value: 1 }),
    pipeline.beforeSync({ type: "show" }),
    pipeline.afterSync({ type: "show" }, [], {}),
  ];
  for (const result of results) {
    assert.ok(Object.isFrozen(result));
    const { decision, denial, reasons, inputs, output, env, trace } = result;
    assert.deepEqual([decision, denial.code], ["deny", "ENGINE_FAILED"]);
    assert.deepEqual([reasons, inputs, output, env, trace], [[denial.reason], [], null, null, []]);
  }
  for (const refused of [
    () => engine.pipeline(),
    () => engine.guards(),
    () => pipeline.guard({ timing: "before", filter: "op:show", evaluate: () => "allow" }),
  ]) {
    assert.throws(refused, (error) => error instanceof MlldSecurityError && error.reasonCode === "ENGINE_FAILED");
  }
  await assert.rejects(pipeline.before(7), TypeError);
  pipeline.free();
  await assert.rejects(pipeline.before({ type: "show" }), /GuardPipeline used after free/);
}

for (const [exported, ask, to] of [
  ["start", (pipeline) => pipeline.before({ type: "show" })],
  ["answer", (pipeline) => pipeline.before({ type: "show" })],
  ["answer", (pipeline) => pipeline.before({ type: "log" }, [{ value: 1, labels: ["secret"] }]), "value"],
].map(([method, ask, to = "guard"]) => [`pipeline_${method}`, ask, to])) {
  test(`a trap in ${exported} (${to}) ends the run in a denial, and every later one`, async () => {
    const loaded = broken(`guards-${exported}-${to}`, exported, trap);
    const engine = new loaded.PolicyEngine({});
    const pipeline = engine.pipeline();
    pipeline.guard({ timing: "always", filter: "op:show", evaluate: () => "allow" });
    assert.equal((await ask(pipeline)).denial.code, "ENGINE_FAILED");
    await assertNoRunAllows(loaded, engine, pipeline);
    assert.equal(engine.checkCapability("sh").code, "ENGINE_FAILED");
  });
}

test("a module that fails while a guard is evaluated ends its run, and what was given up harms nothing", async () => {
  const loaded = broken("guards-meanwhile", "engine_checkCommand", trap);
  const engine = new loaded.PolicyEngine({});
  const pipeline = engine.pipeline();
  const evaluate = () => {
    engine.checkCommand("ls");
    return Promise.resolve("allow");
  };
  pipeline.guard({ timing: "always", filter: "op:show", evaluate });
  const others = [pipeline.before({ type: "show" }), pipeline.before({ type: "show" })];
  for (const { denial } of await Promise.all(others)) assert.equal(denial.code, "ENGINE_FAILED");
  await assertNoRunAllows(loaded, engine, pipeline);
});

test("an operation that came before and was allowed is denied once the module has failed", async () => {
  const loaded = broken("guards-again", "engine_checkCommand", trap);
  const engine = new loaded.PolicyEngine({});
  const pipeline = engine.pipeline();
  const ask = () => pipeline.beforeSync({ type: "show" }, [{ value: "fine" }]);
  for (let again = 0; again < 4; again += 1) assert.equal(ask().decision, "allow");
  assert.equal(engine.checkCommand("ls").code, "ENGINE_FAILED");
  assert.equal(ask().denial.code, "ENGINE_FAILED");
  await assertNoRunAllows(loaded, engine, pipeline);
});

for (const [exported, ask] of [
  ["engine_pipeline", (engine) => engine.pipeline()],
  ["engine_guards", (engine) => engine.guards()],
  ["pipeline_register", (_, pipeline) => pipeline?.guard({ timing: "before", filter: "x", when: [["*", "deny"]] })],
]) {
  test(`a trap in ${exported} makes nothing`, () => {
    const { PolicyEngine, MlldSecurityError } = broken(`guards-${exported}`, exported, trap);
    const engine = new PolicyEngine({});
    const pipeline = exported === "engine_pipeline" ? undefined : engine.pipeline();
    const refusal = (error) => error instanceof MlldSecurityError && error.reasonCode === "ENGINE_FAILED";
    assert.throws(() => ask(engine, pipeline), refusal);
    assert.equal(engine.checkFlow({ type: "show" }, []).code, "ENGINE_FAILED");
  });
}

test("a trap while a run is forgotten, or a pipeline freed, is no permission", async () => {
  for (const [exported, give] of [
    ["pipeline_forget", (pipeline) => assert.rejects(pipeline.before({ type: "show" }, [{ value: 7n, labels: ["secret"] }]))],
    ["__wbg_pipeline_free", async (pipeline) => pipeline.free()],
  ]) {
    const { PolicyEngine } = broken(`guards-${exported}`, exported, trap);
    const engine = new PolicyEngine({});
    const other = engine.pipeline();
    await give(engine.pipeline());
    assert.equal((await other.before({ type: "show" })).denial.code, "ENGINE_FAILED");
  }
});

test("a flow that numbers deny and words allow is denied, and so is everything later", () => {
  const never = (module) => module.i32.const(0);
  const { PolicyEngine } = broken("labels-contradiction", "engine_letsIn", never);
  const engine = new PolicyEngine({});
  const [into, value] = [engine.operation({ type: "show" }), engine.labels(["draft"])];
  assert.equal(engine.checkFlow({ type: "show" }, ["draft"]).decision, "allow");
  assert.equal(engine.checkFlow(into, [value]).decision, "allow");
  assert.equal(engine.checkFlow(into, value).code, "ENGINE_FAILED");
  assert.equal(engine.checkFlow({ type: "show" }, ["draft"]).code, "ENGINE_FAILED");
});

test("a flow of handles is decided by two numbers alone", () => {
  const { PolicyEngine } = broken("labels-fast", "engine_checkFlow", trap);
  const engine = new PolicyEngine({ labels: { secret: { deny: ["op:show"] } } });
  const [into, value] = [engine.operation({ type: "show" }), engine.labels(["draft"])];
  for (let time = 0; time < 3; time += 1) assert.equal(engine.checkFlow(into, value).decision, "allow");
  assert.equal(engine.checkFlow(into, engine.labels(["secret"])).code, "ENGINE_FAILED");
  // What was allowed before is not any more.
  assert.equal(engine.checkFlow(into, value).code, "ENGINE_FAILED");
  assert.throws(() => engine.enforceFlow(into, value), (error) => error.decision.code === "ENGINE_FAILED");
});

test("a trap while the denial is taken is no permission", () => {
  const { PolicyEngine } = broken("denial", "engine_takeDenial", trap);
  const engine = new PolicyEngine({ deny: ["sh"] });
  assert.equal(engine.checkCapability("sh").code, "ENGINE_FAILED");
});

test("a trap while an engine is freed or built fails the module, not the process", async () => {
  const freeing = broken("free", "__wbg_engine_free", trap);
  const engine = new freeing.PolicyEngine({});
  const other = new freeing.PolicyEngine({});
  engine.free();
  assert.equal(other.checkCapability("sh").code, "ENGINE_FAILED");

  const building = broken("build", "engine_new", trap);
  assert.throws(() => new building.PolicyEngine({}), building.MlldSecurityError);
  assert.throws(() => new building.PolicyEngine({}), building.MlldSecurityError);
});

test("finalizers of a failed module do not run it again", async () => {
  const { PolicyEngine } = broken("finalizers", "__wbg_engine_free", trap);
  const { PolicyEngine: Failing } = broken("finalizers-later", "engine_checkCommand", trap);
  (() => {
    for (let index = 0; index < 20; index += 1) {
      new PolicyEngine({});
      new Failing({});
    }
    new Failing({}).checkCommand("ls");
  })();
  // An error in a finalizer would end the process, and with it this test.
  for (let round = 0; round < 20; round += 1) {
    globalThis.gc();
    await turn();
  }
});

for (const [exported, ask] of [
  ["layersInJson", ({ PolicyEngine }) => new PolicyEngine("policy { deny: [sh] }")],
  ["lint", ({ lint }) => lint({})],
  ["normalize", ({ normalize }) => normalize({})],
  ["union", ({ union }) => union({}, {})],
  ["printNotation", ({ format }) => format({}, "mlld")],
  ["placeOfRule", ({ locateRule }) => locateRule("{}", "deny")],
  ["runScenario", ({ runScenario }) => runScenario('/show "x"')],
]) {
  test(`a trap in ${exported} fails the module for authoring, and not the engine's`, () => {
    const loaded = broken(`authoring-${exported}`, exported, trap, AUTHORING);
    const { MlldSecurityError, PolicyEngine, runScenario, lint } = loaded;
    const before = new PolicyEngine({ deny: ["sh"] });
    const refused = (error) =>
      error instanceof MlldSecurityError && error.reasonCode === "ENGINE_FAILED" && error.cause instanceof Error;
    for (const each of [ask, ask, () => lint({}), () => runScenario(""), () => new PolicyEngine("{ deny: [sh] }")]) {
      assert.throws(() => each(loaded), refused);
    }
    for (const engine of [before, new PolicyEngine('{ "deny": ["sh"] }')]) {
      assert.equal(engine.checkCapability("sh").code, "POLICY_CAPABILITY_DENIED");
      assert.equal(engine.checkCommand("ls").decision, "allow");
      engine.free();
    }
  });
}

test("the module for authoring is loaded when it is first needed, and then tried again", () => {
  const folder = path.join(workspace, "fixtures", "broken-lazy");
  rmSync(folder, { recursive: true, force: true });
  cpSync(packageFolder, folder, { recursive: true });
  const file = path.join(folder, AUTHORING);
  const bytes = readFileSync(file);
  writeFileSync(file, "no module");
  const { PolicyEngine, lint } = createRequire(path.join(folder, "anything.js"))("./node.cjs");
  assert.equal(new PolicyEngine({ deny: ["sh"] }).checkCapability("sh").decision, "deny");
  assert.throws(() => lint({}), WebAssembly.CompileError);
  assert.throws(() => new PolicyEngine("{ deny: [sh] }"), WebAssembly.CompileError);
  rmSync(file);
  assert.throws(() => lint({}), /cannot read/);
  writeFileSync(file, bytes);
  assert.deepEqual(lint({}), []);
  assert.equal(new PolicyEngine("{ deny: [sh] }").checkCapability("sh").decision, "deny");
});

test("the whole package is unharmed by its broken copies", () => {
  const { PolicyEngine } = createRequire(path.join(workspace, "anything.js"))("mlld-policy");
  assert.equal(new PolicyEngine({}).checkCapability("sh").decision, "allow");
});

/** Enough of everything that what was met before is looked up by hashes, which have a key that the host gives. */
const LONG = `echo ${Array.from({ length: 40 }, (_, at) => `x${at}`).join(" ")}; ${Array.from({ length: 40 }, (_, at) => `cat f${at} > g${at}`).join("; ")}`;

const hosts = {
  "come by the engine again": (ask) => (ask(), 0.5),
  throw: () => {
    throw new Error("no random numbers while a program is loaded");
  },
  "are no numbers": () => undefined,
};
for (const [index, [what, answer]] of Object.entries(hosts).entries()) {
  test(`random numbers of a host that ${what} change no decision, and end`, () => {
    const folder = path.join(workspace, "fixtures", `random-${index}`);
    rmSync(folder, { recursive: true, force: true });
    cpSync(packageFolder, folder, { recursive: true });
    const { PolicyEngine } = createRequire(path.join(folder, "anything.js"))("./node.cjs");
    const engine = new PolicyEngine({ deny: ["sh"] }, { base: "/work" });
    const { random } = Math;
    let asked = 0;
    const decisions = [];
    const ask = () => decisions.push(engine.checkCommand(LONG).decision);
    try {
      Math.random = () => (asked++ === 0 ? answer(ask) : answer(() => {}));
      ask();
      ask();
    } finally {
      Math.random = random;
    }
    assert.ok(asked > 0, "the line is too short to need a key");
    ask();
    assert.deepEqual(new Set(decisions), new Set(["allow"]));
  });
}
