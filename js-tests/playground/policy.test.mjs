/** The policy editor, driven as a user would. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inBrowsers } from "./page.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const content = (page) => page.getByRole("textbox", { name: "Policy", exact: true });
const tab = (page, name) => page.getByRole("tablist", { name: "Policies" }).getByRole("tab", { name });
const problems = (page) => page.getByRole("region", { name: "Problems" });
const here = (page) => page.getByRole("region", { name: "At the cursor" });

/** The text in the editor, which draws all lines of short texts. */
const textIn = (page) => content(page).evaluate((element) => [...element.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));

/** Pastes a text in the place of what is there; the cursor is behind it. */
async function write(page, text) {
  await content(page).focus();
  await page.keyboard.press("Control+a");
  await content(page).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    // Firefox fills its own by these two.
    const legacy = { dataType: "text/plain", data: pasted };
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, ...legacy, bubbles: true, cancelable: true }));
  }, text);
  await eventually(() => textIn(page), text);
}

/** Waits until something is so, and fails with what it was instead. */
async function eventually(read, expected, message) {
  let last;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    last = await read();
    try {
      return assert.deepEqual(last, expected);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  assert.deepEqual(last, expected, message);
}

const authoringLoads = (page) =>
  page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("authoring")).length);

inBrowsers("the policy editor", (declare, browserName) => {
  const test = (title, run) =>
    declare(title, (open) =>
      run(async (options) => {
        const page = await open(options);
        page.setDefaultTimeout(10_000);
        return page;
      }),
    );

  test("a tab for each policy, called by its name; each has its own text and its own undoing", async (open) => {
    const page = await open();
    await eventually(() => page.getByRole("tablist", { name: "Policies" }).getByRole("tab").allTextContents(), ["project", "team"]);
    assert.match(await textIn(page), /"name": "project"/);
    await content(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" ");
    await tab(page, "team").click();
    assert.match(await textIn(page), /"name": "team"/);
    await content(page).click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("\n");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    assert.match(await textIn(page), /^\{\n/);
    await tab(page, "project").click();
    assert.match(await textIn(page), /\}\n $/, "what was undone in one tab stays in the other");
    await content(page).click();
    await page.keyboard.press("Control+z");
    assert.match(await textIn(page), /\}\n$/);
    await tab(page, "project").press("ArrowRight");
    await eventually(() => tab(page, "team").getAttribute("aria-selected"), "true");
  });

  test("layers are added, renamed by their text, removed, and brought back", async (open) => {
    const page = await open();
    await page.getByRole("button", { name: "Add layer" }).click();
    await tab(page, "layer 3").waitFor();
    await write(page, '{ "name": "mine", "deny": ["cmd:git"] }');
    await tab(page, "mine").waitFor();
    const gitStatus = page.getByRole("button", { name: "Why: git status --short" }).locator("..");
    await eventually(() => gitStatus.textContent(), "deny", "what is written decides at once");
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await eventually(() => gitStatus.textContent(), "allow");
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(() => gitStatus.textContent(), "deny");
    assert.equal(await tab(page, "mine").getAttribute("aria-selected"), "true");
    assert.match(await textIn(page), /"mine"/);
  });

  test("problems stand in the text, in a list, and at the tab; a click goes there, another repairs", async (open) => {
    const page = await open();
    await write(page, '{\n  "name": "project",\n  "dney": ["cmd:rm"],\n  "allow": ["git"]\n}');
    await eventually(() => page.locator(".cm-lintRange-error").allTextContents(), ['"dney"', '"git"']);
    await tab(page, "project 2 errors").waitFor();
    assert.equal(await page.locator(".cm-lint-marker-error").count(), 2);
    await problems(page).getByRole("heading", { name: "2 errors" }).waitFor();
    await problems(page).getByRole("button", { name: /unknown key dney/ }).click();
    assert.equal(await page.evaluate(() => getSelection().toString()), '"dney"');
    await problems(page).getByRole("button", { name: "Replace with deny" }).click();
    await problems(page).getByRole("heading", { name: "1 error" }).waitFor();
    assert.match(await textIn(page), /"deny": \["cmd:rm"\]/);
    await problems(page).getByRole("button", { name: "Replace with cmd:git" }).click();
    await problems(page).waitFor({ state: "detached" });
    assert.match(await textIn(page), /"allow": \["cmd:git"\]/);
    await page.keyboard.press("Control+z");
    await problems(page).getByRole("heading", { name: "1 error" }).waitFor();
  });

  test("a repair is offered over the word, and only where it helps", async (open) => {
    const page = await open();
    await write(page, '{ "defaults": { "unlabeled": "x" }, "allow": ["net:http://x.com/a", "cmd:\\"q\\""] }');
    await problems(page).getByRole("heading", { name: "3 errors" }).waitFor();
    await eventually(
      () => problems(page).getByRole("button", { name: /^Replace/ }).evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))),
      ["Replace with trusted", "Replace with untrusted", "Replace with net:x.com"],
    );
    await hover(page, page.locator(".cm-lintRange-error").first());
    const tip = page.locator(".cm-tooltip");
    await tip.getByText("is none of").waitFor();
    await tip.getByRole("button", { name: /untrusted/ }).click();
    await problems(page).getByRole("heading", { name: "2 errors" }).waitFor();
    assert.match(await textIn(page), /"unlabeled": "untrusted"/);
  });

  test("the module for writing is loaded when the editor is used, and warns then", async (open) => {
    const page = await open();
    await content(page).waitFor();
    assert.equal(await authoringLoads(page), 0);
    await content(page).focus();
    await eventually(() => authoringLoads(page), 1);
    await write(page, '{ "allow": ["cmd:npm run deploy:prod"] }');
    await problems(page).getByRole("heading", { name: "1 warning" }).waitFor();
    await page.locator(".cm-lintRange-warning").waitFor();
    await tab(page, "layer 1 1 warning").waitFor();
  });

  test("a problem between two layers stands at the second", async (open) => {
    const page = await open();
    await tab(page, "team").click();
    await write(page, '{ "name": "project", "deny": ["sh"] }');
    await problems(page).getByText("two different policies are both called").waitFor();
  });

  test("notation is read, coloured and repaired", async (open) => {
    const page = await open();
    await write(page, ">> agreed\npolicy @team2 = {\n  dney: [sh],\n  deny: [cmd:gіt],\n}");
    await page.getByText("mlld notation", { exact: true }).waitFor();
    await problems(page).getByRole("heading", { name: "2 errors" }).waitFor();
    assert.deepEqual(await page.locator(".cm-lintRange-error").allTextContents(), ["dney", "cmd:gіt"]);
    await problems(page).getByRole("button", { name: "Replace with cmd:git" }).click();
    await problems(page).getByRole("heading", { name: "1 error" }).waitFor();
    await problems(page).getByRole("button", { name: "Replace with cmd:git" }).waitFor({ state: "detached" });
    await page.keyboard.press("Control+Home");
    await write(page, "policy @team2 = {\n  deny: [sh, cmd:git:push],\n}");
    await tab(page, "team2").waitFor();
    await eventually(() => problems(page).count(), 0);
  });

  test("a policy is written as mlld and as JSON; what would be lost is said, and undone", async (open) => {
    const page = await open();
    const before = '{\n  "name": "project",\n  "deny": ["cmd:git push", "sh"]\n}';
    await write(page, before);
    await page.getByRole("button", { name: "Write as mlld" }).click();
    await eventually(() => textIn(page), 'policy { name: project, deny: { cmd: ["git push"], sh: [*] } }\n');
    await page.getByRole("button", { name: "Write as JSON" }).click();
    await page.getByText('"git push"').waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(async () => (await textIn(page)).startsWith("policy {"), true);
    await write(page, ">> why\npolicy { name: project, deny: [sh] }");
    await page.getByRole("button", { name: "Tidy" }).click();
    await page.getByRole("status").getByText("comments are lost").waitFor();
    await content(page).focus();
    await page.keyboard.press("Control+z");
    assert.match(await textIn(page), /^>> why/);
    await write(page, "policy @p = { deny: [sh] }\nguard before show = deny \"no\"");
    await page.getByRole("button", { name: "Write as JSON" }).click();
    await page.getByRole("status").getByText("would be lost").waitFor();
    assert.match(await textIn(page), /^policy @p/);
    await write(page, '{ "alow": [] }');
    await page.getByRole("button", { name: "Tidy" }).click();
    await page.getByRole("status").getByText("Repair the errors first").waitFor();
  });

  const offered = (page) => page.locator(".cm-tooltip-autocomplete li .cm-completionLabel").allTextContents();
  const completes = async (page, before, after, { typed = "", pick, wants }) => {
    await write(page, before + after);
    for (let at = 0; at < after.length; at += 1) await page.keyboard.press("ArrowLeft");
    if (typed === "") await page.keyboard.press("Control+Space");
    else await page.keyboard.type(typed);
    const option = page.locator(".cm-tooltip-autocomplete").getByRole("option", { name: new RegExp(`^${pick}(?!_)`) });
    await option.first().waitFor();
    const all = await offered(page);
    for (const want of wants) assert.ok(all.includes(want), `${want} is offered among ${all.join(" ")}`);
    await option.first().click();
    return textIn(page);
  };

  test("keys, words and entries are completed in JSON", async (open) => {
    const page = await open();
    assert.equal(
      await completes(page, '{ "name": "a", ', " }", { typed: '"de', pick: "deny", wants: ["deny", "default", "defaults"] }),
      '{ "name": "a", "deny": [] }',
    );
    assert.equal(
      await completes(page, '{ "allow": { "filesystem": { ', " } } }", { typed: '"', pick: "read", wants: ["write"] }),
      '{ "allow": { "filesystem": { "read": [] } } }',
    );
    assert.equal(
      await completes(page, '{ "defaults": { "rules": [', "] } }", { pick: "no-secret-exfil", wants: ["no-send-to-unknown"] }),
      '{ "defaults": { "rules": ["no-secret-exfil"] } }',
    );
    assert.equal(
      await completes(page, '{ "deny": [', "] }", { typed: '"', pick: "fs:w:", wants: ["cmd:", "fs:r:", "net:", "sh"] }),
      '{ "deny": ["fs:w:"] }',
    );
    assert.equal(
      await completes(page, '{ "danger": ["', '"] }', { typed: "keych", pick: "@keychain", wants: ["@keychain"] }),
      '{ "danger": ["@keychain"] }',
    );
    assert.equal(
      await completes(page, '{ "default": ', " }", { pick: "deny", wants: ["allow"] }),
      '{ "default": "deny" }',
    );
    assert.equal(
      await completes(page, '{ "labels": { ', " } }", { typed: '"sec', pick: "secret", wants: ["secret"] }),
      '{ "labels": { "secret": {  } } }',
    );
  });

  test("keys and words are completed in notation", async (open) => {
    const page = await open();
    assert.equal(
      await completes(page, "policy @p = {\n  ", "\n}", { typed: "da", pick: "danger", wants: ["danger"] }),
      "policy @p = {\n  danger: []\n}",
    );
    assert.equal(
      await completes(page, "policy @p = { env: { ", " } }", { typed: "ne", pick: "net", wants: ["net"] }),
      "policy @p = { env: { net: {  } } }",
    );
    assert.equal(
      await completes(page, "{ defaults: { rules: [", "] } }", { typed: "no-d", pick: "no-destroy-unknown", wants: ["no-destroy-unknown"] }),
      "{ defaults: { rules: [no-destroy-unknown] } }",
    );
    assert.equal(
      await completes(page, "{ deny: [sh, ", "] }", { typed: "ke", pick: "@keychain", wants: ["@keychain"] }),
      '{ deny: [sh, "@keychain"] }',
    );
  });

  const hover = async (page, what) => {
    await page.mouse.move(4, 4);
    await page.locator(".cm-tooltip-hover").waitFor({ state: "detached" });
    await what.hover();
  };

  test("over a rule stands what it matches, and leads to the explanation; over a key what it is for", async (open) => {
    const page = await open();
    await hover(page, content(page).getByText('"cmd:git push origin main"'));
    const tip = page.locator(".cm-tooltip-hover");
    await tip.getByText("Matches 1 of 14 operations").waitFor();
    await tip.getByText("deny[0]").waitFor();
    await tip.getByRole("button", { name: "Explain: git push -v origin main" }).click();
    assert.equal(await page.getByRole("button", { name: "Why: git push -v origin main" }).getAttribute("aria-pressed"), "true");
    await hover(page, content(page).getByText('"defaults"'));
    await tip.getByText("Defaults of data labels and built-in rules.").waitFor();
    await write(page, 'policy @p = {\n  danger: ["cmd:sudo:*"],\n  allow: true, deny: { cmd: ["git push"] },\n}');
    await hover(page, content(page).getByText('"git push"'));
    await tip.getByText("deny.cmd[0]").waitFor();
    await tip.getByRole("button", { name: "Explain: git push -v origin main" }).waitFor();
    await hover(page, content(page).getByText('"cmd:sudo:*"'));
    await tip.getByText("danger[0]").waitFor();
    await tip.getByText(/^An opt-in to the danger list\. Matches none of 14 operations/).waitFor();
  });

  test("the same is said of the place of the cursor, for who has no pointer", async (open) => {
    const page = await open();
    await write(page, '{\n  "deny": ["cmd:git push"]\n}');
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await here(page).getByText("deny[0]").waitFor();
    await here(page).getByText(/^A denial\. Matches \d+ of 14 operations\.$/).waitFor();
    await write(page, '{ "dney": [], "deny": ["sh"] }');
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await here(page).getByText("once the errors are repaired").waitFor();
  });

  test("the keyboard goes in and out", async (open) => {
    const page = await open();
    await content(page).focus();
    await page.keyboard.press("Tab");
    await eventually(() => page.evaluate(() => document.activeElement.closest(".editor") === null), true);
    await page.keyboard.press("Shift+Tab");
    await eventually(() => content(page).evaluate((element) => element === document.activeElement), true);
  });

  test("nothing that is written becomes markup", async (open) => {
    const page = await open();
    const hostile = '<img src=x onerror="window.hit=1">';
    const text = JSON.stringify({ name: hostile, [hostile]: 1, deny: [hostile, `cmd:${hostile}`] }, null, 2);
    await write(page, text);
    await problems(page).getByText(/unknown key <img/).waitFor();
    await hover(page, page.locator(".cm-lintRange-error").first());
    await page.locator(".cm-tooltip").getByText(/unknown key/).waitFor();
    await write(page, JSON.stringify({ name: hostile, deny: ["cmd:echo <img>", "cmd:git status"] }));
    await tab(page, hostile).waitFor();
    await page.getByLabel("Operation to add").fill(hostile.replace("<img", "<img>") );
    await page.getByLabel("Operation to add").press("Enter");
    await hover(page, content(page).getByText('"cmd:echo <img>"'));
    await page.locator(".cm-tooltip-hover").getByText("deny[0]").waitFor();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("status").getByText(hostile).waitFor();
    assert.equal(await page.locator(".policy img, .policy [onerror]").count(), 0);
    assert.equal(await page.evaluate(() => window.hit), undefined);
  });

  test("typing over what is selected, brackets and quotes", async (open) => {
    const page = await open();
    await content(page).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type('{ "deny');
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.type(': ["sh');
    assert.equal(await textIn(page), '{ "deny": ["sh"]}');
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.type("js");
    assert.equal(await textIn(page), '{ "deny": ["js"]}');
    await eventually(() => page.getByRole("button", { name: "Why: git status --short" }).locator("..").textContent(), "allow");
  });

  for (const theme of ["light", "dark"]) {
    test(`axe finds nothing, ${theme}`, async (open) => {
      const page = await open({ theme });
      await page.evaluate(axe);
      const found = () =>
        page.evaluate(async () => {
          const { violations } = await window.axe.run(document.querySelector(".policy"));
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        });
      await content(page).waitFor();
      assert.deepEqual(await found(), []);
      await write(page, '{\n  "dney": ["cmd:rm"],\n  "allow": ["git", "cmd:npm run deploy:prod"]\n}');
      await problems(page).getByRole("heading", { name: "2 errors, 1 warning" }).waitFor();
      await hover(page, page.locator(".cm-lintRange-error").first());
      await page.locator(".cm-tooltip-hover").waitFor();
      assert.deepEqual(await found(), []);
      await page.getByRole("button", { name: "Remove", exact: true }).click();
      await content(page).getByText('"cmd:npm publish"').click();
      await here(page).waitFor();
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.type(' "d');
      await page.locator(".cm-tooltip-autocomplete").waitFor();
      assert.deepEqual(await found(), []);
    });
  }

  test("without the module for writing, that is said, and tried again", async (open) => {
    const page = await open();
    let isOffline = true;
    await page.route(/authoring/, (route) => (isOffline ? route.abort() : route.continue()));
    await content(page).focus();
    await page.getByRole("alert").getByText("could not be loaded").waitFor();
    isOffline = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    // What the network says of it is no complaint of the page's.
    page.complaints.length = 0;
  });

  test("lines are indented in notation", async (open) => {
    const page = await open();
    await write(page, "policy @p = {");
    await page.keyboard.press("Enter");
    await page.keyboard.type("deny: [sh]");
    assert.equal(await textIn(page), "policy @p = {\n  deny: [sh]");
  });

  test("the editor fills its column down to its end, with and without something said below it", async (open) => {
    const page = await open({ viewport: { width: 1280, height: 720 } });
    await page.locator(".cm-content").waitFor();
    const gap = () =>
      page.evaluate(() => {
        const end = (selector) => document.querySelector(selector).getBoundingClientRect().bottom;
        return end('[data-column="policy"]') - end(".policy .cm-editor");
      });
    assert.ok((await gap()) < 8, `${await gap()} px are empty below the editor`);
    await page.getByRole("button", { name: "Tidy" }).click();
    const said = page.locator(".policy-said", { hasText: /./ });
    await said.waitFor({ timeout: 15_000 });
    const height = await said.evaluate((element) => element.getBoundingClientRect().height);
    assert.ok(height < 60, `what is said takes ${height} px`);
  });

  test("on a phone nothing is wider than the page", async (open) => {
    const page = await open({ viewport: { width: 390, height: 844 } });
    await write(page, '{\n  "dney": ["cmd:rm"],\n  "defaults": { "rules": ["no-secret-exfl"] }\n}');
    await problems(page).getByRole("heading", { name: "2 errors" }).waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.ok(await page.locator(".cm-scroller").evaluate((element) => element.scrollWidth <= element.clientWidth + 1));
    if (browserName === "Chromium") {
      const small = await page.locator(".policy button").evaluateAll((all) =>
        all.filter((one) => one.offsetHeight > 0 && one.offsetHeight < 24).map((one) => one.textContent),
      );
      assert.deepEqual(small, []);
    }
  });
});
