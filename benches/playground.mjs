/**
 * What the playground costs while a policy is typed: 200 operations in its list, in headless Chromium. Prints, for each key, how
 * long the engine was built and the list decided, and all that the page's main thread did, beside the 16.7 ms of a frame.
 *
 *   make www && node benches/playground.mjs
 */

import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { launch, serve } = await import(path.join(root, "js-tests", "support", "browser.mjs")).catch(() => {
  process.stderr.write("error: the browser's driver is not installed: run `make test-www` once.\n");
  process.exit(1);
});

const KEYS = 60;
const FRAME = 1000 / 60;
/** Eight kinds of lines, each line another text: nothing is recalled. */
const kinds = [
  (i) => `git log -${i} --oneline | head -5`,
  (i) => `npm run build-${i} && node dist/x${i}.js`,
  (i) => `curl -s https://api.github.com/repos/a/b${i} | rg x`,
  (i) => `rm -rf build-${i}`,
  (i) => `cat src/a${i}.ts > dist/x${i}`,
  (i) => `git push origin feature-${i}`,
  (i) => `X=$(cat f${i}); bash -c "echo $X"`,
  (i) => `find . -name '*.ts' -exec rg todo${i} {} +`,
];

const server = await serve(path.join(root, "www", "dist"), {});
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.url);
  const rows = page.locator(".row");
  await rows.first().waitFor();
  const lines = Array.from({ length: 200 - (await rows.count()) }, (_, i) => kinds[i % kinds.length](i));
  const field = page.getByLabel("Operation to add");
  await field.fill(lines.join("\n"));
  await field.press("Enter");
  // Into the policy's name, which every denial shows.
  await page.locator(".cm-content").click();
  for (const key of ["Control+Home", "End", "ArrowDown", "End", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
  // The module for notation is loaded when somebody begins to write; that is not what is measured.
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(1500);

  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  await measure(`${await rows.count()} operations`);
  // What is asked about tiers is asked about every command that a need may be.
  await page.getByRole("button", { name: /^Remove: \[/ }).click();
  await page.locator(".cm-content").focus();
  await measure("the same without the one about tiers");

  async function measure(what) {
    await page.evaluate(() => performance.clearMeasures());
    const all = [];
    for (let i = 0; i < KEYS; i += 1) {
      const before = await busy();
      await page.keyboard.type("a");
      await page.waitForTimeout(120);
      all.push((await busy()) - before);
    }
    const measured = (name) =>
      page.evaluate((of) => performance.getEntriesByName(of).map(({ duration }) => duration), name);
    console.log(`${what}, ${KEYS} keys typed into the policy, milliseconds for each; a frame is ${FRAME.toFixed(1)}`);
    show("engine built", await measured("playground:build"));
    show("list decided", await measured("playground:decide"));
    show("all of the main thread", all);
  }
} finally {
  await browser.close();
  server.close();
}

function show(name, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1) ?? "none";
  console.log(`${name.padEnd(24)} median ${at(0.5)}, 9 of 10 below ${at(0.9)}`);
}
