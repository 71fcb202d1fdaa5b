/** docs/command-line.md: its files are written, its commands run, and what they print is what it says. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import test from "node:test";
import { environment, folderOf, program } from "../support/cli.mjs";
import { load, root, run } from "../support/installed.mjs";

const text = readFileSync(path.join(root, "docs", "command-line.md"), "utf8");
const files = [...text.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, name, content]) => [name, content]);
const sessions = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, session]) => session);
const cwd = folderOf("cli-documentation", Object.fromEntries(files));
const env = environment({ PATH: `${path.dirname(program)}${path.delimiter}${process.env.PATH}` });

/** Whether scenarios can be run yet. */
function hasScenarios() {
  try {
    load().runScenario("");
    return true;
  } catch (error) {
    return !/not built yet/.test(error.message);
  }
}

test("the files and sessions were found", () => {
  assert.ok(files.length >= 5 && sessions.length >= 7, `${files.length} files, ${sessions.length} sessions`);
});

for (const [index, session] of sessions.entries()) {
  const commands = session.split("\n").filter((line) => line.startsWith("$ "));
  const skip = commands.some((line) => line.includes("mlld-policy test")) && !hasScenarios() && "scenarios cannot be run yet";
  test(`session ${index + 1}: ${commands[0]}`, { skip }, () => {
    const script = commands.map((line) => line.slice(2)).join("\n");
    const printed = run("bash", ["--norc", "-c", `{ ${script}\n} 2>&1; exit 0`], { cwd, env });
    assert.equal(printed, session.split("\n").filter((line) => !line.startsWith("$ ")).join("\n"));
  });
}

test("the exit codes and options that are listed are those of the help", () => {
  const help = run(program, ["check", "--help"], { cwd, env });
  for (const [, option] of text.matchAll(/^\| `(--[a-z]+) /gm)) assert.match(help, new RegExp(`^ .*${option} `, "m"));
  const overview = run(program, ["--help"], { cwd, env });
  const commands = [...text.matchAll(/^\| `(\w+)(?: [A-Z…]+)*` \| /gm)].map(([, name]) => name);
  assert.deepEqual(commands.sort(), [...overview.matchAll(/^ {2}([a-z]+) {2,}[A-Z]/gm)].map(([, name]) => name).sort());
});
