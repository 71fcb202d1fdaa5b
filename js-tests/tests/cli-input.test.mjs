/** Many commands from standard input, and readers that go away. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import test from "node:test";
import { environment, folderOf, mlldPolicy, program, rows, started } from "../support/cli.mjs";
import { run as runProgram } from "../support/installed.mjs";

const cwd = folderOf("cli-input", { "git.json": { name: "git", allow: ["cmd:git:*"] } });
const run = (args, options) => mlldPolicy(args, { cwd, ...options });

test("100,000 commands, in order, as they are", () => {
  const command = (index) => (index % 4 === 3 ? `curl ${index}` : `git log -${index} 'é👍'`);
  const commands = Array.from({ length: 100_000 }, (_, index) => command(index));
  const input = `${commands.join("\n")}\n`;
  const json = run(["check", "git.json", "--json"], { input });
  assert.deepEqual([json.code, json.err], [1, ""]);
  const said = rows(json.out);
  assert.equal(said.length, commands.length);
  for (const [index, { operation, line, decision }] of said.entries()) {
    assert.equal(operation, commands[index]);
    assert.equal(line, index + 1);
    assert.equal(decision, index % 4 === 3 ? "deny" : "allow");
  }
  const text = run(["check", "git.json"], { input });
  assert.deepEqual([text.code, text.err], [1, "75,000 allowed, 25,000 denied\n"]);
  assert.equal(text.out.match(/^allow /gm).length, 75_000);
  assert.equal(text.out.match(/^deny /gm).length, 25_000);
});

test("a decision is printed as soon as its command is there", async () => {
  const child = started(["check", "git.json", "--json"], { cwd });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const command of ["git status", "rm x", "git log"]) {
    child.stdin.write(`${command}\n`);
    const { value } = await answers.next();
    assert.equal(JSON.parse(value).operation, command);
  }
  child.stdin.end();
  const [code] = await once(child, "exit");
  assert.equal(code, 1);
});

test("nothing is trimmed, and only empty lines are left out", () => {
  const { out } = run(["check", "git.json", "--json"], { input: "git status\n\n git log \ngit push\r\n\n\ufeffgit log" });
  assert.deepEqual(
    rows(out).map(({ operation, line }) => [operation, line]),
    [
      ["git status", 1],
      [" git log ", 3],
      ["git push\r", 4],
      ["\ufeffgit log", 6],
    ],
  );
  const long = `git log ${"x".repeat(300_000)}`;
  const both = run(["check", "git.json", "--json"], { input: `${long}\n${long}` });
  assert.deepEqual(
    rows(both.out).map(({ operation }) => operation),
    [long, long],
  );
});

test("with --null, a command may have lines", () => {
  const { code, out } = run(["check", "git.json", "-0", "--json"], { input: "git log\ngit status\0git push\n\0\0" });
  assert.equal(code, 0);
  assert.deepEqual(
    rows(out).map(({ operation }) => operation),
    ["git log\ngit status", "git push\n"],
  );
});

test("`--cmd -` reads them among other operations", () => {
  const args = ["check", "git.json", "--cmd", "git a", "--cmd", "-", "--cmd", "git z"];
  const { code, out, err } = run(args, { input: "git m\ngit n\n" });
  assert.deepEqual([code, err], [0, "4 allowed, 0 denied\n"]);
  assert.equal(out, "allow  git a\nallow  git m\nallow  git n\nallow  git z\n");
});

test("explain reads them, too", () => {
  const { code, out } = run(["explain", "git.json", "--json"], { input: "git log\nrm x\n" });
  assert.equal(code, 1);
  assert.deepEqual(
    rows(out).map(({ operation, line, layers }) => [operation, line, layers.length]),
    [
      ["git log", 1, 1],
      ["rm x", 2, 1],
    ],
  );
});

test("no command at all is no permission", () => {
  for (const input of ["", "\n\n"]) {
    const { code, out, err } = run(["check", "git.json"], { input });
    assert.deepEqual([code, out], [2, ""]);
    assert.equal(err, "error: standard input holds no command: give one a line, or use --cmd\n");
  }
});

test("what is no UTF-8 ends it", () => {
  const input = Buffer.concat([Buffer.from("git log\n"), Buffer.from([0x67, 0xff, 0x0a]), Buffer.from("git log\n")]);
  const { code, err } = run(["check", "git.json"], { input });
  assert.deepEqual([code, err], [2, "error: line 2 of standard input is no text in UTF-8\n"]);
});

test("a reader that goes away is no error, and what was not decided is not allowed", async () => {
  const child = started(["check", "git.json"], { cwd });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (complaints += text));
  child.stdin.on("error", () => {}); // it goes away as well
  const more = () => {
    while (child.stdin.writable && child.stdin.write("git status\n".repeat(5000)));
  };
  child.stdin.on("drain", more);
  more();
  await once(child.stdout, "data");
  child.stdout.destroy();
  const [code] = await once(child, "close");
  assert.deepEqual([code, complaints], [1, ""]);
});

test("where all was decided, a reader that went away changes nothing", () => {
  const script = `"$0" check git.json --cmd 'git log' --cmd 'git status' | true; exit "\${PIPESTATUS[0]}"`;
  runProgram("bash", ["-c", script, program], { cwd, env: environment() });
});

test("a disk that is full is told", { skip: process.platform !== "linux" }, () => {
  const script = '"$0" check git.json --cmd "git log" 2>&1 > /dev/full; echo "code $?"';
  const out = runProgram("bash", ["-c", script, program], { cwd, env: environment() });
  assert.equal(out, "error: the output cannot be written: ENOSPC\ncode 2\n");
});

test("there is a bar on a terminal when it takes long, and nowhere else", { skip: process.platform !== "linux" }, () => {
  const file = path.join(cwd, "commands.txt");
  writeFileSync(file, "git log | rm x\n".repeat(60_000));
  const line = `stty cols 100; '${program}' check git.json < '${file}' > /dev/null; true`;
  const onTerminal = (script) => {
    return runProgram("script", ["-qec", script, "/dev/null"], { cwd, env: environment({ TERM: "xterm" }) });
  };
  const shown = onTerminal(line);
  assert.match(shown, /\r\[#* *\] +\d+ % {2}[\d,]+ checked, [\d,]+ denied\u001b\[K/);
  assert.match(shown, /\r\u001b\[K0 allowed, 60,000 denied/);
  assert.equal(onTerminal(`'${program}' check git.json --cmd 'git log'`), "\u001b[32mallow\u001b[0m  git log\r\n");
});
