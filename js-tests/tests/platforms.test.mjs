/** The installed package in Node, Bun, Deno and workerd: one scenario, the same answers. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import test from "node:test";
import { fixture, here, nativeTool, packageFolder, run } from "../support/installed.mjs";

const scenario = path.join(here, "fixtures", "scenario.mjs");

/** A fixture with the scenario beside it. */
function prepared(name, as) {
  const folder = fixture(name, as);
  cpSync(scenario, path.join(folder, "scenario.mjs"));
  return folder;
}

const node = prepared("node");
const names = [
  "DeclarationError",
  "GuardError",
  "GuardPipeline",
  "LabelError",
  "LabelSet",
  "MlldSecurityError",
  "PolicyEngine",
  "PolicyError",
  "PreparedOperation",
  "dangerEntries",
  "format",
  "init",
  "initAuthoring",
  "lint",
  "locateRule",
  "mergeDescriptors",
  "normalize",
  "operationLabels",
  "runScenario",
  "union",
  "validateAuthorizations",
  "version",
].join(" ");

test("Node, import", () => {
  assert.equal(run(process.execPath, ["esm.mjs"], { cwd: node }).trim(), `ok ${names}`);
});

test("Node, require", () => {
  assert.equal(run(process.execPath, ["cjs.cjs"], { cwd: node }).trim(), "ok");
});

test("Bun, import and require", () => {
  assert.equal(run(nativeTool("@oven", "bun"), ["esm.mjs"], { cwd: node }).trim(), `ok ${names}`);
  assert.equal(run(nativeTool("@oven", "bun"), ["cjs.cjs"], { cwd: node }).trim(), "ok");
});

test("Deno, without a single permission", () => {
  const args = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "main.mjs"];
  assert.equal(run(nativeTool("@deno", "deno"), args, { cwd: node, env: { ...process.env, NO_COLOR: "1" } }).trim(), "ok");
});

test("Deno checks the types", () => {
  const folder = fixture("types", "types-deno");
  run(nativeTool("@deno", "deno"), ["check", "--no-remote", "--node-modules-dir=manual", "usage.ts"], { cwd: folder });
});

// Workers of the earlier date have no finalizers and weak references.
for (const date of ["2024-01-01", "2025-08-01"]) {
  test(`workerd, for a worker of ${date}`, { timeout: 60_000 }, async () => {
    const folder = prepared("workerd", `workerd-${date}`);
    symlinkSync(packageFolder, path.join(folder, "mlld-policy"));
    const config = path.join(folder, "config.capnp");
    writeFileSync(config, readFileSync(config, "utf8").replace("COMPATIBILITY_DATE", date));
    const args = ["serve", config, "--socket-addr=http=127.0.0.1:0", "--control-fd=3"];
    const server = spawn(nativeTool("@cloudflare", "workerd"), args, { stdio: ["ignore", "inherit", "inherit", "pipe"] });
    try {
      const response = await fetch(`http://127.0.0.1:${await listening(server)}/`);
      assert.equal(await response.text(), "ok");
    } finally {
      server.kill();
    }
  });
}

/** The port that workerd says it listens on. */
function listening(server) {
  return new Promise((resolve, reject) => {
    server.stdio[3].setEncoding("utf8").on("data", (text) => {
      for (const line of text.trim().split("\n")) {
        const message = JSON.parse(line);
        if (message.event === "listen") resolve(message.port);
      }
    });
    server.on("exit", (code) => reject(new Error(`workerd ended with ${code} before it listened: see above`)));
  });
}
