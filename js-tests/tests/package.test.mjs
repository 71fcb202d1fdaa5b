/** What is in the tarball. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { packageFolder, run, tarball, tool } from "../support/installed.mjs";

const manifest = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
const files = readdirSync(packageFolder, { recursive: true }).map((name) => name.replaceAll(path.sep, "/"));

test("there are three WebAssembly modules, and no copy of any in another form", () => {
  assert.deepEqual(
    files.filter((name) => name.endsWith(".wasm")).sort(),
    ["mlld_policy_authoring_bg.wasm", "mlld_policy_bg.wasm", "mlld_policy_mlld_bg.wasm"],
  );
  for (const name of files.filter((file) => /\.c?js$/.test(file))) {
    assert.ok(readFileSync(path.join(packageFolder, name)).length < 200_000, `${name} is suspiciously large`);
  }
});

test("licences, README and types are there; sources, tests and scripts are not", () => {
  for (const name of ["README.md", "index.d.ts", "index.d.cts", "LICENSE-MIT", "LICENSE-APACHE"]) {
    assert.ok(files.includes(name), `${name} is missing`);
  }
  assert.deepEqual(
    files.filter((name) => /(^|\/)(src|test|node_modules|\.)|\.map$|internal/.test(name)),
    [],
  );
  assert.equal(manifest.scripts, undefined);
  assert.equal(manifest.dependencies, undefined);
  assert.deepEqual(manifest.engines, { node: ">=20" });
});

test("types come first in every condition, and every target exists", () => {
  const walk = (target) => {
    if (typeof target === "string") return assert.ok(files.includes(target.slice(2)), `${target} is missing`);
    const keys = Object.keys(target);
    if (keys.includes("types")) assert.equal(keys[0], "types");
    if (keys.includes("default")) assert.equal(keys.at(-1), "default");
    Object.values(target).forEach(walk);
  };
  Object.values(manifest.exports).forEach(walk);
  manifest.sideEffects.forEach(walk);
});

test("the command line is one file that can be started, and in no other bundle", () => {
  assert.deepEqual(manifest.bin, { "mlld-policy": "cli.js" });
  const text = (name) => readFileSync(path.join(packageFolder, name), "utf8");
  assert.ok(text("cli.js").startsWith("#!/usr/bin/env node\n"));
  for (const name of ["node.cjs", "browser.js", "deno.js", "workerd.js"]) {
    assert.doesNotMatch(text(name), /parseArgs|Usage:/, name);
  }
  const imported = [...text("cli.js").matchAll(/^import .* from "([^"]+)"/gm)].map(([, from]) => from);
  assert.deepEqual(
    imported.filter((from) => !from.startsWith("node:") && from !== "mlld-policy"),
    [],
  );
});

test("the schema is exported", () => {
  assert.equal(manifest.exports["./schema.json"], "./schema.json", "pkg/ has no schema.json: run `make build`");
});

test("no file names the machine it was built on", () => {
  // `/home/user` is where scenarios play.
  const machine = /\/(home\/(?!user)|root\/|Users\/)|\.cargo\/registry|[A-Z]:\\\\/;
  for (const name of files.filter((file) => /\.(c?js|ts|cts|json|md|wasm)$/.test(file))) {
    const found = machine.exec(readFileSync(path.join(packageFolder, name), "latin1"));
    assert.equal(found?.[0], undefined, `${name}: see \`remap_flags\` in scripts/build.sh`);
  }
});

test("publint has nothing to say", () => {
  assert.match(run(tool("publint"), [packageFolder, "--strict", "--pack", "npm"]), /All good/);
});

test("the types are right for every kind of resolution", () => {
  // The other entry points are data, not code.
  run(tool("attw"), [tarball, "--exclude-entrypoints", "wasm", "authoring/wasm", "mlld/wasm", "schema.json", "--format", "ascii", "--no-emoji"]);
});
