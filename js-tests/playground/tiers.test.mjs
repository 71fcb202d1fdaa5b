/** What a module declares, and the tier that the policies grant, driven as a user would. */

import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { inBrowsers } from "./page.mjs";

async function openTiers(open, options) {
  const page = await open(options);
  if (options?.viewport?.width < 720) await page.getByRole("button", { name: "Answers", exact: true }).click();
  await page.getByRole("tab", { name: "Tiers" }).click();
  return page;
}

const head = (page) => page.locator(".tiers .why-head");
const rung = (page, name) => page.locator(".rung", { has: page.getByText(name, { exact: true }) });
const wants = (page) => page.getByLabel(/^Tiers it wants/);
const needs = (page) => page.getByLabel(/^What it needs in any case/);

inBrowsers("tiers", (test) => {
  test("the ladder marks the tier that is chosen, and says why others are refused", async (open) => {
    const page = await openTiers(open);
    assert.match(await head(page).textContent(), /^allowTier review is chosen/);
    assert.deepEqual(await page.locator(".rung .tier-name").allTextContents(), ["release", "work", "review", "readonly"]);
    assert.deepEqual(await page.locator(".rung .rung-state").allTextContents(), ["✗ refused", "✗ refused", "✓ chosen", "✓ granted too"]);
    assert.equal(await page.locator(".rung[aria-current]").count(), 1);
    assert.match(await rung(page, "review").getAttribute("aria-current"), /true/);
    assert.match(await rung(page, "release").textContent(), /cmd:git:push:\* Command 'git:push:\*' denied by policy project: deny\[0\]/);
  });

  test("the matrix has headers, what is granted, and the rule of what is not", async (open) => {
    const page = await openTiers(open);
    const table = page.getByRole("table");
    assert.deepEqual(await table.getByRole("columnheader").allTextContents(), [
      "Need",
      "releaserefused",
      "workrefused",
      "reviewchosen",
      "readonlygranted",
    ]);
    const row = (need) => table.getByRole("row", { name: new RegExp(`^${need.replaceAll("*", "\\*")}`) });
    assert.deepEqual(await row("cmd:npm:publish:*").getByRole("cell").allTextContents(), [
      "✗refused by teamdeny[0]Command 'npm:publish:*' denied by policy",
      "not needed",
      "not needed",
      "not needed",
    ]);
    assert.deepEqual(await row("cmd:git:status:*").getByRole("cell").allTextContents(), ["not needed", "✓granted", "✓granted", "not needed"]);
    // What a cell says in full, when it is pointed at or has the focus.
    const details = page.locator(".cell-details");
    await row("cmd:git:status:*").getByRole("cell").nth(1).hover();
    assert.match(await details.textContent(), /^cmd:git:status:\* in work: granted, by project: allow\.cmd\[0\]$/);
    await row("fs:w:src/\\**").getByRole("button").focus();
    assert.match(await details.textContent(), /^fs:w:src\/\*\* in work: Filesystem write denied by policy, by project: deny\[1\]$/);
  });

  test("a refused cell leads to its rule", async (open) => {
    const page = await openTiers(open, { viewport: { width: 390, height: 844 } });
    const cell = page.getByRole("table").getByRole("button", { name: "Show deny[0] in the policy team" });
    await cell.focus();
    await page.keyboard.press("Enter");
    await page.locator('.columns[data-shown="policy"]').waitFor();
  });

  test("what stays dangerous is listed", async (open) => {
    const page = await openTiers(open);
    const list = page.locator(".still-dangerous");
    assert.equal(await list.getByRole("listitem").count(), 6);
    await list.getByRole("button", { name: "Show all 11" }).click();
    assert.equal(await list.getByRole("listitem").count(), 11);
  });

  test("what is declared is decided at once", async (open) => {
    const page = await openTiers(open);
    await wants(page).fill('[{ "tier": "full", "sh": true }, { "tier": "none" }]');
    await head(page).filter({ hasText: "Tier none is chosen" }).waitFor();
    await needs(page).fill('{ "cmd": ["npm publish"] }');
    await head(page).filter({ hasText: /^denyNo permitted tier found/ }).waitFor();
    assert.match(await page.locator(".own-needs").textContent(), /✗ What is needed in any case is not granted/);
    assert.deepEqual((await page.getByRole("columnheader").allTextContents()).slice(0, 2), ["Need", "in any caserefused"]);
    await wants(page).fill("[]");
    await needs(page).fill("");
    await head(page).filter({ hasText: /No tiers are declared|no tiers/i }).waitFor();
  });

  test("each mistake stands beside its text, with its place", async (open) => {
    const page = await openTiers(open);
    await wants(page).fill('[{ "tier": "a", "netwrok": true }, { "tier": "a" }]');
    await needs(page).fill('{ "cmd": 3 }');
    const mistakes = (label) => page.locator(".declared-field", { has: label }).locator(".mistakes li");
    await mistakes(wants(page)).first().waitFor();
    assert.deepEqual(await mistakes(wants(page)).allTextContents(), [
      "wants[0].netwrok: unknown key `netwrok` (did you mean `network`?)",
      "wants[1].tier: the name `a` is used twice",
    ]);
    assert.match((await mistakes(needs(page)).allTextContents()).join(), /^needs\.cmd: expected/);
    assert.equal(await wants(page).getAttribute("aria-invalid"), "true");
    await needs(page).fill("{");
    assert.match((await mistakes(needs(page)).allTextContents()).join(), /^this is not JSON/);
    assert.equal(await mistakes(wants(page)).count(), 2);
    await wants(page).fill("[{");
    assert.match((await mistakes(wants(page)).allTextContents()).join(), /^this is not JSON/);
    assert.match(await head(page).textContent(), /The declaration has mistakes/);
  });

  test("hostile names are text", async (open) => {
    const page = await openTiers(open);
    const name = "<img src=x onerror=globalThis.hacked=1>";
    await wants(page).fill(JSON.stringify([{ tier: name, why: `<b>\u202E</b>${"w".repeat(900)}`, fs: { read: ["<svg onload=hacked=1>"] } }]));
    await page.locator(".rung", { hasText: name }).waitFor();
    assert.match(await page.getByRole("columnheader").nth(1).textContent(), /^<img src=x/);
    assert.match(await page.locator(".rung-why").textContent(), /^<b>U\+202E<\/b>/);
    await wants(page).fill(JSON.stringify([{ tier: "a", [`${name}\u202E`]: true }]));
    await page.locator(".mistakes", { hasText: "<img src=x" }).waitFor();
    assert.equal(await page.locator("main img, main svg, main b").count(), 0);
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  });

  test("a phone scrolls the matrix, not the page", async (open) => {
    const page = await openTiers(open, { viewport: { width: 390, height: 844 } });
    const tiers = Array.from({ length: 12 }, (_, at) => ({ tier: `a-tier-with-number-${at}`, cmd: [`npm run ${"x".repeat(60)}${at}`] }));
    await wants(page).fill(JSON.stringify(tiers));
    await page.locator(".rung").nth(11).waitFor();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    assert.ok((await page.locator(".tabs-panel").last().evaluate((panel) => panel.scrollWidth - panel.clientWidth)) <= 0);
    assert.ok(await page.locator(".matrix-scroll").evaluate((box) => box.scrollWidth > box.clientWidth));
  });

  for (const theme of ["light", "dark"]) {
    test(`axe finds nothing wrong, ${theme}`, async (open) => {
      const page = await openTiers(open, { theme });
      const check = async (what) => assert.deepEqual(await violations(page, '[data-column="answers"]'), [], what);
      await check("the ladder");
      await page.getByRole("table").getByRole("button").first().focus();
      await check("a cell");
      await wants(page).fill('[{ "tier": "a", "netwrok": true }]');
      await page.locator(".mistakes").waitFor();
      await check("a mistake");
    });
  }
});
