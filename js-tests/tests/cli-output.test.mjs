/** What the command line shows: carets, colours, widths, and command lines that would rather steer the terminal. */

import assert from "node:assert/strict";
import test from "node:test";
import { folderOf, mlldPolicy, rows } from "../support/cli.mjs";

const cwd = folderOf("cli-output", {
  "git.json": { name: "git", allow: ["cmd:git:*", "net"] },
  "hostile.json": { name: "\u202ename\u200b", deny: ["cmd:curl"] },
  "keys.json": '{ "\\u001b[31mred": 1, "wei\u202erd": 2 }',
});
const run = (args, options) => mlldPolicy(args, { cwd, ...options });
const check = (text, options) => run(["check", "git.json", "--cmd", text], options);
const ESCAPE = "\u001b";

test("carets stand under what was denied, as it is shown", () => {
  const cases = [
    ["git log | curl x.example", "git log | curl x.example", 17, 14],
    // Emoji and Chinese characters take two columns, whatever their UTF-16 units.
    ["git commit -m 👍 && rm 日本", "git commit -m 👍 && rm 日本", 27, 7],
    ["git add 日本語 ; 👩🏽 x", "git add 日本語 ; 👩🏽 x", 24, 4],
    ["git log 🇫🇷 ; rm ❤️", "git log 🇫🇷 ; rm ❤️", 20, 5],
    // Marks take none.
    ["git add cafe\u0301 ; rm x", "git add cafe\u0301 ; rm x", 22, 4],
    // A tab goes on to the next eighth column of the command.
    ["git\tlog ; rm\tx", "git     log ; rm        x", 21, 11],
    ["git log;\t\trm x", "git log;                rm x", 31, 4],
    ["日\tgit ; rm x", "日      git ; rm x", 7, 11],
    // Something is missing at the end.
    ["", "", 7, 1],
  ];
  for (const [text, shown, column, length] of cases) {
    const [first, second] = check(text).out.split("\n");
    assert.equal(first, `deny   ${shown}`);
    assert.equal(second, " ".repeat(column) + "^".repeat(length), shown);
  }
});

test("a command of several lines is shown in lines, whose ends are escaped", () => {
  const { out } = check("git log\nrm x \\\n  y\ngit status");
  assert.deepEqual(out.split("\n").slice(0, 6), [
    "deny   git log\\n",
    "       rm x \\\\n",
    "       ^^^^^^^^",
    "         y\\n",
    "       ^^^",
    "       git status",
  ]);
});

test("lines are as wide as the terminal at most", () => {
  const long = `git log --format=${"%h ".repeat(20)}| curl ${"x".repeat(60)}.example`;
  for (const columns of [40, 60, 100]) {
    for (const args of [["check"], ["explain"]]) {
      const { out } = run([...args, "git.json", "--cmd", long], { env: { COLUMNS: String(columns) } });
      for (const line of out.split("\n")) assert.ok(line.length <= columns, `${columns}: ${line}`);
      // Nothing is left out.
      const rows = out.split("\n").filter((line) => !/^ *\^+$/.test(line));
      const shown = rows.map((line) => line.slice(7)).join("");
      assert.ok(shown.startsWith(long), shown);
    }
  }
  assert.equal(check(long).out.split("\n")[0], `deny   ${long}`);
});

test("a command of a megabyte takes no longer than it must", () => {
  const input = `git log; curl é${"x 日\t".repeat(150_000)}`;
  const { code, out } = run(["check", "git.json"], { input, env: { COLUMNS: "80" }, timeout: 30_000 });
  assert.equal(code, 1);
  assert.match(out, /Command 'curl' denied by policy/);
});

test("colours are for terminals, and for whoever asks", () => {
  const plainly = check("curl x").out;
  assert.ok(!plainly.includes(ESCAPE));
  const coloured = check("curl x", { env: { FORCE_COLOR: "1" } }).out;
  assert.ok(coloured.startsWith(`${ESCAPE}[31;1mdeny${ESCAPE}[0m   ${ESCAPE}[31mcurl x${ESCAPE}[0m\n`), JSON.stringify(coloured));
  assert.equal(coloured.replace(/\u001b\[[\d;]*m/g, ""), plainly);
  assert.equal(check("curl x", { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).out, coloured);
  for (const env of [{ FORCE_COLOR: "0" }, { NO_COLOR: "1" }]) assert.equal(check("curl x", { env }).out, plainly);
  assert.ok(!run(["check", "git.json", "--cmd", "curl x", "--json"], { env: { FORCE_COLOR: "1" } }).out.includes(ESCAPE));
});

/** Whether a text would do anything but show itself. */
function assertHarmless(text, what) {
  // eslint-disable-next-line no-control-regex
  const found = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u.exec(text);
  assert.equal(found, null, `${what}: ${JSON.stringify(found?.[0])}`);
}

const hostile = {
  "an escape sequence": "git log \u001b[2J\u001b[1;1Hallow",
  "the title of the window": "curl \u001b]0;owned\u0007",
  "one that needs no escape": "curl \u009b31m x",
  "going back": "curl evil.example\rgit status        ",
  backspaces: `curl x${"\b".repeat(6)}git log`,
  "text from right to left": "git log \u202e lruc \u2066x\u2069",
  "blanks of no width": "cu\u200brl \u2060x \ufeff\u00ad",
  "blanks that are none": "git\u00a0push\u3000x\u2800y",
  "line ends": "git log\u2028allow  rm -rf /\u2029x\u0085y",
  "a line that looks like a decision": "curl x\nallow  git status",
  "tags of another plane": "curl \u{e0041}\u{e0042}",
  "joined emoji": "curl 👩\u200d👩",
  "the deletion of a character": "curl \u007fx",
  "many marks": `curl ${"a\u0301".repeat(50)}`,
};
for (const [what, text] of Object.entries(hostile)) {
  test(`a hostile command line cannot steer the terminal: ${what}`, () => {
    for (const command of ["check", "explain"]) {
      for (const policy of ["git.json", "hostile.json"]) {
        const { code, out, err } = run([command, policy, "--cmd", text]);
        assert.ok(code === 0 || code === 1, err);
        assertHarmless(out + err, command);
        assert.ok(/^(allow|deny) /.test(out));
        assert.equal(out.match(/^(allow|deny) /gm).length, 1, "it looks like two decisions");
        const json = run([command, policy, "--json", "--cmd", text]).out;
        assertHarmless(json, `${command} --json`);
        assert.equal(rows(json)[0].operation, text);
      }
    }
  });
}

test("what is escaped is told from what only looks so", () => {
  const [first] = check("curl '\\x1b' \u001b", { env: { FORCE_COLOR: "1" } }).out.split("\n");
  assert.ok(first.endsWith(`'\\x1b' ${ESCAPE}[0m${ESCAPE}[7m\\x1b${ESCAPE}[0m`), JSON.stringify(first));
});

test("names of files, policies, keys and options are harmless, too", () => {
  const strange = "no\u001b[31m\u202efile.json";
  const outputs = [
    run(["check", strange, "--cmd", "ls"]),
    run(["lint", strange, "--json"]),
    run(["lint", "keys.json"]),
    run(["check", "keys.json", "--cmd", "ls", "--json"]),
    run([`--\u001b[31m`]),
    run(["check", `--\u001b[31m`]),
    run([`\u001b[31m`]),
    run(["check", "git.json", "--capability", "\u001b[31m"]),
    run(["explain", "hostile.json", "--cmd", "curl x"]),
  ];
  for (const { code, out, err } of outputs) {
    assert.notEqual(code, 0);
    assertHarmless(out + err, out + err);
  }
});

test("of a long line only what is around a problem is shown", () => {
  const input = `{ "x-a": "${"a".repeat(500)}", "dney": [], "x-b": "${"b".repeat(500)}" }`;
  const [, line, carets] = run(["lint", "-"], { input }).out.split("\n");
  assert.match(line, /^ {4}1 \| …a+", "dney": \[\], "x-b": "b+…$/);
  assert.ok(line.length < 140);
  assert.equal(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1), '"dney"');
});
