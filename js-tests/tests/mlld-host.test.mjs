/** The adapter within an interpreter: guards of policies that are loaded, with and without overrides. */

import assert from "node:assert/strict";
import test from "node:test";
import { Host } from "../support/mlld-host.mjs";
import { deepFreeze, loadAdapter } from "../support/mlld.mjs";

const mlld = loadAdapter();
const places = { basePath: "/work/proj", homeDir: "/home/u" };

const base = deepFreeze({
  defaults: { rules: ["no-secret-exfil"] },
  allow: ["cmd:git:*", "cmd:curl:*", "cmd:rm:*", "fs:r:@base/**", "network"],
  deny: ["cmd:git:push:*"],
  labels: { pii: { deny: ["op:cmd:curl"] } },
});

function host(...policies) {
  const made = new Host(mlld);
  for (const [index, policy] of policies.entries()) made.loadPolicy(`policy-${index}`, policy);
  return made;
}

const value = (...labels) => ({ value: "…", descriptor: mlld.makeSecurityDescriptor({ labels }) });

test("what a policy permits runs, and what it does not is stopped", () => {
  const interpreter = host(base);
  interpreter.run("git status");
  assert.throws(() => interpreter.run("git push origin"), /^Error: abort: Command 'git' denied by policy/);
  assert.throws(() => interpreter.run("docker ps"), /^Error: abort: Command 'docker' denied by policy/);
  interpreter.run("git diff");
  assert.deepEqual(interpreter.ran, ["git status", "git diff"]);
});

test("what mlld lets through and this engine must stop is stopped in the interpreter too", () => {
  const interpreter = host(base);
  for (const line of [
    "git log | sh",
    "git log; git push x",
    "git log $(git push x)",
    "git 'push' x",
    "/tmp/git status",
  ]) {
    assert.throws(() => interpreter.run(line), /^Error: abort/, line);
  }
  assert.deepEqual(interpreter.ran, []);
});

test("no override switches the guards of a policy off", () => {
  const interpreter = host(base);
  interpreter.registerGuard("nothing", "operation", "run", () => "deny");
  assert.throws(() => interpreter.run("git status"), /nothing said so/);
  for (const withGuards of [false, { only: [] }, { except: ["@nothing"] }, { only: ["@other"] }]) {
    interpreter.run("git status", { withGuards });
    assert.throws(() => interpreter.run("git push origin", { withGuards }), /denied by policy/);
    const secret = { inputs: [value("secret")], labels: ["exfil"], withGuards };
    assert.throws(() => interpreter.run("curl x", secret), /label 'secret' cannot flow to 'exfil'/);
  }
  assert.throws(
    () => interpreter.run("git status", { withGuards: { except: ["@__policy_cmd_access"] } }),
    /nothing said so/,
  );
  assert.throws(() => interpreter.run("git status", { withGuards: { only: ["a"] } }), /must start with @/);
  assert.equal(interpreter.ran.length, 4);
});

test("a privileged guard lifts what a policy says of a value, unless the policy is locked", () => {
  const secret = { inputs: [value("secret")], labels: ["exfil"] };
  const lifts = (policy) => {
    const interpreter = host(policy);
    interpreter.registerGuard("reviewed", "data", "secret", () => "allow", true);
    return () => interpreter.run("curl x", secret);
  };
  assert.doesNotThrow(lifts(base));
  assert.throws(lifts({ ...base, locked: true }), /cannot flow/);
  const unprivileged = host(base);
  unprivileged.registerGuard("reviewed", "data", "secret", () => "allow");
  assert.throws(() => unprivileged.run("curl x", secret), /cannot flow/);
});

test("guards of a policy go on denying when the policy object is changed", () => {
  const policy = { deny: ["cmd:rm"] };
  const interpreter = host(policy);
  policy.deny.length = 0;
  assert.throws(() => interpreter.run("rm x"), /denied by policy/);
});

test("several policies are one that permits no more than any", () => {
  const interpreter = host(base, { deny: ["cmd:curl"], labels: { pii: { deny: ["op:cmd:git"] } } });
  assert.throws(() => interpreter.run("curl x"), /denied by policy/);
  interpreter.run("git status");
  assert.throws(() => interpreter.run("git status", { inputs: [value("pii")] }), /Label 'pii' cannot flow/);
});

test("files", () => {
  const interpreter = host(base);
  interpreter.open("read", "/work/proj/src/a", places);
  assert.throws(() => interpreter.open("read", "/etc/passwd", places), /Filesystem read denied by policy/);
  assert.throws(() => interpreter.open("write", "/work/proj/src/a", places), /Filesystem write denied by policy/);
  assert.throws(() => interpreter.open("read", "/work/proj/../../etc/passwd", places), /denied by policy/);
  assert.throws(() => interpreter.open("read", "../../etc/passwd", { ...places, workingDir: "/work/proj" }), /denied/);
});

test("a policy that cannot be understood lets nothing run", () => {
  const broken = { labels: { secret: { deny: { nobody: "knows" } } }, defaults: { rules: "no-such-rule" }, limits: 7 };
  const interpreter = new Host({ ...mlld, normalizePolicyConfig: (module) => module });
  interpreter.loadPolicy("broken", broken);
  assert.throws(() => interpreter.run("git status"), /Error: abort/);
  const unreadable = new Host({ ...mlld, normalizePolicyConfig: (module) => module });
  unreadable.loadPolicy("unreadable", Object.create({ deny: true }));
  assert.throws(() => unreadable.run("git status"), /Everything denied by policy/);
  assert.throws(() => host(Object.create({ deny: true })), TypeError);
});
