/**
 * `mlld-policy test` with the engine: folders that could not fail, or that are not what they seem to be, are told and never
 * passed over.
 */

import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import test from "node:test";
import { folderOf, mlldPolicy, rows } from "../support/cli.mjs";

const PAGE = 'policy { deny: { cmd: [curl] } }\nshow "a"\nrun cmd { curl x.example }\n';
const DENIED = "Command 'curl' denied by policy";
const right = { "example.md": PAGE, "error.md": DENIED };

let made = 0;
/** A tree with these files. */
function tree(files) {
  return folderOf(`cli-folders-${(made += 1)}`, files);
}

/** What is wrong with each folder of a tree. */
function failures(cwd) {
  const { code, out, err } = mlldPolicy(["test", ".", "--json"], { cwd });
  assert.equal(err, "");
  const failed = rows(out).filter(({ passed }) => !passed);
  assert.equal(code, failed.length === 0 ? 0 : 1, out);
  return failed.map(({ folder, problems }) => [folder, ...problems.map(({ message }) => message)]);
}

/** What is wrong with a folder. */
function wrong(files) {
  const [first] = failures(tree(Object.fromEntries(Object.entries(files).map(([name, text]) => [`a/${name}`, text]))));
  return first?.slice(1).join("; ");
}

test("what is right, in both flavours", () => {
  assert.equal(wrong(right), undefined);
  assert.equal(wrong({ "example.mld": PAGE, "error.md": DENIED }), undefined);
  assert.match(wrong({ "example.mld": `Words.\n${PAGE}`, "error.md": DENIED }), /^it stopped with another error/);
  assert.equal(wrong({ ...right, "example.md": `Words.\n${PAGE}` }), undefined);
});

test("the words of error.md are not looked for in the line that is shown below a mistake", () => {
  const page = `show "a"\n/polcy { deny: [sh] } >> ${DENIED}\n`;
  const stops = (error) => wrong({ "example.md": page, "error.md": error });
  for (const error of [DENIED, "denied", "show", "{ deny: [sh] }", "example.md", "example.md:", ".md", "^"]) {
    assert.equal(stops(error), "it stopped with another error", error);
  }
  const whole = "example.md:2:2: unknown directive `polcy` (did you mean `policy`?)";
  for (const error of ["unknown directive `polcy`", "did you mean `policy`", "example.md:2:2", whole]) {
    assert.equal(stops(error), undefined, error);
  }
  const keys = `policy { dney: [sh] } >> ${DENIED}\n`;
  assert.equal(wrong({ "example.md": keys, "error.md": DENIED }), "it stopped with another error");
  assert.equal(wrong({ "example.md": keys, "error.md": "unknown key `dney`" }), undefined);
  const two = `${keys}/polcy { }\n`;
  const both = "(did you mean `deny`?)\nexample.md:2:2: unknown directive";
  assert.equal(wrong({ "example.md": two, "error.md": both }), undefined);
  assert.equal(wrong({ "example.md": two, "error.md": "unknown directive" }), undefined);
  assert.equal(wrong({ "example.md": two, "error.md": "unknown directive\nunknown key" }), "it stopped with another error");
  // What is imported has mistakes of its own.
  const imports = { "example.md": 'import policy @p from "./strict"\n', "strict.mld": keys };
  assert.equal(wrong({ ...imports, "error.md": DENIED }), "it stopped with another error");
  assert.equal(wrong({ ...imports, "error.md": "strict.mld" }), "it stopped with another error");
  assert.equal(wrong({ ...imports, "error.md": "strict.mld:1:10: unknown key" }), undefined);
});

test("a page that decides nothing and prints nothing is a failure", () => {
  const sentence = "this page decides nothing and prints nothing: write an operation, or show something";
  for (const page of ["", "# Words\n", "policy { deny: [sh] }\n", "```\nrun cmd { ls }\n```\n", "run the tests\n"]) {
    assert.equal(wrong({ "example.md": page, "expected.md": "" }), sentence, page);
  }
  assert.equal(wrong({ "example.md": "run cmd { ls }\n", "expected.md": "" }), undefined);
  assert.equal(wrong({ "example.md": "", "error.md": "x" }), "it ran to its end, and was to stop with: x");
  const empty = "error.md is empty, which every error fits: write a part of the error's message";
  for (const error of ["", "\n", " \n\t\n"]) assert.equal(wrong({ ...right, "error.md": error }), empty);
});

test("files that are not what they seem to be are told", () => {
  const sentences = [
    [{ "example.md": PAGE, "example.mld": PAGE, "error.md": DENIED }, "example.md and example.mld exclude each other: keep one"],
    [{ ...right, "expected.md": "a" }, "expected.md and error.md exclude each other: keep one"],
    [{ "example.md": PAGE }, "nothing is expected: add expected.md with what it prints, or error.md with a part of the error"],
    [{ "expected.md": "a" }, "there is expected.md, but no page: add example.md"],
    [{ "error.md": "a" }, "there is error.md, but no page: add example.md"],
    [{ "decisions.json": [] }, "there is decisions.json, but no page: add example.md"],
    [{ ...right, "inner/expected.md": "a" }, "there is expected.md, but no page: add example.md"],
    ...[
      [{ "Example.md": PAGE }, "Example.md", "example.md"],
      [{ "EXAMPLE.MLD": PAGE }, "EXAMPLE.MLD", "example.mld"],
      [{ "example.mld.md": PAGE }, "example.mld.md", "example.md"],
      [{ "example.md ": PAGE }, "example.md ", "example.md"],
      [{ "Error.md": DENIED }, "Error.md", "error.md"],
      [{ "example.md": PAGE, "eror.md": DENIED }, "eror.md", "error.md"],
      [{ ...right, "Decisions.json": [] }, "Decisions.json", "decisions.json"],
      [{ ...right, "decision.json": [] }, "decision.json", "decisions.json"],
      [{ ...right, "mlld_config.json": {} }, "mlld_config.json", "mlld-config.json"],
      [{ ...right, "expected.MD": "a" }, "expected.MD", "expected.md"],
    ].map(([files, name, meant]) => {
      return [files, `${name} is read by nobody: name it ${meant}, or something that looks less like it`];
    }),
    [{ ...right, "expected.md/x": "" }, "expected.md is no file: make it one, or give it another name"],
    [{ "example.md/x": "" }, "example.md is no file: make it one, or give it another name"],
  ];
  for (const [files, sentence] of sentences) assert.equal(wrong(files), sentence);
  const swapped = wrong({ "exmaple.md": PAGE, "error.md": DENIED });
  assert.match(swapped, /^exmaple\.md is read by nobody: name it example\.md, .*; there is error\.md, but no page: add example\.md$/);
  const two = wrong({ "examples.md": PAGE, "errors.md": DENIED });
  assert.match(two, /^errors\.md is .*: name it error\.md, .*; examples\.md is .*: name it example\.md, [^;]*$/);
  // A folder without any scenario may hold what it likes.
  assert.deepEqual(failures(tree({ ...right, "docs/examples.md": "", "docs/mlld-config.json": {} })), []);
});

test("one that is wrong does not keep others from being run", () => {
  const named = (folder) => Object.fromEntries(Object.entries(right).map(([name, text]) => [`${folder}/${name}`, text]));
  const { code, out, err } = mlldPolicy(["test", "."], { cwd: tree({ ...named("a"), "b/Example.md": PAGE, ...named("c") }) });
  assert.deepEqual([code, err], [1, "2 passed, 1 failed\n"]);
  assert.deepEqual(out.match(/^\w+ .*$/gm), ["pass  a", "FAIL  b", "pass  c"]);
});

test("links are told, as they are not followed", { skip: process.platform === "win32" }, () => {
  const sentence = (name) => `${name} is a link, and links are not followed: put what it leads to in its place`;
  const files = { "a/example.md": PAGE, "a/error.md": DENIED, "texts/strict.mld": "policy {}\n", "a/inner/x.mld": "" };
  const links = [
    ["texts", "b", ".", "b"],
    ["nowhere", "b", ".", "b"],
    [".", "texts/round", "texts", "round"],
    ["../texts/strict.mld", "a/strict.mld", "a", "strict.mld"],
    ["../../texts/strict.mld", "a/inner/strict.mld", "a/inner", "strict.mld"],
    ["../texts/strict.mld", "a/decisions.json", "a", "decisions.json"],
    ["../a/example.md", "texts/example.md", "texts", "example.md"],
  ];
  for (const [to, link, folder, name] of links) {
    const cwd = tree(files);
    mkdirSync(path.dirname(path.join(cwd, link)), { recursive: true });
    symlinkSync(to, path.join(cwd, link));
    assert.deepEqual(failures(cwd), [[folder, sentence(name)]], link);
  }
  const harmless = tree(files);
  symlinkSync("strict.mld", path.join(harmless, "texts", "other.mld"));
  assert.deepEqual(failures(harmless), []);
  symlinkSync(path.join(harmless, "a"), path.join(harmless, "texts", "named"));
  assert.equal(mlldPolicy(["test", "texts/named"], { cwd: harmless }).code, 0, "one that is named is meant");
});

test("a tree without any scenario ends in 2, before anything is run", () => {
  const cwd = tree({ "a/example.md": PAGE, "a/error.md": DENIED, "empty/notes.md": "" });
  const { code, out, err } = mlldPolicy(["test", "a", "empty"], { cwd });
  const sentence = "empty holds no scenario: a scenario is a folder with example.md, or example.mld";
  assert.deepEqual([code, out, err], [2, "", `error: ${sentence}\n`]);
});

test("keys that stand twice, or mean nothing, are refused", () => {
  const config = (text) => wrong({ ...right, "mlld-config.json": text });
  const decisions = (text) => wrong({ ...right, "decisions.json": text });
  assert.equal(config('{ "security": { "allowGuardBypass": false }, "other": { "x": 1 } }'), undefined);
  assert.equal(config("{}"), undefined);
  const twice = '{ "security": { "allowGuardBypass": false, "allowGuardBypass": true } }';
  assert.equal(config(twice), "mlld-config.json:1:44: the key `allowGuardBypass` stands twice in this object");
  assert.match(config('{ "security": {}, "security": {} }'), /^mlld-config\.json:1:19: the key `security` stands twice/);
  assert.match(config('{ "a": [{ "b": 1, "b": 1 }] }'), /the key `b` stands twice/);
  assert.equal(decisions('[{ "line": 9, "line": 3 }]'), "decisions.json:1:15: the key `line` stands twice in this object");
  assert.match(decisions('[{ "decision": "deny", "\\u0064ecision": "deny" }]'), /the key `decision` stands twice/);
  assert.match(decisions("[".repeat(200) + "]".repeat(200)), /^decisions\.json:1:\d+: /);
  assert.equal(
    config('{ "security": { "allowGuardBypas": false } }'),
    "mlld-config.json is refused: config.security: unknown option `allowGuardBypas` (did you mean `allowGuardBypass`?)",
  );
  assert.match(config('{ "security": { "x": 1 } }'), /^mlld-config\.json is refused: config\.security: unknown option `x` /);
  assert.match(config('{ "security": { "allowGuardBypass": "no" } }'), /^mlld-config\.json is refused: .* must be true or false$/);
  assert.match(config('{ "security": true }'), /^mlld-config\.json is refused: config\.security: the option must be an object/);
  for (const key of ["securty", "Security", "allowGuardBypass"]) {
    const sentence = 'write { "security": { "allowGuardBypass": … } }';
    assert.equal(config({ [key]: false }), `mlld-config.json has the unknown key \`${key}\`: ${sentence}`);
  }
  // What the configuration says wrongly is no error of the page that could be expected.
  assert.match(
    wrong({ ...right, "mlld-config.json": { security: { x: 1 } }, "error.md": "unknown option" }),
    /^mlld-config\.json is refused/,
  );
  assert.match(decisions([{ decison: "deny" }]), /^decisions\.json, row 1, has the unknown key `decison`/);
  assert.equal(decisions([{ decision: "allow", code: null, line: 2 }, { line: 3 }]), undefined);
});
