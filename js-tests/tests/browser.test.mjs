/** The installed package, bundled by each bundler without a plugin for it, in a browser. */

import assert from "node:assert/strict";
import { cpSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import * as vite from "vite";
import webpack from "webpack";
import { launch, resultOf, serve } from "../support/browser.mjs";
import { fixture, here, packageFolder } from "../support/installed.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** The web project, in a folder of its own for each bundler. */
function project(name) {
  const folder = fixture("web", `web-${name}`);
  cpSync(path.join(here, "fixtures", "scenario.mjs"), path.join(folder, "scenario.mjs"));
  return { folder, main: path.join(folder, "main.js"), dist: path.join(folder, "dist") };
}

async function assertRuns(dist, query = "") {
  const server = await serve(dist);
  try {
    assert.equal(await resultOf(browser, `${server.url}/${query}`), "ok");
  } finally {
    server.close();
  }
}

/** For bundlers that leave assets to their user: the page, and the modules beside it. */
function place({ folder, dist }) {
  cpSync(path.join(folder, "index.html"), path.join(dist, "index.html"));
  cpSync(path.join(packageFolder, "mlld_policy_bg.wasm"), path.join(dist, "policy.wasm"));
  cpSync(path.join(packageFolder, "mlld_policy_authoring_bg.wasm"), path.join(dist, "authoring.wasm"));
}

const wasmFiles = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".wasm"));

test("Vite builds it, with one file of each module", async () => {
  const { folder, dist } = project("vite");
  await vite.build({ root: folder, logLevel: "error", configFile: false });
  assert.equal(wasmFiles(dist).length, 2);
  await assertRuns(dist);
});

test("Vite serves it for development", async () => {
  const { folder } = project("vite-dev");
  const server = await vite.createServer({
    root: folder,
    logLevel: "error",
    configFile: false,
    server: { host: "127.0.0.1", port: 0 },
  });
  try {
    await server.listen();
    const { port } = server.httpServer.address();
    assert.equal(await resultOf(browser, `http://127.0.0.1:${port}/`), "ok");
  } finally {
    await server.close();
  }
});

test("webpack builds it, with one file of each module", async () => {
  const built = project("webpack");
  const stats = await new Promise((resolve, reject) => {
    webpack(
      {
        mode: "production",
        context: built.folder,
        entry: "./main.js",
        output: { path: built.dist, filename: "main.js" },
        performance: { hints: false },
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  assert.equal(stats.hasErrors() || stats.hasWarnings(), false, stats.toString());
  assert.equal(wasmFiles(built.dist).length, 2);
  cpSync(path.join(built.folder, "index.html"), path.join(built.dist, "index.html"));
  await assertRuns(built.dist);
});

test("esbuild bundles it, given the URLs of the modules", async () => {
  const built = project("esbuild");
  const outfile = path.join(built.dist, "main.js");
  const { warnings } = await esbuild({
    entryPoints: [built.main],
    bundle: true,
    format: "esm",
    minify: true,
    outfile,
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  place(built);
  await assertRuns(built.dist, "?wasm=/policy.wasm&authoring=/authoring.wasm");
});

test("Rollup bundles it, given the URLs of the modules", async () => {
  const built = project("rollup");
  const resolved = (id) => (id === "mlld-policy" ? path.join(packageFolder, "browser.js") : null);
  const bundle = await rollup({
    input: built.main,
    // What `@rollup/plugin-node-resolve` finds: Rollup itself knows no packages.
    plugins: [{ name: "packages", resolveId: resolved }],
    onwarn: (warning) => assert.fail(warning.message),
  });
  await bundle.write({ dir: built.dist, format: "es" });
  place(built);
  await assertRuns(built.dist, "?wasm=/policy.wasm&authoring=/authoring.wasm");
});

test("a bundle for Node without a module beside it says what to do", async () => {
  const built = project("node-bundle");
  const outfile = path.join(built.dist, "main.cjs");
  await esbuild({
    stdin: { contents: 'module.exports = require("mlld-policy")', resolveDir: built.folder },
    bundle: true,
    platform: "node",
    outfile,
  });
  const { createRequire } = await import("node:module");
  assert.throws(
    () => createRequire(import.meta.url)(outfile),
    /mark `mlld-policy` as external in your bundler, or copy/,
  );
  cpSync(path.join(packageFolder, "mlld_policy_bg.wasm"), path.join(built.dist, "mlld_policy_bg.wasm"));
  const { PolicyEngine, lint } = createRequire(import.meta.url)(outfile);
  const asks = [() => lint("{}"), () => new PolicyEngine("{ deny: [sh] }")];
  for (const ask of asks) assert.throws(ask, /authoring_bg.wasm: mark `mlld-policy` as external in your bundler, or copy/);
  new PolicyEngine({}).free();
  cpSync(path.join(packageFolder, "mlld_policy_authoring_bg.wasm"), path.join(built.dist, "mlld_policy_authoring_bg.wasm"));
  for (const ask of asks) ask();
});
