/** The examples of the documentation: found in Markdown and in doc comments, run, and held against what they state. */

import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { transformSync } from "esbuild";
import { run, workspace } from "./installed.mjs";

/**
 * The code blocks of a Markdown text in one language. Where the word `prints` and a block of `text` follow one, that is
 * its `output`.
 */
export function blocks(text, language) {
  const block = (name) => `^\`\`\`${name}\\n([\\s\\S]*?)^\`\`\`$`;
  const pattern = new RegExp(`${block(language)}(?:\\n+prints\\n+${block("text")})?`, "gm");
  return [...text.matchAll(pattern)].map(([, code, output]) => ({ code, output }));
}

/** A new folder beside the installed package, where examples find it. */
export function exampleFolder(name) {
  const folder = path.join(workspace, "fixtures", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Runs an example to its end, which must be a good one, and compares what it prints: with `output` where there is one,
 * else with the comments of its calls of `console.log`, where every one ends in `; // output` or
 * `; // output: why`.
 */
export function assertRuns({ code, output }, file) {
  writeFileSync(file, transformSync(code, { loader: "ts", target: "es2022" }).code);
  const printed = run(process.execPath, [file], { cwd: workspace });
  if (output !== undefined) return assert.equal(printed, output);
  const calls = code.split("\n").filter((line) => line.includes("console.log("));
  const stated = calls.map((line) => /; \/\/ (.*)$/.exec(line)?.[1]);
  if (stated.length === 0 || stated.includes(undefined)) return;
  const lines = printed.split("\n").slice(0, -1);
  // A comment may go on after a colon: `// allow: that is only a message`.
  const same = (index) => stated[index]?.startsWith(`${lines[index]}: `) && lines[index] !== "";
  assert.deepEqual(lines, stated.map((text, index) => (same(index) ? lines[index] : text)));
}
