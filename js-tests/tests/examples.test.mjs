/** The programs in `examples/`, beside the installed package. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { exampleFolder } from "../support/examples.mjs";
import { load, root, run } from "../support/installed.mjs";

const { PolicyEngine, version } = load();
const examples = exampleFolder("examples-of-programs");
cpSync(path.join(root, "examples"), examples, { recursive: true });
// The examples take the package that was just built; here they take the installed one, as code of users does.
writeFileSync(path.join(examples, "package.mjs"), 'export * from "mlld-policy";\n');
const { calls } = JSON.parse(readFileSync(path.join(examples, "operations.json"), "utf8"));
const temporary = mkdtempSync(path.join(realpathSync(os.tmpdir()), "mlld-policy-"));
after(() => rmSync(temporary, { recursive: true, force: true }));
// The runner gives its children this home, in which a start-up file lies in wait.
process.env.HOME = temporary;
writeFileSync(path.join(temporary, ".bashrc"), "printf() { echo replaced; }\n");
const runnerFile = path.join(examples, "guarded-runner.mjs");
const { describeDenial, guardedRunner, realPath } = await import(pathToFileURL(runnerFile));

/** A new folder, with an engine for it and a runner in it. */
function place(name, policy) {
  const folder = path.join(temporary, name);
  mkdirSync(folder, { recursive: true });
  const engine = new PolicyEngine(policy, { base: folder, home: temporary, realPath });
  return { folder, engine, run: guardedRunner(engine, folder) };
}

/** The operations as the demo prints them. */
const operations = calls.map(([method, first, second]) => {
  if (method === "checkFile") return second;
  if (method === "checkFileIntegrity") return `${first} by ${second.identity}`;
  if (method === "checkKeychain") return `${first}/${second}`;
  if (method === "checkFlow") return `${second.labels.join(" ")} to ${first.command ?? first.type}`;
  if (method === "checkToolCall") {
    const [[name, value]] = Object.entries(first.args);
    return `${first.tool}(${name}: ${first.inputs[name].join(" ")} ${JSON.stringify(value)})`;
  }
  return method === "checkArgv" ? JSON.stringify(first) : first;
});

test("the demo decides over many operations of every kind", () => {
  assert.ok(calls.length >= 60, `only ${calls.length} operations`);
  const kinds = new Set(calls.map(([method]) => method));
  const methods = [];
  for (let owner = PolicyEngine.prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    methods.push(...Object.getOwnPropertyNames(owner).filter((name) => name.startsWith("check")));
  }
  // Needs are no operation: nothing is done when they are granted.
  assert.deepEqual([...kinds].sort(), methods.filter((name) => name !== "checkNeeds").sort());
});

test("the demo prints a row for every operation, one denial in full, and a summary", () => {
  const lines = run(process.execPath, [path.join(examples, "demo.mjs")], { cwd: temporary }).split("\n");
  const rows = lines.filter((line) => / {2}(allow|deny)( {2}|$)/.test(line));
  assert.deepEqual(rows.map((row) => /^(.*?) +(?:allow|deny)(?: {2}|$)/.exec(row)[1]), operations);
  const denied = rows.filter((row) => / {2}deny {2}/.test(row));
  // Rule and reason.
  for (const row of denied) assert.match(row, / {2}deny {2,}\S.* {2,}\S/);
  assert.ok(denied.length > 10 && rows.length - denied.length > 10);
  const summary = lines.find((line) => line.includes(" operations under "));
  const counts = `${rows.length - denied.length} allowed, ${denied.length} denied`;
  assert.equal(summary, `${rows.length} operations under team and project: ${counts}.`);
  const full = /A denial in full: .*\n(\{[\s\S]*?\n\})/.exec(lines.join("\n"));
  assert.equal(JSON.parse(full[1]).decision, "deny");
});

test("the demo takes other policies, and says what is wrong with them", async () => {
  const demo = path.join(examples, "demo.mjs");
  const compact = path.join(examples, "policies", "compact.json");
  assert.match(run(process.execPath, [demo, compact]), /\d+ operations under .*: \d+ allowed, \d+ denied\./);
  const bad = path.join(temporary, "bad.json");
  writeFileSync(bad, '{\n  "dney": []\n}\n');
  const failed = await promisify(execFile)(process.execPath, [demo, bad]).catch((error) => error);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /dney.*\n?.*`deny`/);
});

test("the runner runs what is allowed, in the engine's folder", async () => {
  const { folder, run: runner } = place("allowed", { danger: "*", allow: ["cmd:pwd", "cmd:printf:*"] });
  assert.equal((await runner("pwd")).stdout, `${folder}\n`);
  assert.equal((await runner("printf '%s|' 'a b' c")).stdout, "a b|c|");
});

test("the runner never starts what is denied", async () => {
  const { folder, run: runner } = place("denied", { allow: ["cmd:touch:fine.txt", "fs:w:**"] });
  await runner("touch fine.txt");
  assert.ok(existsSync(path.join(folder, "fine.txt")));
  const ways = ["touch other.txt", "touch fine.txt; touch other.txt", "$(touch other.txt)", "(touch other.txt)"];
  for (const command of ways) {
    const error = await runner(command).then(() => assert.fail(`${command} ran`), (thrown) => thrown);
    assert.equal(error.code, "SECURITY_VIOLATION", command);
    assert.match(describeDenial(command, error.decision), /denied by policy/);
    assert.equal(existsSync(path.join(folder, "other.txt")), false, command);
  }
});

test("the child has a short environment, and bash runs no file before the command", async () => {
  const { folder, run: runner } = place("clean", { danger: "*", allow: ["cmd:printenv", "cmd:printf:*"] });
  const BASH_ENV = path.join(temporary, ".bashrc");
  const before = { ...process.env };
  Object.assign(process.env, { BASH_ENV, "BASH_FUNC_printf%%": "() { echo replaced; }", NODE_OPTIONS: "--no-warnings" });
  try {
    assert.equal((await runner("printf original")).stdout, "original");
    const names = (await runner("printenv")).stdout.split("\n").slice(0, -1).map((line) => line.split("=")[0]);
    const set = names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name));
    assert.deepEqual(set.sort(), ["GIT_PAGER", "HOME", "LANG", "PATH"]);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
  // The start-up file would have had its effect: this is what the guide warns of.
  const env = { PATH: process.env.PATH, HOME: temporary, BASH_ENV };
  const { stdout } = await promisify(execFile)("bash", ["--norc", "-c", "printf original"], { cwd: folder, env });
  assert.equal(stdout, "replaced\n");
});

test("the runner's realPath follows links, also of what does not exist yet", () => {
  const { folder, engine } = place("links", { allow: ["fs:rw:**"] });
  const outside = path.join(temporary, "outside");
  mkdirSync(outside);
  mkdirSync(path.join(folder, "inside"));
  symlinkSync(outside, path.join(folder, "out"));
  symlinkSync(path.join(folder, "inside"), path.join(folder, "in"));
  symlinkSync(path.join(outside, "nothing"), path.join(folder, "nowhere"));

  assert.equal(realPath(path.join(folder, "out", "new", "file")), path.join(outside, "new", "file"));
  const decided = (file) => engine.checkFile("write", file).decision;
  assert.equal(decided("inside/new.txt"), "allow");
  assert.equal(decided("in/new.txt"), "allow");
  assert.equal(decided("out/new.txt"), "deny");
  assert.equal(decided("out"), "deny");
  // Who writes to a link that leads nowhere creates what it names.
  assert.equal(engine.checkFile("write", "nowhere").code, "REAL_PATH_FAILED");
});

test("the runner as a program shows what ran and what was denied", () => {
  run("git", ["init", "--quiet", temporary]);
  const commands = ["git status --short --branch", "git push --force"];
  const shown = run(process.execPath, [runnerFile, ...commands], { cwd: temporary });
  assert.match(shown, /\$ git status --short --branch\n## No commits yet/);
  assert.match(shown, /\$ git push --force\nDangerous command .* denied by policy/);
  assert.match(shown, /\n {2}git push --force\n {2}\^{16}\n {2}rule: danger list/);
});

test("what these tests ran is the installed package", () => {
  const program = 'import { version } from "mlld-policy"; process.stdout.write(version());';
  const file = path.join(examples, "version.mjs");
  writeFileSync(file, program);
  assert.equal(run(process.execPath, [file]), version());
});
