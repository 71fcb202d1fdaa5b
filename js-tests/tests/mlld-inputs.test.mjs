/** What an interpreter may pass to `mlld-policy/mlld`: whatever cannot be read denies, and nothing that is passed changes. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import vm from "node:vm";
import { run, workspace } from "../support/installed.mjs";
import { deepFreeze, loadAdapter, loadWatched } from "../support/mlld.mjs";

const mlld = loadAdapter();
const { evaluateCommandAccess, evaluateFilesystemAccess } = mlld;
const places = { basePath: "/work/proj", homeDir: "/home/u" };

/** Every function that decides about a policy, as whether it lets through what `{ allow: true }` does. */
const DECISIONS = {
  checkExplicitLabelFlowRules: (policy) => mlld.checkExplicitLabelFlowRules(flow, policy).allowed,
  checkLabelFlow: (policy) => mlld.checkLabelFlow(flow, policy).allowed,
  evaluateCapabilityAccess: (policy) => mlld.evaluateCapabilityAccess(policy, "js").allowed,
  evaluateCommandAccess: (policy) => evaluateCommandAccess(policy, "git status").allowed,
  evaluateFileIntegrity: (policy) => mlld.evaluateFileIntegrity(policy, "/work/proj/a", "user:a", places).allowed,
  evaluateFilesystemAccess: (policy) => evaluateFilesystemAccess(policy, "read", "/work/proj/a", places).allowed,
  evaluateKeychainAccess: (policy) => mlld.evaluateKeychainAccess(policy, null, { requireDanger: false }).allowed,
  findDeniedShellCommand: (policy) => mlld.findDeniedShellCommand(policy, "git status") === null,
  generatePolicyGuards: (policy) =>
    mlld.generatePolicyGuards(policy).every(({ policyCondition }) => policyCondition(operation).decision === "allow"),
  policyConfigPermitsNeeds: (policy) => mlld.policyConfigPermitsNeeds({ packages: {} }, policy),
  selectProfile: (policy) =>
    mlld.selectProfile({ a: { requires: { packages: {} } } }, { allowAll: true }, policy) !== null,
  selectWantsTier: (policy) =>
    mlld.selectWantsTier({ tiers: [{ tier: "a", needs: { packages: {} } }] }, { allowAll: true }, policy) !== null,
};
const flow = { inputTaint: ["secret"], opLabels: ["op:cmd"], exeLabels: [] };
const operation = { operation: { type: "run", command: "git status", opLabels: ["op:cmd"] } };

class Policy {
  deny = ["cmd:rm"];
  #own = 1;
  describe() {
    return this.#own;
  }
}

const forms = {
  "an object literal": () => ({ deny: ["cmd:rm"] }),
  "a frozen object": () => deepFreeze({ deny: ["cmd:rm"] }),
  "an instance of a class": () => new Policy(),
  "an object without a prototype": () => Object.assign(Object.create(null), { deny: ["cmd:rm"] }),
  "a map": () => new Map([["deny", ["cmd:rm"]]]),
  "a map of another realm": () => vm.runInNewContext('new Map([["deny", new Set(["cmd:rm"])]])'),
  "a set": () => ({ deny: new Set(["cmd:rm"]) }),
  "an object of another realm": () => vm.runInNewContext('({ deny: ["cmd:rm"] })'),
  "a proxy": () => new Proxy({ deny: ["cmd:rm"] }, {}),
  "a getter": () => ({
    get deny() {
      return ["cmd:rm"];
    },
  }),
  "an object with much that is no data": () => ({
    deny: ["cmd:rm"],
    allow: undefined,
    load: () => ({}),
    [Symbol("policy")]: true,
    toJSON: () => ({}),
    "x-size": 10n,
    "x-ratio": NaN,
  }),
};
for (const [name, make] of Object.entries(forms)) {
  test(`a policy may be ${name}`, () => {
    const policy = make();
    const keys = Reflect.ownKeys(policy);
    for (let round = 0; round < 2; round += 1) {
      assert.equal(evaluateCommandAccess(policy, "rm x").allowed, false);
      assert.deepEqual(evaluateCommandAccess(policy, "ls"), { allowed: true, commandName: "ls" });
    }
    assert.deepEqual(Reflect.ownKeys(policy), keys);
  });
}

test("every decision is made about a policy that permits", () => {
  for (const [name, lets] of Object.entries(DECISIONS)) assert.equal(lets({ allow: true }), true, name);
});

const throwing = () => {
  throw new Error("from the host");
};
const cyclic = { allow: true };
cyclic.self = { cyclic };
const { proxy: revoked, revoke } = Proxy.revocable({ allow: true }, {});
revoke();
let deep = true;
for (let level = 0; level < 200; level += 1) deep = { deep };
const unreadable = {
  "contains itself": cyclic,
  "has a getter that throws": {
    allow: true,
    get deny() {
      return throwing();
    },
  },
  "is a revoked proxy": revoked,
  "is a proxy that throws": new Proxy({}, { ownKeys: throwing, getPrototypeOf: throwing, get: throwing }),
  "is deeper than any policy": { allow: true, deep },
  "is larger than any policy": { allow: true, text: "x".repeat(17_000_000) },
  "inherits a rule": Object.assign(Object.create({ deny: ["cmd:git"] }), { allow: true }),
  "has a rule that is not enumerable": Object.defineProperty({ allow: true }, "deny", { value: ["cmd:git"] }),
  "inherits a getter": new (class {
    allow = true;
    get deny() {
      return true;
    }
  })(),
  "inherits a rule within": { allow: true, defaults: Object.create({ rules: ["no-secret-exfil"] }) },
  "is a map with a key that is no text": new Map([[{}, true]]),
  "is a map with two keys that are written alike": new Map([
    ["1", true],
    [1, false],
  ]),
  "is a text": '{ "allow": true }',
  "is a number": 1,
  "is a boolean": true,
  "is a function": () => ({ allow: true }),
};
for (const [name, policy] of Object.entries(unreadable)) {
  test(`a policy that ${name} denies everything`, () => {
    for (const [function_, lets] of Object.entries(DECISIONS)) assert.equal(lets(policy), false, function_);
    assert.match(evaluateCommandAccess(policy, "git status").reason, /^Everything denied by policy: /);
    assert.ok(mlld.generatePolicyGuards(policy).length > 0);
    assert.ok(mlld.policyWarnings(policy).length > 0);
  });
}

test("where the interpreter has no policy, nothing is denied that it would not deny", () => {
  for (const missing of [undefined, null]) {
    assert.deepEqual(evaluateFilesystemAccess(missing, "read", "/home/u/.ssh/id_rsa", places), { allowed: true });
    assert.deepEqual(mlld.evaluateKeychainAccess(missing), { allowed: true });
    assert.deepEqual(mlld.checkLabelFlow(flow, missing), { allowed: true });
    assert.deepEqual(mlld.evaluateFileIntegrity(missing, "/work/proj/a"), { allowed: true });
    // These always have a policy.
    assert.equal(evaluateCommandAccess(missing, "ls").allowed, true);
    assert.equal(evaluateCommandAccess(missing, "cat ~/.ssh/id_rsa").allowed, false);
    assert.equal(mlld.findDeniedShellCommand(missing, "security find-generic-password") === null, false);
  }
});

test("what is asked about must be what it is called", () => {
  const open = { allow: true, danger: "*" };
  for (const value of [undefined, null, 7, {}, ["ls"], () => "ls", new String("ls")]) {
    assert.equal(evaluateCommandAccess(open, value).allowed, false);
    assert.equal(mlld.evaluateCapabilityAccess(open, value).allowed, false);
    assert.notEqual(mlld.findDeniedShellCommand(open, value), null);
    assert.equal(evaluateFilesystemAccess(open, "read", value, places).allowed, false);
    assert.equal(evaluateFilesystemAccess(open, value, "/work/proj/a", places).allowed, false);
    assert.equal(mlld.isDangerousCommand(Array.isArray(value) ? [() => 1] : value), true);
    assert.equal(mlld.isDangerousFilesystem("read", value), true);
    assert.equal(mlld.isDangerAllowedForFilesystem("*", value, "/a"), false);
    assert.equal(mlld.checkLabelFlow({ ...flow, inputTaint: "secret" }, open).allowed, false);
    if (typeof value !== "object" || value === null) {
      assert.equal(mlld.policySatisfiesNeeds(value, { allowAll: true }), false);
      assert.equal(mlld.selectProfile(value, { allowAll: true }), null);
    }
  }
});

test("each property is read exactly once", () => {
  const reads = [];
  const watch = (object, name) =>
    new Proxy(object, {
      get(target, key) {
        reads.push(`${name}${String(key)}`);
        const value = target[key];
        return typeof value === "object" && value !== null ? watch(value, `${name}${String(key)}.`) : value;
      },
    });
  evaluateCommandAccess(watch({ deny: { cmd: ["rm"] }, locked: true }, ""), "ls");
  assert.deepEqual(reads, [...new Set(reads)]);
  assert.ok(reads.includes("deny.cmd.0") && reads.includes("locked"));
  reads.length = 0;
  const [, guard] = mlld.generatePolicyGuards({ defaults: { rules: ["no-secret-exfil"] } });
  guard.policyCondition(
    watch({ operation: { type: "run", metadata: { command: "ls", huge: {} } }, inputs: [{ labels: ["a"] }] }, ""),
  );
  assert.deepEqual(reads, [...new Set(reads)]);
  assert.ok(!reads.some((read) => read.includes("huge")), "what is not needed is not read");
});

test("a getter that changes its mind is judged by what it said once", () => {
  let asked = 0;
  const policy = {
    get deny() {
      asked += 1;
      return asked % 2 === 1 ? ["cmd:rm"] : undefined;
    },
  };
  assert.equal(evaluateCommandAccess(policy, "rm x").allowed, false);
  assert.equal(evaluateCommandAccess(policy, "rm x").allowed, true);
  assert.equal(asked, 2);
});

test("a changed policy is noticed, wherever it changed", () => {
  const policy = { deny: { cmd: ["rm"] }, labels: new Map(), extra: Object.freeze({ open: new Set() }) };
  assert.equal(evaluateCommandAccess(policy, "rm x").allowed, false);
  policy.deny.cmd[0] = "mv";
  assert.equal(evaluateCommandAccess(policy, "rm x").allowed, true);
  assert.equal(evaluateCommandAccess(policy, "mv x y").allowed, false);
  policy.labels.set("secret", { deny: ["op:cmd"] });
  assert.equal(mlld.checkLabelFlow(flow, policy).allowed, false);
  policy.labels.delete("secret");
  assert.equal(mlld.checkLabelFlow(flow, policy).allowed, true);
  delete policy.deny;
  assert.equal(evaluateCommandAccess(policy, "mv x y").allowed, true);
  // Frozen is only what nobody can change: a set goes on changing.
  const frozen = Object.freeze({ deny: new Set() });
  assert.equal(evaluateCommandAccess(frozen, "rm x").allowed, true);
  frozen.deny.add("cmd:rm");
  assert.equal(evaluateCommandAccess(frozen, "rm x").allowed, false);
  const entries = ["cmd:security:*"];
  const dangerous = mlld.isDangerAllowedForCommand(entries, ["security", "list"]);
  entries.length = 0;
  assert.deepEqual([dangerous, mlld.isDangerAllowedForCommand(entries, ["security", "list"])], [true, false]);
});

test("a policy is compiled once, and a frozen one is read once", () => {
  let made = 0;
  const watched = loadWatched((name, call) =>
    name === "mlldpolicy_new" ? (...args) => ((made += 1), call(...args)) : call,
  );
  const count = (work) => {
    const before = made;
    for (let round = 0; round < 50; round += 1) work();
    return made - before;
  };
  const policy = { deny: ["cmd:rm"], danger: "*" };
  const ask = (given) => () => {
    watched.evaluateCommandAccess(given, "ls");
    watched.checkLabelFlow(flow, given);
    watched.evaluateFilesystemAccess(given, "read", "/a", places);
    watched.generatePolicyGuards(given);
  };
  assert.equal(count(ask(policy)), 1);
  assert.equal(count(ask(undefined)), 2, "no policy is one where nothing is denied, or where nothing is permitted");
  assert.equal(
    count(() => ask({ ...policy })()),
    50,
    "another object is another policy",
  );
  const entries = ["cmd:security:*"];
  assert.equal(
    count(() => watched.isDangerAllowedForCommand(entries, ["security"])),
    1,
  );

  let reads = 0;
  const frozen = new Proxy(deepFreeze({ deny: ["cmd:rm"] }), {
    get(target, key) {
      reads += 1;
      return target[key];
    },
  });
  assert.equal(count(ask(frozen)), 1);
  assert.equal(reads, 1);
});

test("guards decide by the policy as it was when they were made", () => {
  const policy = { deny: ["cmd:rm"] };
  const [guard] = mlld.generatePolicyGuards(policy, "base");
  const decide = () => guard.policyCondition({ operation: { type: "run", command: "rm x" } });
  const denial = decide();
  assert.equal(denial.decision, "deny");
  assert.equal(denial.policyName, "base");
  policy.deny = [];
  evaluateCommandAccess(policy, "rm x");
  assert.deepEqual(decide(), denial);
  assert.equal(guard.policyCondition(undefined).decision, "deny");
  assert.equal(guard.policyCondition({ operation: { type: "run", opLabels: "op:cmd" } }).decision, "deny");
});

test("after a trap of the module everything is denied, for good", () => {
  let traps = false;
  const broken = loadWatched((name, call) => (...args) => {
    if (traps && name === "mlldpolicy_ask") throw new WebAssembly.RuntimeError("unreachable");
    return call(...args);
  });
  const open = { allow: true, danger: "*" };
  const lets = () => [
    broken.evaluateCommandAccess(open, "ls").allowed,
    broken.evaluateCapabilityAccess(open, "js").allowed,
    broken.findDeniedShellCommand(open, "ls") === null,
    broken.evaluateFilesystemAccess(undefined, "read", "/a").allowed,
    broken.evaluateFileIntegrity(open, "/a").allowed,
    broken.evaluateKeychainAccess(open).allowed,
    broken.checkLabelFlow(flow, open).allowed,
    broken.checkExplicitLabelFlowRules(flow, open).allowed,
    broken.policySatisfiesNeeds({ packages: {} }, { allowAll: true }),
    broken.policyConfigPermitsNeeds({ packages: {} }, open),
    broken.selectProfile({ a: { requires: { packages: {} } } }, { allowAll: true }, open) !== null,
    broken.selectWantsTier([{ tier: "a", needs: { packages: {} } }], { allowAll: true }) !== null,
    !broken.isDangerousCommand(["ls"]),
    !broken.isDangerousFilesystem("read", "/a"),
    broken.isDangerAllowedForKeychain("*"),
    broken.evaluatePolicyAuthorizationDecision({ operationName: "a", args: {} }).decision === "allow",
    guards[0].policyCondition(operation).decision === "allow",
  ];
  const guards = broken.generatePolicyGuards(open);
  assert.ok(lets().every((allowed) => allowed));
  traps = true;
  assert.equal(broken.evaluateCommandAccess(open, "ls").allowed, false);
  traps = false;
  assert.deepEqual(
    lets(),
    lets().map(() => false),
  );
  assert.match(
    broken.evaluateCommandAccess(open, "ls").reason,
    /^Everything denied by policy: the policy engine failed/,
  );
  const [guard] = broken.generatePolicyGuards(open);
  assert.deepEqual(
    [guard.filterValue, guard.privileged, guard.policyCondition(operation).decision],
    ["run", true, "deny"],
  );
  assert.throws(() => broken.normalizePolicyConfig({}), /the policy engine failed/);
});

test("what is done to the built-in objects changes no policy", () => {
  const kept = { forEach: Map.prototype.forEach, isArray: Array.isArray, stringify: JSON.stringify, keys: Object.keys };
  Map.prototype.forEach = () => undefined;
  Array.isArray = () => false;
  JSON.stringify = () => "{}";
  Object.keys = () => [];
  Object.prototype.allow = true;
  Object.prototype.toJSON = () => ({});
  let answers;
  try {
    answers = [{ deny: ["cmd:rm"] }, new Map([["deny", new Set(["cmd:rm"])]])].map((policy) =>
      evaluateCommandAccess(policy, "rm x"),
    );
  } finally {
    Map.prototype.forEach = kept.forEach;
    Array.isArray = kept.isArray;
    JSON.stringify = kept.stringify;
    Object.keys = kept.keys;
    delete Object.prototype.allow;
    delete Object.prototype.toJSON;
  }
  assert.deepEqual(
    answers.map(({ allowed }) => allowed),
    [false, false],
  );
});

test("a relative path is the file that is opened", () => {
  const policy = { deny: ["fs:r:/elsewhere/secret"] };
  const read = (file, workingDir) => evaluateFilesystemAccess(policy, "read", file, { ...places, workingDir }).allowed;
  assert.equal(read("/elsewhere/secret"), false);
  assert.equal(read("secret", "/elsewhere"), false);
  assert.equal(read("secret", "/elsewhere/"), false);
  assert.equal(read("../elsewhere/secret", "/other"), false);
  assert.equal(read("secret", "/other"), true);
  assert.equal(read("secret", 7), false, "a folder that is no text");
  const own = { deny: [`fs:r:${process.cwd()}/secret`] };
  assert.equal(evaluateFilesystemAccess(own, "read", "secret", places).allowed, false);
});

test("arguments that cannot be seen are not authorised", () => {
  const authorizations = { allow: { send: { kind: "constrained", args: { to: [{ eq: "a" }] } } } };
  const decide = (args) =>
    mlld.evaluatePolicyAuthorizationDecision({
      authorizations,
      operationName: "send",
      args,
      controlArgs: ["to", "cc"],
    });
  assert.equal(decide({ to: "a" }).decision, "allow");
  assert.equal(decide(new Map([["to", "a"]])).decision, "allow");
  assert.equal(decide(Object.freeze({ to: "a", cc: undefined })).decision, "allow");
  for (const cc of ["b", () => "b", Symbol("b"), NaN, new Date(), new Number(1), Object.create({ cc: 1 }), cyclic]) {
    assert.equal(decide({ to: "a", cc }).decision, "deny");
  }
  const args = { to: "a" };
  args.self = args;
  assert.equal(decide(args).decision, "deny");
  for (const value of [() => 1, Symbol("x"), NaN, cyclic]) assert.equal(mlld.isTolerantMatch(value, value), false);
  assert.equal(mlld.isTolerantMatch(undefined, undefined), true);
});

test("authorisations that are refused are not taken for none", () => {
  const issues = { errors: [], warnings: [] };
  const report = mlld.normalizePolicyAuthorizations({ allow: { send: 7 } }, issues);
  assert.equal(report.errors.length, 1);
  assert.deepEqual(issues, { errors: report.errors, warnings: report.warnings });
  assert.equal(mlld.hasToolWriteAuthorizationPolicy(report), true);
  const question = { authorizations: report, operationName: "send", args: {}, controlArgs: [] };
  assert.equal(mlld.evaluatePolicyAuthorizationDecision(question).decision, "deny");
  const good = mlld.normalizePolicyAuthorizations(deepFreeze({ allow: { send: true } }));
  assert.equal(mlld.hasToolWriteAuthorizationPolicy(good), true);
  assert.equal(mlld.evaluatePolicyAuthorizationDecision({ ...question, authorizations: good }).decision, "allow");
  for (const authorizations of [undefined, null]) {
    assert.equal(mlld.evaluatePolicyAuthorizationDecision({ ...question, authorizations }).decision, "allow");
  }
  for (const authorizations of ["", 0, false, [], {}]) {
    assert.equal(mlld.evaluatePolicyAuthorizationDecision({ ...question, authorizations }).decision, "deny");
  }
});

test("tiers of an earlier interpreter", () => {
  const wants = mlld.normalizeWantsDeclaration([
    { tier: "full", why: "all of it", network: true, sh: true },
    { tier: "local", cmd: ["git"] },
  ]);
  assert.deepEqual(mlld.selectWantsTier(wants, { allowAll: true }), wants.tiers[0]);
  assert.deepEqual(mlld.selectWantsTier(wants, { cmd: { type: "all" } }), wants.tiers[1]);
  assert.equal(mlld.selectWantsTier(wants, { network: true }), null);
  assert.equal(mlld.selectWantsTier(wants, undefined), null);
  // A policy in second place.
  assert.deepEqual(mlld.selectWantsTier(wants, { deny: ["sh"] }), wants.tiers[1]);
  assert.deepEqual(mlld.selectWantsTier(wants, { allowAll: true }, { deny: ["sh"] }), wants.tiers[1]);
  // One name for two tiers grants neither.
  const [full, local] = wants.tiers;
  assert.equal(mlld.selectWantsTier([full, { ...local, tier: "full" }], { cmd: { type: "all" } }), null);
});

test("values of the interpreter pass through the reducer and the filter as they are", () => {
  const metadata = { policyGuard: true, guardScopeKey: "perInput:0", call: () => 1 };
  metadata.self = metadata;
  const hint = { hint: cyclic };
  const state = deepFreeze(mlld.createGuardDecisionState());
  const next = mlld.applyGuardDecisionResult(state, {
    decision: "deny",
    reason: "no",
    hint,
    metadata,
    envConfig: cyclic,
  });
  assert.equal(state.decision, "allow");
  assert.equal(next.decision, "deny");
  assert.equal(next.primaryMetadata, metadata);
  assert.equal(next.hints[0], hint);
  assert.deepEqual(next.reasons, ["no"]);
  const privileged = { guardPrivileged: true, guardActionMatched: true, guardScopeKey: "perInput:0" };
  const lifted = mlld.applyGuardDecisionResult(next, { decision: "allow", metadata: privileged });
  assert.equal(lifted.decision, "allow");
  assert.deepEqual(lifted.privilegedPerInputAllows, new Set(["perInput:0"]));
  assert.deepEqual(next.privilegedPerInputAllows, new Set());
  const chosen = mlld.applyGuardDecisionResult(lifted, { decision: "env", guardName: "@env", envConfig: cyclic });
  assert.deepEqual([chosen.selectedEnvConfig === cyclic, chosen.selectedEnvGuard], [true, "@env"]);
  const listed = { ...lifted, privilegedPerInputAllows: ["perInput:0"] };
  assert.equal(mlld.applyGuardDecisionResult(listed, { decision: "deny", metadata }).decision, "allow");

  const guards = [{ name: "a", block: cyclic }, { name: "b" }, { name: "c", privileged: true }, {}];
  const filter = (raw) =>
    mlld.applyGuardOverrideFilter(guards, mlld.normalizeGuardOverride(raw)).map((guard) => guards.indexOf(guard));
  assert.deepEqual(filter(undefined), [0, 1, 2, 3]);
  assert.deepEqual(filter(false), [2]);
  assert.deepEqual(filter({ only: ["@a"] }), [0, 2]);
  assert.deepEqual(filter({ except: new Set(["@a"]) }), [1, 2, 3]);
  assert.deepEqual(mlld.applyGuardOverrideFilter(guards, { kind: "only", names: ["b"] }), [guards[1], guards[2]]);
  assert.deepEqual(mlld.normalizeGuardNames(["@a", "@a"], "only"), new Set(["a"]));
  assert.deepEqual(mlld.buildOperationKeySet({ type: "run" }), new Set(["run", "exe"]));
});

test("what UTF-8 cannot carry is judged as what arrives", () => {
  assert.deepEqual(mlld.getCommandTokens("echo \uD800"), ["echo", "\uFFFD"]);
  assert.equal(evaluateCommandAccess({ deny: ["cmd:echo:\uD800"] }, "echo \uDFFF").allowed, false);
});

test("labels are lists or sets, and what is neither is not read as none", () => {
  function* labels() {
    yield "secret";
  }
  assert.deepEqual(mlld.makeSecurityDescriptor({ labels: new Set(["secret"]) }).labels, ["secret"]);
  assert.throws(() => mlld.makeSecurityDescriptor({ labels: labels() }), TypeError);
  assert.throws(() => mlld.resolveInputTaint(labels()), TypeError);
  const policy = { labels: { secret: { deny: ["op:cmd"] } } };
  for (const inputTaint of [labels(), () => "secret", { 0: "secret", length: 1 }]) {
    assert.equal(mlld.checkLabelFlow({ ...flow, inputTaint }, policy).allowed, false);
  }
  assert.equal(mlld.checkLabelFlow({ ...flow, inputTaint: new Set(["pii"]) }, policy).allowed, true);
  assert.throws(
    () => mlld.applyGuardOverrideFilter([{ name: "a" }], { kind: "only", names: new Map([["a", 1]]) }),
    TypeError,
  );
});

test("lists of mlld are frozen", () => {
  for (const list of [
    mlld.DEFAULT_DANGER_PATTERNS,
    mlld.BUILTIN_POLICY_RULES,
    mlld.PROTECTED_LABELS,
    mlld.ALLOW_ALL_POLICY,
  ]) {
    assert.ok(Object.isFrozen(list));
  }
});

test("configure: errors are of the interpreter's classes", (context) => {
  context.after(() => mlld.configure({}));
  const unprivileged = () =>
    mlld.applyGuardLabelModifications({ labels: ["secret"] }, { removeLabels: ["secret"] }, { name: "g" });
  const undeclared = () => mlld.normalizeNeedsDeclaration(7);
  const expected = [
    {
      name: "MlldSecurityError",
      code: "PROTECTED_LABEL_REMOVAL",
      message: "Guard g cannot remove protected label 'secret'",
    },
    {
      name: "MlldInterpreterError",
      code: "INTERPRETATION_FAILED",
      message: "Interpreter error ([object Object]): /needs expects an object",
    },
  ];
  assert.throws(unprivileged, expected[0]);
  assert.throws(unprivileged, mlld.MlldSecurityError);
  assert.throws(undeclared, expected[1]);
  assert.throws(undeclared, mlld.MlldInterpreterError);

  // As the interpreter has them: one makes something of its message, and neither takes its code.
  class MlldSecurityError extends Error {
    name = "MlldSecurityError";
  }
  class MlldInterpreterError extends Error {
    name = "MlldInterpreterError";
    code = "INTERPRETATION_FAILED";
    constructor(message, type) {
      super(`Interpreter error (${type}): ${message}`);
    }
  }
  mlld.configure({ MlldSecurityError, MlldInterpreterError });
  assert.throws(unprivileged, (error) => error instanceof MlldSecurityError && Object.hasOwn(error, "code"));
  assert.throws(unprivileged, expected[0]);
  assert.throws(undeclared, MlldInterpreterError);
  assert.throws(undeclared, expected[1]);
  mlld.configure({});
  assert.throws(undeclared, mlld.MlldInterpreterError);
  assert.throws(() => mlld.configure({ MlldSecurityError: "MlldSecurityError" }), TypeError);
  assert.throws(() => mlld.configure({ basePath: 7 }), TypeError);
});

test("configure: where the project and the home folder are", (context) => {
  context.after(() => mlld.configure({}));
  const policy = { deny: ["fs:r:@base/secret", "fs:r:~/secret"] };
  const read = (file) => evaluateFilesystemAccess(policy, "read", file).allowed;
  mlld.configure({ basePath: "/some/base", homeDir: "/some/home" });
  assert.deepEqual(["/some/base/secret", "/some/home/secret", "/other/secret"].map(read), [false, false, true]);
});

test("import and require give the same functions", () => {
  const code = `
    import * as esm from "mlld-policy/mlld";
    import { createRequire } from "node:module";
    const cjs = createRequire(import.meta.url)("mlld-policy/mlld");
    const names = Object.keys(cjs).sort();
    console.log(names.length > 60 && names.join() === Object.keys(esm).sort().join() && names.every((name) => cjs[name] === esm[name]));`;
  assert.equal(run(process.execPath, ["--input-type=module", "-e", code], { cwd: workspace }), "true\n");
});

test("the adapter loads its own module and no other", () => {
  const opened = [];
  const require = createRequire(path.join(workspace, "anything.js"));
  const { Instance } = WebAssembly;
  assert.ok(require.resolve("mlld-policy/mlld/wasm").endsWith("mlld_policy_mlld_bg.wasm"));
  loadWatched((name, call) => {
    opened.push(name);
    return call;
  });
  assert.equal(WebAssembly.Instance, Instance);
  assert.equal(opened.filter((name) => name === "compat").length, 1);
  assert.ok(!opened.some((name) => name.startsWith("engine_")), "the main package's module was loaded");
});
