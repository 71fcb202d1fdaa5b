/** The list of operations, driven as a user would. */

import assert from "node:assert/strict";
import { inBrowsers } from "./page.mjs";

/** Adds an operation as one does: its kind, its text, and the key that adds it. */
async function add(page, kind, text, key = "Enter") {
  await page.getByLabel("Kind of operation").selectOption({ label: kind });
  await page.getByLabel("Operation to add").fill(text);
  await page.getByLabel("Operation to add").press(key);
}

/** The row of an operation. */
function row(page, text) {
  return page.locator(".row", { has: page.getByRole("button", { name: `Why: ${text}`, exact: true }) });
}

async function outcome(page, text) {
  return row(page, text).locator(".outcome").textContent();
}

inBrowsers("operations", (test) => {
  test("each operation of the example has its decision", async (open) => {
    const page = await open();
    const outcomes = await page.locator(".row .outcome").allTextContents();
    assert.ok(outcomes.length >= 10);
    assert.ok(outcomes.includes("allow") && outcomes.includes("deny") && !outcomes.includes("unclear"));
  });

  test("what is written is decided at once", async (open) => {
    const page = await open();
    await add(page, "Command", "git fetch\nrm -rf /");
    assert.equal(await outcome(page, "git fetch"), "allow");
    assert.equal(await outcome(page, "rm -rf /"), "deny");
    await row(page, "git fetch").getByLabel("Command").fill("git push origin main");
    await row(page, "git push origin main").locator(".outcome-deny").waitFor();
    assert.match(await row(page, "git push origin main").locator(".row-summary").textContent(), /project: deny\[0\]/);
  });

  test("files, URLs, calls of tools and tiers are decided", async (open) => {
    const page = await open();
    await add(page, "Read file", "docs/a.md");
    assert.equal(await outcome(page, "docs/a.md"), "allow");
    await add(page, "Write file", "docs/b.md");
    assert.equal(await outcome(page, "docs/b.md"), "deny");
    await add(page, "URL", "https://www.example.com/x");
    assert.equal(await outcome(page, "https://www.example.com/x"), "allow");
    await add(page, "Tool call", '{ "tool": "post_message", "args": { "channel": "#a", "text": "b" } }', "Control+Enter");
    assert.equal(await outcome(page, '{ "tool": "post_message", "args": { "channel": "#a", "text": "b" } }'), "allow");
    await add(page, "Tiers", '[{ "tier": "everything", "sh": true }]', "Control+Enter");
    assert.equal(await outcome(page, '[{ "tier": "everything", "sh": true }]'), "deny");
  });

  test("a scenario is run, with policies of its own", async (open) => {
    const page = await open();
    const denied = "/policy { deny: { sh: true } }\n/run sh { echo hello }";
    await add(page, "Scenario", denied, "Control+Enter");
    await row(page, denied).locator(".outcome-deny").waitFor();
    const allowed = "/policy { allow: { cmd: [git:*] } }\n/run { git status }";
    await add(page, "Scenario", allowed, "Control+Enter");
    await row(page, allowed).locator(".outcome-allow").waitFor();
    assert.match(await row(page, allowed).locator(".row-summary").textContent(), /1 operation/);
  });

  test("what is no operation is unclear, and says what is wrong", async (open) => {
    const page = await open();
    await add(page, "Tool call", "{ nothing }", "Control+Enter");
    assert.equal(await outcome(page, "{ nothing }"), "unclear");
    assert.match(await row(page, "{ nothing }").locator(".row-summary").textContent(), /this is not JSON/);
    await add(page, "Tiers", '[{ "tier": "a", "netwrok": true }]', "Control+Enter");
    assert.match(await row(page, '[{ "tier": "a", "netwrok": true }]').locator(".row-summary").textContent(), /did you mean network/);
  });

  test("the list can show what is denied alone, and operations can be removed", async (open) => {
    const page = await open();
    const all = await page.locator(".row").count();
    await page.getByRole("button", { name: /^Denied \d+$/ }).click();
    const outcomes = await page.locator(".row .outcome").allTextContents();
    assert.ok(outcomes.length > 0 && outcomes.every((said) => said === "deny"));
    await page.getByRole("button", { name: /^Remove: git push -v origin main$/ }).click();
    assert.equal(await page.locator(".row").count(), outcomes.length - 1);
    await page.getByRole("button", { name: /^All \d+$/ }).click();
    assert.equal(await page.locator(".row").count(), all - 1);
  });

  test("a list in which nothing is to be shown says so", async (open) => {
    const page = await open();
    await page.getByRole("button", { name: /^Allowed \d+$/ }).click();
    while ((await page.locator(".row").count()) > 0) await page.getByRole("button", { name: /^Remove: / }).first().click();
    await page.getByText("No operation of the list is allowed.").waitFor();
    await page.getByRole("button", { name: /^All \d+$/ }).click();
    while ((await page.locator(".row").count()) > 0) await page.getByRole("button", { name: /^Remove: / }).first().click();
    await page.getByText("No operations yet").waitFor();
  });

  test("the arrow keys lead from row to row", async (open) => {
    const page = await open();
    await row(page, "git status --short").getByLabel("Command").focus();
    await page.keyboard.press("ArrowDown");
    const second = await page.evaluate(() => document.activeElement.value);
    assert.equal(second, "cd src && git log -3 2>&1 | cat");
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.evaluate(() => document.activeElement.value), "git status --short");
    assert.equal(await page.locator(".row[data-chosen]").count(), 1);
  });

  test("the folders of the project and of its user count", async (open) => {
    const page = await open();
    await add(page, "Read file", "/srv/other/a.txt");
    assert.equal(await outcome(page, "/srv/other/a.txt"), "deny");
    await page.getByText("Project in").click();
    await page.getByLabel("Project folder").fill("/srv/other");
    await row(page, "/srv/other/a.txt").locator(".outcome-allow").waitFor();
    // Where the folder is none, nothing is decided by it.
    await page.getByLabel("Project folder").fill("other");
    await page.getByLabel("Operations").getByText("these are the decisions of what it was before").waitFor();
    await page.locator(".surroundings-problem", { hasText: "base" }).waitFor();
  });

  test("the tools of the host count", async (open) => {
    const page = await open();
    const call = '{ "tool": "wire", "args": { "sum": 1 }, "inputs": { "sum": ["secret"] } }';
    await add(page, "Tool call", call, "Control+Enter");
    assert.equal(await outcome(page, call), "allow");
    await page.getByText("Project in").click();
    const tools = page.getByLabel("Tools of the host (JSON)");
    await tools.fill('{ "wire": { "labels": ["tool:w", "exfil:send"], "args": { "sum": "value" } } }');
    await row(page, call).locator(".outcome-deny").waitFor();
    await tools.fill("{ wire");
    await page.locator(".surroundings-problem", { hasText: "tools" }).waitFor();
  });

  test("hundreds of lines are pasted at once", async (open) => {
    const page = await open();
    const before = await page.locator(".row").count();
    await add(page, "Command", Array.from({ length: 300 }, (_, i) => `git log -${i}`).join("\n"));
    assert.equal(await page.locator(".row").count(), before + 300);
    assert.equal(await outcome(page, "git log -299"), "allow");
    // The first of them is explained, and brought into view.
    const isSeen = await page.locator(".row[data-chosen]").evaluate((chosen) => {
      const [own, list] = [chosen.getBoundingClientRect(), chosen.parentElement.getBoundingClientRect()];
      return own.top >= list.top - 1 && own.bottom <= list.bottom + 1;
    });
    assert.equal(isSeen, true);
  });
});
