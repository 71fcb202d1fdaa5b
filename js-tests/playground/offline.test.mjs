/** The page without its server. */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { serve } from "../support/browser.mjs";
import { built, headers, inBrowsers } from "./page.mjs";

/** What the browser keeps, and whether the worker that keeps it answers. */
const kept = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const isActive = registration?.active?.state === "activated" && registration.installing === null && registration.waiting === null;
    return { isActive, names: await caches.keys() };
  });

/** Once the worker has kept everything, of the build of a version where one is given. */
async function untilKept(page, version = "") {
  for (let tries = 0; tries < 200; tries += 1) {
    const { isActive, names } = await kept(page);
    if (isActive && names.some((name) => name.endsWith(version))) return;
    await page.waitForTimeout(150);
  }
  throw new Error(`the worker does not keep ${version === "" ? "the page" : version}: ${JSON.stringify(await kept(page))}`);
}

const ready = (page) => page.waitForSelector(".columns[data-ready]");

function change(file, from, to) {
  const text = readFileSync(file, "utf8");
  assert.match(text, from);
  writeFileSync(file, text.replace(from, to));
}

/** Runs `run` with a copy of the page in a folder of a server, which other pages share. */
async function withCopy(run) {
  const folder = mkdtempSync(path.join(tmpdir(), "playground-"));
  const copy = path.join(folder, "try");
  cpSync(built, copy, { recursive: true });
  const server = await serve(folder, headers);
  try {
    await run(server, copy);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

inBrowsers("offline", (test) => {
  test("once its files are kept, the page opens and decides without a server", async (open) => {
    await withCopy(async (server) => {
      const page = await open({ server, path: "/try/" });
      await untilKept(page);
      server.close();
      await page.goto("about:blank");
      await page.goto(`${server.url}/try/`);
      await ready(page);
      await page.getByLabel("Operation to add").fill("rm -rf /");
      await page.getByLabel("Operation to add").press("Enter");
      await page.locator(".row", { has: page.getByRole("button", { name: "Why: rm -rf /", exact: true }) }).locator(".outcome-deny").waitFor();
      // The module for writing policies, and what else is loaded when it is needed, are there too.
      await page.getByLabel("Kind of operation").selectOption("scenario");
      await page.getByLabel("Operation to add").fill('/policy { deny: [sh] }\n/show "x"');
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.locator(".row", { hasText: "1 operation" }).waitFor();
      await page.getByRole("button", { name: "Tour", exact: true }).click();
      await page.getByRole("dialog").waitFor();
    });
  }, 120_000);

  test("another build is taken with the load after the one that found it, and old ones go", async (open) => {
    await withCopy(async (server, copy) => {
      const page = await open({ server, path: "/try/" });
      await untilKept(page);
      const [first] = (await kept(page)).names;
      assert.ok(first.includes("/try/"), "what is kept is that of this folder of the server");
      await page.evaluate(() => caches.open("of another page"));
      for (const version of ["2".repeat(16), "3".repeat(16)]) {
        change(path.join(copy, "index.html"), /<title>.*<\/title>/, `<title>${version}</title>`);
        change(path.join(copy, "offline.js"), /(["`])[0-9a-f]{16}\1/, `"${version}"`);
        await page.reload();
        await ready(page);
        await untilKept(page, version);
        await page.reload();
        await ready(page);
        assert.equal(await page.title(), version);
      }
      const left = (await kept(page)).names;
      assert.ok(!left.includes(first), "the oldest build is gone");
      assert.ok(left.includes("of another page"));
    });
  }, 120_000);
});
