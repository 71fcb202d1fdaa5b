/** What a file holds beside its policy: guards, which nobody asks here, and the text of pages of Markdown. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { folderOf, mlldPolicy, rows } from "../support/cli.mjs";

const page = [
  "---",
  "title: policy { deny: [js] }",
  "---",
  "# Policy of the team",
  "",
  "No shells, and no `curl`: policy matters, and a guard before lunch is none.",
  "",
  "> policy { deny: [py] } is what the others have.",
  "",
  "```mlld",
  "policy { deny: [cmd:git] }",
  'guard before secret = deny "no"',
  "```",
  "",
  "policy @team = {",
  "  deny: [cmd:curl, `cmd:wget`], >> no } downloads",
  "",
  '  allow: ["cmd:git:*"],',
  "}",
  "",
  "run `make` first.",
  "/exe @f() = run sh {",
  "  echo hi",
  "}",
  "",
].join("\n");
const guard = 'guard @g before secret = when [\n  * => deny "no"\n]\n';
const cwd = folderOf("cli-policies", {
  "guarded.mld": `policy @team = { deny: [cmd:curl] }\n${guard}/guard after show = deny "no"\n`,
  "plain.mld": "policy @team = { deny: [cmd:curl] }\n",
  "lonely.mld": guard,
  "team.md": page,
  "windows.mld.md": page.replaceAll("\n", "\r\n"),
  "guarded.md": `${page}\n${guard}`,
  "slash.md": `${page}\n/${guard}`,
  "torn.md": "policy @a = { dney: [sh] }\n\n/polcy { deny: [sh] }\n\nwords\n\n/for @x in @y\n",
  "fence.md": "policy { deny: [sh] }\n```\npolicy { deny: [js] }\n",
  "broken-guard.md": "policy { deny: [sh] }\n\n/guard before nothing-known = when [ @mx.op.tpye == 1 => deny ]\n",
  "two.md": "policy { deny: [sh] }\n\npolicy { deny: [js] }\n",
  "none.md": "# Words\n\nand no more.\n",
  "json.md": '{ "deny": ["sh"] }\n',
  // The policy is a line of the script.
  "unclear.md": '/exe @f() = run sh {\n  echo "\n}\n"\npolicy { deny: [sh] }\n}\n',
});
const run = (args, options) => mlldPolicy(args, { cwd, ...options });
const WARNING = "a guard is no part of a policy and is not asked";

test("check and explain warn of guards, which they do not ask", () => {
  for (const command of ["check", "explain"]) {
    const { code, out, err } = run([command, "guarded.mld", "--cmd", "ls"]);
    assert.deepEqual([code, out.split("\n")[0]], [0, "allow  ls"]);
    const told = err.split("\n").filter((line) => line.includes("warning"));
    assert.deepEqual(told, [`guarded.mld:2:1: warning: ${WARNING}`, `guarded.mld:5:1: warning: ${WARNING}`]);
    const many = run([command, "guarded.mld", "--cmd", "ls", "--cmd", "curl x", "--json"]);
    assert.deepEqual([many.code, many.err], [1, ""]);
    for (const { warnings } of rows(many.out)) {
      assert.deepEqual(
        warnings.map(({ file, severity, message, line, column }) => [file, severity, message, line, column]),
        [2, 5].map((line) => ["guarded.mld", "warning", WARNING, line, 1]),
      );
    }
    const lines = rows(run([command, "guarded.mld", "plain.mld", "--json"], { input: "ls\npwd\n" }).out);
    assert.deepEqual(lines.map(({ warnings }) => warnings.length), [2, 2]);
    const input = readFileSync(path.join(cwd, "guarded.mld"), "utf8");
    assert.match(run([command, "-", "--cmd", "ls"], { input }).err, /^standard input:2:1: warning: a guard /);
    const none = run([command, "plain.mld", "--cmd", "ls"]);
    assert.equal(none.err, "");
    assert.ok(!("warnings" in rows(run([command, "plain.mld", "--cmd", "ls", "--json"]).out)[0]));
  }
});

test("lint and the warnings of check are the same", () => {
  const [{ problems }] = rows(run(["lint", "guarded.mld", "--json"]).out);
  const [{ warnings }] = rows(run(["check", "guarded.mld", "--cmd", "ls", "--json"]).out);
  assert.deepEqual(warnings, problems);
});

test("fmt does not lose guards", () => {
  for (const file of ["guarded.mld", "guarded.md"]) {
    for (const args of [[], ["--to", "json"], ["--to", "mlld"], ["--json"], ["--to", "json", "--json"]]) {
      const { code, out, err } = run(["fmt", "plain.mld", file, ...args]);
      assert.equal(code, 2);
      const sentence = `${file} declares guards, which would be lost: move them to a file of their own`;
      if (args.includes("--json")) {
        const [{ error }] = rows(out);
        assert.deepEqual([error.code, error.message, error.problems[0].message], ["BAD_USE", sentence, WARNING]);
      } else {
        assert.deepEqual([out, err.split("\n")[0]], ["", `error: ${sentence}`]);
        assert.match(err, new RegExp(`^${file}:\\d+:1: warning: a guard `, "m"));
      }
    }
  }
});

test("fmt --write writes one policy, and loses no other directive", () => {
  const write = (text) => {
    const folder = folderOf("cli-policies-write", { "p.mld": text });
    const { code } = mlldPolicy(["fmt", "--write", "p.mld"], { cwd: folder });
    return [code, readFileSync(path.join(folder, "p.mld"), "utf8")];
  };
  const written = [0, "policy { name: p, deny: { cmd: [curl], sh: [*] } }\n"];
  for (const text of ["\n/policy @p = {\n  deny: [\n    `sh`, \"cmd:curl\",\n  ]\n}\n\n", "{ name: p, deny: ['sh', cmd:curl] }"]) {
    assert.deepEqual(write(text), written);
  }
  for (const more of ["run cmd { ls }", "needs{ sh }", "var secret @x = { a: 1 }", "wants [ { tier: full } ]", ">> why"]) {
    for (const text of [`policy { deny: [sh] }\n${more}\n`, `${more}\npolicy { deny: [sh] }\n`]) {
      assert.deepEqual(write(text), [2, text]);
    }
  }
});

test("a page of Markdown is read as one: only its directives count", () => {
  for (const file of ["team.md", "windows.mld.md"]) {
    assert.deepEqual(run(["lint", file]), { code: 0, out: `${file}: no problems\n`, err: "" });
    const { code, out, err } = run(["check", file, "--cmd", "git log", "--cmd", "curl x", "--cmd", "wget x"]);
    assert.deepEqual([code, err], [1, "1 allowed, 2 denied\n"]);
    assert.match(out, /^allow {2}git log$/m);
    const places = [...out.matchAll(/rule (\S+) \((.*)\)$/gm)].map(([, rule, place]) => [rule, place]);
    assert.deepEqual(places, [
      ["deny[0]", `${file}:16:10`],
      ["deny[1]", `${file}:16:20`],
    ]);
    assert.equal(run(["explain", file, "--cmd", "git log"]).code, 0);
    assert.equal(
      run(["fmt", file]).out,
      "policy { name: team, allow: { cmd: [git:*] }, deny: { cmd: [curl, wget] } }\n",
    );
    assert.deepEqual(JSON.parse(run(["fmt", file, "--to", "json"]).out).deny, { cmd: ["curl", "wget"] });
    const { code: refused, err: why } = run(["fmt", "--write", file]);
    assert.equal(refused, 2);
    assert.match(why, /holds comments, or more than a policy, which would be lost/);
  }
});

test("guards of a page are warned of, with or without a slash", () => {
  for (const [file, column] of [["guarded.md", 1], ["slash.md", 1]]) {
    for (const args of [["lint", file], ["check", file, "--cmd", "git log"]]) {
      const { code, out, err } = run(args);
      assert.equal(code, 0);
      assert.match(out + err, new RegExp(`^${file}:26:${column}: warning: a guard `, "m"));
    }
  }
});

test("a page may hold guards or a policy that let nothing be shown", () => {
  const shows = folderOf("cli-policies-shows", {
    "show.md": 'policy @p = { deny: [cmd:curl] }\nguard before show = deny "Blocked"\n',
    "privileged.md": 'guard privileged before show = deny "Blocked"\n\npolicy @p = { locked: true, deny: [cmd:curl] }\n',
    "instead.md": 'policy @p = { deny: [cmd:curl] }\nguard before show = when [ * => allow "other" ]\n',
    "everything.md": "# All\n\npolicy @p = { deny: \"*\" }\n\npolicy matters.\n",
  });
  for (const file of ["show.md", "privileged.md", "instead.md", "everything.md"]) {
    const { code, out } = mlldPolicy(["lint", file], { cwd: shows });
    assert.deepEqual([code, out.match(/error: .*/g)], [0, null], out);
    assert.equal(mlldPolicy(["check", file, "--cmd", "curl x"], { cwd: shows }).code, 1);
  }
});

test("a page with mistakes decides nothing, and all of them are told", () => {
  const places = {
    "torn.md": ["torn.md:1:15", "torn.md:3:2", "torn.md:7:2"],
    "fence.md": ["fence.md:2:1"],
    "two.md": ["two.md:3:1"],
    "none.md": ["none.md"],
    "json.md": ["json.md"],
    "broken-guard.md": ["broken-guard.md:3:45"],
    "unclear.md": ["unclear.md"],
  };
  for (const [file, expected] of Object.entries(places)) {
    const { code, out } = run(["lint", file]);
    const found = [...out.matchAll(/^(\S+): error: /gm)].map(([, place]) => place);
    assert.deepEqual([code, found], [1, expected], out);
    for (const args of [["check", file, "--cmd", "ls"], ["explain", file, "--cmd", "ls"], ["fmt", file]]) {
      const refused = run(args);
      assert.deepEqual([refused.code, refused.out], [2, ""], args.join(" "));
      for (const place of expected) assert.match(refused.err, new RegExp(`^${place}: error: `, "m"));
    }
  }
  assert.match(run(["lint", "unclear.md"]).out, /: it is not clear which lines of this page are its policy\n/);
  const both = run(["check", "torn.md", "two.md", "team.md", "--cmd", "ls", "--json"]);
  const [{ error }] = rows(both.out);
  assert.deepEqual([error.code, error.message], ["INVALID_POLICY", "2 policies are refused: mend what is listed below"]);
  assert.match(run(["lint", "torn.md"]).out, /^ {4}3 \| \/polcy \{ deny: \[sh\] \}$/m);
});
