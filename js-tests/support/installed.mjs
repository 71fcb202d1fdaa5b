/**
 * The package as a user has it: `pkg/` packed by `npm pack`, and the tarball installed into a folder of its own, where
 * fixtures find it and nothing else. Done again only when `pkg/` has changed.
 */

import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import path from "node:path";

/** `js-tests/`. */
export const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
/** The project. */
export const root = path.dirname(here);
/** Where the package is installed. */
export const workspace = path.join(root, "target", "js-tests");
/** The installed package. */
export const packageFolder = path.join(workspace, "node_modules", "mlld-policy");
/** What `npm pack` made. */
export const tarball = path.join(workspace, "mlld-policy.tgz");

const pkg = path.join(root, "pkg");
const stamp = path.join(workspace, "installed-from");

/** Packs and installs, unless that was done for the same `pkg/`. */
export function install() {
  const state = contents();
  if (existsSync(packageFolder) && existsSync(stamp) && readFileSync(stamp, "utf8") === state) return;
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  writeFileSync(path.join(workspace, "package.json"), '{ "name": "fixtures", "private": true }\n');
  const [packed] = JSON.parse(npm("pack", pkg, "--json", "--pack-destination", workspace));
  cpSync(path.join(workspace, packed.filename), tarball);
  npm("install", "--offline", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", tarball);
  writeFileSync(stamp, state);
}

/** The package, loaded the way `require` does in Node. Fails where what is installed is not what was built last. */
export function load() {
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== contents()) {
    throw new Error("what is installed for the tests is not what is in pkg/: run `npm --prefix js-tests test`");
  }
  return createRequire(path.join(workspace, "anything.js"))("mlld-policy");
}

/** Like `load`, with the number of bytes that the WebAssembly module holds, which the package itself tells nobody. */
export function loadMeasured() {
  const { Instance } = WebAssembly;
  let memory;
  WebAssembly.Instance = function (...args) {
    const instance = new Instance(...args);
    memory = instance.exports.memory;
    return instance;
  };
  try {
    return { ...load(), moduleBytes: () => memory.buffer.byteLength };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/** A fresh copy of `fixtures/<name>` beside the installed package, which it finds as users' projects do. */
export function fixture(name, as = name) {
  const folder = path.join(workspace, "fixtures", as);
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(here, "fixtures", name), folder, { recursive: true });
  return folder;
}

/** A program of `js-tests/node_modules`. */
export function tool(name) {
  const file = path.join(here, "node_modules", ".bin", name);
  if (!existsSync(file)) throw new Error(`${name} is not installed: run \`make test-js\`, or \`npm ci\` in js-tests/`);
  return file;
}

/**
 * A program that comes in a package of its own for each platform, of which npm installs the one that runs here. What the
 * package above it has under `.bin` works only once its installation script has run.
 */
export function nativeTool(scope, name) {
  const packages = path.join(here, "node_modules", scope);
  for (const platform of existsSync(packages) ? readdirSync(packages) : []) {
    for (const file of [path.join(packages, platform, "bin", name), path.join(packages, platform, name)]) {
      for (const program of [file, `${file}.exe`]) if (existsSync(program)) return program;
    }
  }
  throw new Error(`${name} is not installed: run \`make test-js\`, or \`npm ci\` in js-tests/`);
}

/** Runs a program to its end and returns what it printed; its failure shows all that it printed. */
export function run(program, args, options = {}) {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: "pipe", timeout: 120_000, ...options });
  } catch (error) {
    throw new Error(
      `${path.basename(program)} ${args.join(" ")} failed:\n${error.stdout ?? ""}${error.stderr ?? error}`,
    );
  }
}

/** A digest of every file of `pkg/`. */
function contents() {
  if (!existsSync(path.join(pkg, "package.json"))) throw new Error("pkg/ is missing: run `make build`");
  const hash = createHash("sha256");
  for (const name of readdirSync(pkg, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const file = path.join(name.parentPath ?? name.path, name.name);
    hash.update(`${path.relative(pkg, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function npm(...args) {
  return run("npm", args, { cwd: workspace });
}
