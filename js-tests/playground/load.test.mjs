/** What the page loads at its start, and how long it keeps the browser from answering. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { launch, serve } from "../support/browser.mjs";
import { built, headers, inBrowsers } from "./page.mjs";

/** The most that may be transferred, compressed with `gzip -9`. */
const MOST_BYTES = 750_000;
/** The longest task that there may be, in milliseconds. */
const LONGEST = 100;
/** Other work on the machine makes tasks longer, never shorter: one of so many loads must be without a longer one. */
const LOADS = 8;

/** Of the worker, which keeps the page for the time without a network: later, when the page is idle, and nothing waits for it. */
const isForLater = ({ headers: sent }) => sent["service-worker"] === "script" || sent.referer?.endsWith("/offline.js") === true;

inBrowsers("load", (test) => {
  test("what is loaded before anything is clicked is small, and all from here", async (open) => {
    const server = await serve(built, headers);
    try {
      const page = await open({ server, path: "/?first" });
      // Until nothing has been asked for during a second.
      const atStart = () => server.requests.filter((request) => !isForLater(request));
      for (let known = -1; known !== atStart().length; ) {
        known = atStart().length;
        await page.waitForTimeout(1000);
      }
      const files = new Set(atStart().map(({ pathname }) => (pathname === "/" ? "/index.html" : pathname)));
      const sizes = [...files].map((file) => [gzipSync(readFileSync(path.join(built, file)), { level: 9 }).length, file]);
      const sum = sizes.reduce((total, [size]) => total + size, 0);
      console.log([...sizes.sort(([a], [b]) => b - a), [sum, "in all"]].map(([size, file]) => `${String(size).padStart(8)} ${file}`).join("\n"));
      assert.ok(![...files].some((file) => file.includes("authoring")), "the module for writing policies is for later");
      assert.ok([...files].some((file) => file.endsWith(".wasm")));
      assert.ok(sum <= MOST_BYTES, `${sum} bytes are more than ${MOST_BYTES}`);
      assert.ok(page.asked.length >= files.size, "the requests of the page are seen");
      assert.deepEqual(page.asked.filter((url) => !url.startsWith(`${server.url}/`)), []);
    } finally {
      server.close();
    }
  });
});

describe("start, in Chromium", () => {
  let browser;
  let server;
  before(async () => {
    [browser, server] = await Promise.all([launch(), serve(built, headers)]);
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  it(`no task is longer than ${LONGEST} ms`, { timeout: 120_000 }, async () => {
    const loads = [];
    while (loads.length < LOADS && !loads.some((time) => time <= LONGEST)) loads.push(await longestTask(browser, server.url));
    console.log(`the longest task of each load: ${loads.map((time) => `${time.toFixed(1)} ms`).join(", ")}`);
    assert.ok(Math.min(...loads) <= LONGEST, `${Math.min(...loads)} ms`);
  });
});

/** How long the longest task of the page's main thread was, from the navigation until the page is idle. */
async function longestTask(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await browser.startTracing(page, { categories: ["toplevel", "blink.user_timing", "loading", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
    await page.goto(url);
    await page.waitForSelector(".columns[data-ready]");
    await page.waitForTimeout(1500);
    const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
    const navigation = traceEvents.find(({ name, args }) => name === "navigationStart" && args?.data?.documentLoaderURL?.startsWith(url));
    assert.ok(navigation, "the trace has no navigation");
    const { pid, tid, ts } = navigation;
    const tasks = traceEvents.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && event.ts >= ts && /RunTask$/.test(event.name));
    assert.ok(tasks.length > 20, "the trace has no tasks");
    const longest = tasks.reduce((a, b) => (b.dur > a.dur ? b : a));
    if (process.env.SHOW_TASKS) showTasks(traceEvents, tasks, ts);
    return longest.dur / 1000;
  } finally {
    await context.close();
  }
}

/** For who looks for what takes long: `SHOW_TASKS=1`. */
function showTasks(events, tasks, start) {
  const seen = new Set();
  for (const { pid, tid, ts, dur } of tasks.filter((task) => task.dur > 30_000).sort((a, b) => a.ts - b.ts)) {
    if (seen.has(ts)) continue;
    seen.add(ts);
    const within = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && event.ts >= ts && event.ts + event.dur <= ts + dur && event.dur > 4000 && !/RunTask$/.test(event.name));
    console.log(`at ${((ts - start) / 1000).toFixed(0)} ms: ${(dur / 1000).toFixed(0)} ms: ${within.map(({ name, dur: took, args }) => `${name} ${(took / 1000).toFixed(0)} ${args?.data?.url ?? args?.data?.functionName ?? ""}`).join("; ")}`);
  }
}
