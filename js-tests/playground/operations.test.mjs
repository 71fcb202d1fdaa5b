/** The list of operations, driven as a user would. */

import assert from "node:assert/strict";
import { inBrowsers } from "./page.mjs";

inBrowsers("operations", (test) => {
  test("each operation of the example has its decision", async (open) => {
    const page = await open();
    const outcomes = await page.locator(".row .outcome").allTextContents();
    assert.ok(outcomes.length >= 10);
    assert.ok(outcomes.includes("allow") && outcomes.includes("deny") && !outcomes.includes("unclear"));
  });

  test("what is written is decided at once", async (open) => {
    const page = await open();
    await page.getByLabel("Operation to add").fill("git fetch\nrm -rf /");
    await page.getByLabel("Operation to add").press("Enter");
    const row = (text) => page.locator(".row", { has: page.getByRole("button", { name: `Why: ${text}`, exact: true }) });
    assert.equal(await row("git fetch").locator(".outcome").textContent(), "allow");
    assert.equal(await row("rm -rf /").locator(".outcome").textContent(), "deny");
    await row("git fetch").getByLabel("Command").fill("git push origin main");
    await row("git push origin main").locator(".outcome-deny").waitFor();
  });
});
