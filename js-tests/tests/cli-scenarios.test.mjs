/**
 * `mlld-policy test` and `fmt`, with a MOCK in place of `runScenario` and `format`: what a scenario does is what a file in its
 * folder says it did, so that these tests are about the command line alone.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { folderOf, mlldPolicy, mocked, rows } from "../support/cli.mjs";

const mock = mocked(
  "cli-mock",
  ["format", "runScenario"],
  `
import { appendFileSync } from "node:fs";
import { PolicyError, lint } from "./node.cjs";

export function runScenario(source, options) {
  if (process.env.MOCK_LOG) appendFileSync(process.env.MOCK_LOG, JSON.stringify({ source, options }) + "\\n");
  const result = { output: "", decisions: [], error: null };
  return { ...result, ...JSON.parse(options.files["mock.json"] ?? "{}") };
}

export function format(policy, to) {
  const problems = lint(policy).filter(({ severity }) => severity === "error");
  if (!policy.startsWith("policy") && problems.length > 0) throw new PolicyError(problems);
  const value = policy.startsWith("policy") ? {} : JSON.parse(policy);
  if (to === "json") return JSON.stringify(value, null, 2) + "\\n";
  return policy.startsWith("policy") ? policy.trim() + "\\n" : "policy @p = " + JSON.stringify(value);
}
`,
);

const allowed = { operation: "run: git status", line: 3, decision: "allow", denial: null };
const denial = {
  ...{ decision: "deny", code: "POLICY_CAPABILITY_DENIED", reason: "Command 'curl' denied by policy" },
  ...{ policy: "team", rule: "deny[0]", subject: "curl x", span: null, suggestions: [] },
};
const denied = { operation: "run: curl x", line: 4, decision: "deny", denial };
const stopped = { message: "Command 'curl' denied by policy", code: denial.code, file: null, line: 4, column: 1 };

let made = 0;
/** Runs a tree of folders. */
function run(files, args = [], options = {}) {
  const cwd = folderOf(`cli-scenarios-${(made += 1)}`, files);
  return { cwd, ...mlldPolicy(["test", ".", ...args], { cwd, file: mock.file, ...options }) };
}

/** A folder with a page, and what the mock makes of it. */
function scenario(name, result, expectation) {
  const files = { "example.md": "# A page\n", "mock.json": result, ...expectation };
  return Object.fromEntries(Object.entries(files).map(([file, content]) => [`${name}/${file}`, content]));
}

test("a tree of folders that pass", () => {
  const { code, out, err } = run({
    ...scenario("b/printed", { output: "one  \ntwo\n\n" }, { "expected.md": "one\ntwo" }),
    ...scenario("a", { error: stopped, decisions: [allowed, denied] }, {
      "error.md": "denied by policy\n",
      "decisions.json": [{ decision: "allow", line: 3 }, { policy: "team", rule: "deny[0]", operation: "run: curl x" }],
    }),
    ...scenario("b", { decisions: [allowed] }, { "expected.md": "" }),
    "c/notes.md": "no scenario",
  });
  assert.deepEqual([code, out, err], [0, "pass  a\npass  b\npass  b/printed\n", "3 passed, 0 failed\n"]);
});

test("a folder itself may be the scenario", () => {
  const { code, out } = run({ "example.md": "", "mock.json": { output: "x" }, "expected.md": "x" });
  assert.deepEqual([code, out], [0, `pass  cli-scenarios-${made}\n`]);
});

test("what is printed is compared line by line", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const other = lines.with(9, "another").toSpliced(10, 0, "one more");
  const { code, out, err } = run(scenario("a", { output: other.join("\n") }, { "expected.md": lines.join("\n") }));
  assert.deepEqual([code, err], [1, "0 passed, 1 failed\n"]);
  assert.equal(
    out,
    [
      "FAIL  a",
      "      it printed something else",
      "      (- expected, + found)",
      "        …",
      "          line 7",
      "          line 8",
      "        - line 9",
      "        + another",
      "        + one more",
      "          line 10",
      "          line 11",
      "        …",
      "",
    ].join("\n"),
  );
});

test("each way to fail is told", () => {
  const ends = (result, expectation) => {
    const { code, out } = run(scenario("a", result, expectation));
    assert.equal(code, 1);
    const [first, ...more] = out.split("\n").slice(0, -1);
    assert.equal(first, "FAIL  a");
    return more.map((line) => line.slice(6));
  };
  assert.deepEqual(ends({}, { "error.md": "denied" }), ["it ran to its end, and was to stop with: denied"]);
  assert.deepEqual(ends({ error: stopped }, { "error.md": "No permitted tier" }), [
    "it stopped with another error",
    "(- expected, + found)",
    "  - No permitted tier",
    "  + Command 'curl' denied by policy",
  ]);
  assert.deepEqual(ends({ error: stopped }, { "expected.md": "" }), [
    "it stopped at example.md:4:1: Command 'curl' denied by policy",
  ]);
  assert.deepEqual(ends({ error: { ...stopped, file: "strict.mld" } }, { "expected.md": "" }), [
    "it stopped at strict.mld:4:1: Command 'curl' denied by policy",
  ]);
  const mistake = { ...stopped, file: "example.md", message: "example.md:4:1: expected `}`\n  4 | run {\n    | ^" };
  assert.deepEqual(ends({ error: mistake }, { "expected.md": "" }), [
    "it stopped: example.md:4:1: expected `}`",
    "  4 | run {",
    "    | ^",
  ]);
  const inOrder = [{ decision: "deny" }, { decision: "allow" }];
  assert.deepEqual(ends({ decisions: [allowed, denied] }, { "expected.md": "", "decisions.json": inOrder }), [
    "decisions.json, row 2, is not found from there on; those made are below",
    "(- expected, + found)",
    '  - {"decision":"allow"}',
    '  + {"operation":"run: git status","decision":"allow","line":3}',
    `  + {"operation":"run: curl x","decision":"deny","code":"${denial.code}","reason":"${denial.reason}","rule":"deny[0]","policy":"team","line":4}`,
  ]);
  const [none] = ends({ output: "x" }, { "expected.md": "x", "decisions.json": [{ code: "X" }] });
  assert.equal(none, "decisions.json, row 1, is not found from there on; none was made");
  for (const printed of ["", " \n\n"]) {
    assert.deepEqual(ends({ output: printed }, { "expected.md": "" }), [
      "this page decides nothing and prints nothing: write an operation, or show something",
    ]);
  }
});

test("a folder that could not fail is a failure", () => {
  const expected = { "expected.md": "" };
  const sentences = [
    [{}, "nothing is expected: add expected.md with what it prints, or error.md with a part of the error"],
    [{ ...expected, "error.md": "x" }, "expected.md and error.md exclude each other: keep one"],
    [{ "error.md": " \n" }, "error.md is empty, which every error fits: write a part of the error's message"],
    [{ ...expected, "decisions.json": {} }, "decisions.json holds no list: write [ { … }, … ]"],
    [{ ...expected, "decisions.json": [1] }, 'decisions.json, row 1, is no object: write { "decision": … }'],
    [{ ...expected, "decisions.json": [] }, "decisions.json is empty, which every page fits: list decisions, or leave it out"],
    [{ ...expected, "decisions.json": [{}] }, "decisions.json, row 1, is empty, which every decision fits"],
    [
      { ...expected, "decisions.json": [{ desicion: "deny" }] },
      "decisions.json, row 1, has the unknown key `desicion`: there are operation, decision, code, reason, rule, policy, line",
    ],
    [{ ...expected, "mlld-config.json": [] }, "mlld-config.json holds no object: write { … }"],
  ];
  for (const [files, sentence] of sentences) {
    const { code, out } = run({ ...scenario("a", {}, files), ...scenario("b", { decisions: [allowed] }, expected) });
    assert.deepEqual([code, out], [1, `FAIL  a\n      ${sentence}\npass  b\n`]);
  }
  assert.match(run(scenario("a", {}, { ...expected, "mlld-config.json": "{" })).out, /mlld-config\.json is no JSON: /);
  const binary = run(scenario("a", {}, { "expected.md": Buffer.from([0xff]) }));
  assert.match(binary.out, /a\/expected\.md is no text in UTF-8: save it as such/);
});

test("a scenario gets its page, its files and its configuration", () => {
  const log = path.join(folderOf("cli-scenarios-log"), "log");
  const files = {
    ...scenario("a", { decisions: [allowed] }, {
      "example.md": "show 1\n",
      "expected.md": "",
      "mlld-config.json": { security: { allowGuardBypass: false } },
    }),
    "a/strict.mld": "policy {}\n",
    "a/picture.png": Buffer.from([0x89, 0x50, 0xff]),
    "a/more/deep.json": "{}",
    "a/more/notes.md": "importable\n",
    "a/other/example.md": "a scenario of its own\n",
    "a/other/expected.md": "",
    "a/other/mock.json": { decisions: [allowed] },
    "outside.mld": "",
  };
  const { cwd } = run(files, [], { env: { MOCK_LOG: log } });
  const [first, second] = rows(readFileSync(log, "utf8"));
  assert.equal(first.source, "show 1\n");
  assert.deepEqual(first.options, {
    files: { "mock.json": `${JSON.stringify(files["a/mock.json"])}\n`, "strict.mld": "policy {}\n", "more/deep.json": "{}", "more/notes.md": "importable\n" },
    config: { security: { allowGuardBypass: false } },
    ...{ flavour: "md", allowPrivileged: false, base: "/project", home: "/home/user" },
  });
  assert.deepEqual(Object.keys(second.options.files), ["mock.json"]);
  const args = ["test", "a/other", "--allow-privileged", "--base", "/b", "--home", "/h"];
  const more = mlldPolicy(args, { cwd, file: mock.file, env: { MOCK_LOG: log } });
  assert.equal(more.out, "pass  other\n");
  const { options } = rows(readFileSync(log, "utf8")).at(-1);
  assert.deepEqual([options.allowPrivileged, options.base, options.home], [true, "/b", "/h"]);
});

test("as JSON, each folder is a row", () => {
  const { code, out, err } = run(
    { ...scenario("a", { output: "x" }, { "expected.md": "y" }), ...scenario("b", { output: "z" }, { "expected.md": "z" }) },
    ["--json"],
  );
  assert.deepEqual([code, err], [1, ""]);
  assert.deepEqual(rows(out), [
    { folder: "a", passed: false, problems: [{ message: "it printed something else", diff: ["- y", "+ x"] }] },
    { folder: "b", passed: true, problems: [] },
  ]);
});

test("what scenarios print cannot steer the terminal", () => {
  const output = "\u001b[2Jx\u202e\r\n";
  const error = { ...stopped, message: "\u001b[31m" };
  const { out } = run(scenario("a\u001b[31m", { output, error }, { "expected.md": "y" }));
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test("fmt prints policies, in their notation or another", () => {
  const policies = { "p.json": '{"deny":["sh"]}', "q.mld": "policy @q = { deny: [sh] }", "broken.json": '{"dney":[]}' };
  const cwd = folderOf("cli-fmt", policies);
  const fmt = (...args) => mlldPolicy(["fmt", ...args], { cwd, file: mock.file, input: '{ "deny": [] }' });
  assert.deepEqual(fmt("p.json", "q.mld"), {
    code: 0,
    out: '{\n  "deny": [\n    "sh"\n  ]\n}\npolicy @q = { deny: [sh] }\n',
    err: "",
  });
  assert.equal(fmt("p.json", "--to", "mlld").out, 'policy @p = {"deny":["sh"]}\n');
  assert.equal(fmt("-").out, '{\n  "deny": []\n}\n');
  const [row] = rows(fmt("p.json", "--json").out);
  assert.deepEqual(row, { file: "p.json", changed: true, text: '{\n  "deny": [\n    "sh"\n  ]\n}\n' });
  const broken = fmt("p.json", "broken.json");
  assert.deepEqual([broken.code, broken.out], [2, ""]);
  assert.match(broken.err, /^error: broken\.json is refused: mend what is listed below\nbroken\.json:1:2: error: dney: /);
});

test("fmt --write changes files, and loses nothing", () => {
  const files = {
    ...{ "p.json": '{"deny":["sh"]}', "broken.json": '{"dney":[]}', "q.mld": "policy @q = { deny: [sh] }" },
    "commented.mld": "policy @q = { deny: [sh] } >> why\n",
    "guarded.mld": "policy @q = { deny: [sh] }\nguard @g before secret = deny \"no\"\n",
    "prose.mld": "# Title\n\npolicy @q = { deny: [sh] }\n",
    "run.mld": "policy @q = { deny: [sh] }\nrun cmd { ls }\n",
    "needs.mld": "policy @q = {\n  deny: [sh]\n}\n\nneeds{ sh }\n",
    "value.mld": "policy @q = { deny: [sh] }\nvar secret @x = { a: 1 }\n",
    "first.mld": "needs { sh }\npolicy @q = { deny: [sh] }\n",
  };
  const cwd = folderOf("cli-fmt-write", files);
  const text = (name) => readFileSync(path.join(cwd, name), "utf8");
  const fmt = (...args) => mlldPolicy(["fmt", "--write", ...args], { cwd, file: mock.file });
  assert.equal(fmt("p.json", "broken.json").code, 2);
  assert.equal(text("p.json"), files["p.json"], "nothing is written where one has mistakes");
  for (const name of ["commented.mld", "guarded.mld", "prose.mld", "run.mld", "needs.mld", "value.mld", "first.mld"]) {
    const { code, err } = fmt(name);
    const sentence = `${name} holds comments, or more than a policy, which would be lost: leave out --write`;
    assert.deepEqual([code, err], [2, `error: ${sentence}\n`]);
    assert.equal(text(name), files[name]);
  }
  assert.match(fmt("p.json", "--to", "mlld").err, /^error: p\.json is in JSON: leave out --write, and send the output to a new file/);
  assert.deepEqual(fmt("p.json", "q.mld"), { code: 0, out: "", err: "p.json is written\nq.mld is written\n" });
  assert.equal(text("p.json"), '{\n  "deny": [\n    "sh"\n  ]\n}\n');
  assert.equal(text("q.mld"), "policy @q = { deny: [sh] }\n");
  assert.deepEqual(fmt("p.json"), { code: 0, out: "", err: "" });
});

test("without the mock, both work", () => {
  const policy = '{ "name": "p", "deny": ["sh"] }';
  const cwd = folderOf("cli-real", { "a/example.md": "/show 1\n", "a/expected.md": "1\n", "p.json": policy });
  for (const args of [["test", "."], ["fmt", "p.json"]]) {
    const { code, out } = mlldPolicy(args, { cwd });
    assert.deepEqual([code, out.length > 0], [0, true]);
  }
});
