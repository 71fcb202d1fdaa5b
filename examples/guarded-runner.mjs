// A runner of child processes for an agent's shell tool: a command is decided before it starts, and one that is denied
// never starts.
//
//   node examples/guarded-runner.mjs 'git status --short' 'git push --force'

import { execFile } from "node:child_process";
import { lstatSync, readFileSync, realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const start = promisify(execFile);

/**
 * The child gets these variables and no others. What runs depends on more than the command's text: `BASH_ENV` names a
 * file that bash runs first, `BASH_FUNC_git%%` replaces git, `NODE_OPTIONS`, `LD_PRELOAD` and `GIT_SSH_COMMAND` load or
 * start programs, and `PATH` decides which program a name is.
 */
const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: os.homedir(), LANG: "C.UTF-8", GIT_PAGER: "cat" };

/**
 * A function that runs a command in `folder`, which must be the engine's `base`, and gives what it printed.
 *
 * It throws a `MlldSecurityError` where the engine denies; its `decision` says why.
 *
 * Always bash, never Node's `exec`, which starts /bin/sh: `((rm x))` is arithmetic in bash, but dash runs `rm x`.
 * `--norc`, because Node's pipes are sockets: without it bash takes itself for a remote shell where SHLVL is not set, and
 * runs ~/.bashrc first.
 */
export function guardedRunner(engine, folder, { timeout = 60_000 } = {}) {
  return async function run(command) {
    engine.enforceCommand(command);
    return start("bash", ["--norc", "-c", command], { cwd: folder, env: environment, timeout, maxBuffer: 16 << 20 });
  };
}

/**
 * Where a path leads once its links are followed, for the engine's `realPath` option. What does not exist yet is below
 * its nearest folder that does. A link that leads nowhere throws, and the engine then denies: who writes to such a link
 * creates the file it names.
 */
export function realPath(file) {
  const missing = [];
  for (let existing = path.resolve(file); ; existing = path.dirname(existing)) {
    try {
      return path.join(realpathSync(existing), ...missing);
    } catch (error) {
      if (error.code !== "ENOENT" || isLink(existing)) throw error;
      missing.unshift(path.basename(existing));
    }
  }
}

function isLink(file) {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** A denial for people, and for the model that asked: what, why, which rule, and what would permit it. */
export function describeDenial(command, { reason, policy, rule, span, suggestions }) {
  const lines = [reason];
  if (span !== null && !command.includes("\n")) {
    lines.push(`  ${command}`, `  ${" ".repeat(span.start)}${"^".repeat(Math.max(1, span.end - span.start))}`);
  }
  if (rule !== null) lines.push(`  rule: ${rule}${policy === null ? "" : ` of policy ${policy}`}`);
  for (const { message } of suggestions) lines.push(`  suggestion: ${message}`);
  return lines.join("\n");
}

async function main(commands) {
  const { PolicyEngine } = await import("./package.mjs");
  const project = readFileSync(new URL("policies/project.json", import.meta.url), "utf8");
  const folder = process.cwd();
  const engine = new PolicyEngine(project, { base: folder, home: os.homedir(), realPath });
  const run = guardedRunner(engine, folder);
  for (const command of commands) {
    console.log(`$ ${command}`);
    try {
      const { stdout, stderr } = await run(command);
      process.stdout.write(stdout + stderr);
    } catch (error) {
      if (error.code === "SECURITY_VIOLATION") console.log(describeDenial(command, error.decision));
      else console.log(`${error.stdout ?? ""}${error.stderr ?? ""}failed: ${error.code ?? error.signal}`);
    }
    console.log();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const given = process.argv.slice(2);
  await main(given.length > 0 ? given : ["git status --short", "git log --oneline | head -5", "git push --force", "cat ~/.ssh/id_rsa"]);
}
