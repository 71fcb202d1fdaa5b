/** The command line of the installed package, run as a program of its own. */

import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { packageFolder, workspace } from "./installed.mjs";

/** What npm links to. */
export const program = path.join(workspace, "node_modules", ".bin", "mlld-policy");

/** The environment without what has a say in colours and widths. */
export function environment(more = {}) {
  const { FORCE_COLOR: _force, NO_COLOR: _no, COLUMNS: _columns, NODE_OPTIONS: _options, ...rest } = process.env;
  return { ...rest, ...more };
}

/** An empty folder with these files in it. */
export function folderOf(name, files = {}) {
  const folder = path.join(workspace, "fixtures", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    const isText = typeof content === "string" || content instanceof Uint8Array;
    writeFileSync(path.join(folder, file), isText ? content : `${JSON.stringify(content)}\n`);
  }
  return folder;
}

/** Runs the program to its end. */
export function mlldPolicy(args, { cwd, input = "", env = {}, file = program, timeout = 120_000 } = {}) {
  const options = { cwd, input, timeout, encoding: "utf8", maxBuffer: 1 << 28 };
  const done = spawnSync(file, args, { ...options, env: environment(env) });
  if (done.error !== undefined) throw done.error;
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** Starts the program. */
export function started(args, { cwd, stdio = "pipe" } = {}) {
  return spawn(program, args, { cwd, env: environment(), stdio });
}

/** The lines of JSON that were printed. */
export function rows(text) {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/**
 * A MOCK of the package: a copy of what is installed, in which other functions stand for some of its exports. The command
 * line in it is the real one. For what the engine cannot do yet, or would not say on demand.
 *
 * @param functions the text of a module that exports them
 */
export function mocked(name, names, functions) {
  const folder = folderOf(name);
  const copy = path.join(folder, "node_modules", "mlld-policy");
  cpSync(packageFolder, copy, { recursive: true });
  const [, exported] = /^export \{ (.*) \} from "\.\/node-import\.cjs";\n$/.exec(readFileSync(path.join(copy, "node.js"), "utf8"));
  const real = exported.split(", ").filter((each) => !names.includes(each));
  writeFileSync(path.join(copy, "mock.js"), functions);
  writeFileSync(
    path.join(copy, "node.js"),
    `export { ${real.join(", ")} } from "./node.cjs";\nexport { ${names.join(", ")} } from "./mock.js";\n`,
  );
  return { folder, file: path.join(copy, "cli.js") };
}
