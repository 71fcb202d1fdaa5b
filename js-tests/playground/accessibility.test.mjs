/** No violation that axe-core finds, in any part of the page, both themes, on a desktop and on a phone. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { here } from "../support/installed.mjs";
import { inBrowsers } from "./page.mjs";

const axe = readFileSync(path.join(here, "node_modules", "axe-core", "axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong, one line for each place. */
async function violations(page) {
  // Evaluated by the debugger, which the page's own policy does not bind.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  return page.evaluate(async (chosen) => {
    const { violations: found } = await globalThis.axe.run(document, { runOnly: { type: "tag", values: chosen }, resultTypes: ["violations"] });
    return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`));
  }, tags);
}

/** Runs `look`, which calls `check(where)` for every part that it has brought about, and tells of all violations at once. */
async function none(page, look) {
  const found = new Map();
  await look(async (where) => {
    // What fades in has not its own colours yet.
    await page.waitForTimeout(300);
    // What is wrong in several places is told once.
    for (const violation of await violations(page)) if (!found.has(violation)) found.set(violation, where);
  });
  assert.equal(found.size, 0, [...found].map(([violation, where]) => `in ${where}: ${violation}`).join("\n"));
}

inBrowsers("accessibility", (test) => {
  for (const theme of ["light", "dark"]) {
    test(`on a desktop, ${theme}`, async (open) => {
      const page = await open({ theme });
      await none(page, async (check) => {
        await check("the start");
        for (const tab of ["Tiers", "Guards", "Attacks", "Why"]) {
          await page.getByRole("tab", { name: tab, exact: true }).click();
          await check(tab);
        }
        // A denial, with all that is said of it; a call; tiers.
        for (const text of ["git log -1", "post_message", "release"]) {
          await page.getByRole("button", { name: new RegExp(`^Why: [\\s\\S]*${text}`) }).first().click();
          await check(`why ${text}`);
        }
        await page.getByRole("button", { name: "Export" }).click();
        await check("the menu of exports");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "What is this?" }).click();
        await check("what this is");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Reset" }).click();
        await check("a notice");
        await page.getByRole("button", { name: "Tour", exact: true }).click();
        for (let step = 0; step < 4; step += 1) {
          await check(`step ${step + 1} of the tour`);
          if (step < 3) await page.getByRole("button", { name: "Next" }).click();
        }
      });
    }, 180_000);

    test(`on a phone, ${theme}`, async (open) => {
      const page = await open({ theme, viewport: { width: 390, height: 844 } });
      await none(page, async (check) => {
        for (const part of ["Policy", "Operations", "Answers"]) {
          await page.getByRole("navigation", { name: "Parts of the page" }).getByRole("button", { name: part }).click();
          await check(part);
        }
        for (const tab of ["Tiers", "Guards", "Attacks"]) {
          await page.getByRole("tab", { name: tab, exact: true }).click();
          await check(tab);
        }
      });
    }, 120_000);
  }

  test("a page whose policy has mistakes", async (open) => {
    const page = await open();
    await page.getByLabel("Files to import").setInputFiles([{ name: "bad.json", mimeType: "application/json", buffer: Buffer.from('{ "dney": ["cmd:rm"] }') }]);
    await page.getByText("There are errors in what is written").first().waitFor();
    await none(page, (check) => check("mistakes"));
  });
});
