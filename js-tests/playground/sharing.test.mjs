/** Sharing by link, what is kept, import and export, driven as a user would. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { install, load } from "../support/installed.mjs";
import { inBrowsers } from "./page.mjs";

install();
const { PolicyEngine, runScenario } = load();

const document = {
  layers: ['{ "name": "mine", "deny": ["cmd:rm:*"] }'],
  operations: [{ kind: "command", text: "rm x" }, { kind: "command", text: "ls" }],
  places: { base: "/p", home: "/h" },
  tools: "{}",
  declared: { wants: "[]", needs: "{}" },
  guarding: { definitions: "[]", operation: "{}", inputs: "[]", allowGuardBypass: true },
};
const fragmentOf = (value) => `p=1.${deflateRawSync(Buffer.from(typeof value === "string" ? value : JSON.stringify(value))).toString("base64url")}`;
const documentOf = (url) => JSON.parse(inflateRawSync(Buffer.from(new URL(url).hash.slice("#p=1.".length), "base64url")));
const texts = (page) => page.locator(".row input, .row textarea").evaluateAll((fields) => fields.map(({ value }) => value));
const outcomes = (page) => page.locator(".row .outcome").allTextContents();
const notice = (page) => page.getByRole("status", { name: "Notice" });

async function add(page, text) {
  await page.getByLabel("Operation to add").fill(text);
  await page.getByLabel("Operation to add").press("Enter");
  await page.getByRole("button", { name: `Why: ${text}`, exact: true }).waitFor();
}

/** Once what is written is kept. */
const untilKept = (page, text) =>
  page.waitForFunction((wanted) => localStorage.getItem("mlld-policy-playground:document")?.includes(wanted), text);

/** What an item of the menu saves. */
async function exported(page, browserName, item, group = null) {
  // Playwright is told of no download by the Firefox of the system: there what would be saved is taken from the page.
  const isTold = browserName === "Chromium";
  if (!isTold) {
    await page.evaluate(() => {
      const make = URL.createObjectURL;
      let blob;
      globalThis.saved = undefined;
      URL.createObjectURL = (made) => make.call(URL, (blob = made));
      HTMLAnchorElement.prototype.click = function () {
        globalThis.saved = blob.text().then((text) => ({ name: this.download, text }));
      };
    });
  }
  await page.getByRole("button", { name: "Export" }).click();
  const items = group === null ? page : page.getByRole("group", { name: group, exact: true });
  const choose = () => items.getByRole("menuitem", { name: item, exact: true }).click();
  if (isTold) {
    const [download] = await Promise.all([page.waitForEvent("download"), choose()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  }
  await choose();
  await page.waitForFunction(() => globalThis.saved !== undefined);
  return page.evaluate(() => globalThis.saved);
}

inBrowsers("sharing", (test, browserName) => {
  test("a link holds what is written, and opens it elsewhere", async (open) => {
    const page = await open();
    await add(page, "git blame 'ünïcode ✓'");
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByText(/The link is (copied|in the address bar)/).waitFor();
    const link = page.url();
    assert.match(link, /#p=1\.[A-Za-z0-9_-]+$/);
    assert.ok(documentOf(link).operations.some(({ text }) => text === "git blame 'ünïcode ✓'"));

    const other = await open({ fragment: new URL(link).hash.slice(1) });
    assert.deepEqual(await texts(other), await texts(page));
    assert.deepEqual(await outcomes(other), await outcomes(page));
    await notice(other).getByText("Opened from a link.").waitFor();
    await notice(other).getByRole("button", { name: "Show the example" }).click();
    assert.ok(!(await texts(other)).includes("git blame 'ünïcode ✓'"));
    assert.equal(new URL(other.url()).hash, "");
  });

  test("where nothing may be copied, the link stands in a field", async (open) => {
    const page = await open();
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await page.getByRole("button", { name: "Share" }).click();
    const field = page.getByLabel("Copy this link:");
    await field.waitFor();
    assert.equal(await field.inputValue(), page.url());
    await field.press("Escape");
    await field.waitFor({ state: "detached" });
  });

  test("what is written is there again the next time, and Reset can be undone", async (open) => {
    const page = await open();
    await add(page, "git bisect start");
    await untilKept(page, "git bisect start");
    await page.reload();
    await page.waitForSelector(".columns[data-ready]");
    assert.ok((await texts(page)).includes("git bisect start"));
    await page.getByRole("button", { name: "Reset" }).click();
    assert.ok(!(await texts(page)).includes("git bisect start"));
    await notice(page).getByRole("button", { name: "Undo" }).click();
    assert.ok((await texts(page)).includes("git bisect start"));
    await notice(page).getByText("This is the example").waitFor({ state: "detached" });
  });

  test("a link takes the place of one's own only once it is changed", async (open) => {
    const page = await open();
    await add(page, "git bisect bad");
    await untilKept(page, "git bisect bad");
    const kept = () => page.evaluate(() => localStorage.getItem("mlld-policy-playground:document"));
    await page.evaluate((fragment) => { location.hash = fragment; }, fragmentOf(document));
    await notice(page).getByText("Opened from a link.").waitFor();
    assert.deepEqual(await texts(page), ["rm x", "ls"]);
    assert.deepEqual(await outcomes(page), ["deny", "allow"]);
    await page.waitForTimeout(800);
    assert.match(await kept(), /git bisect bad/);
    await add(page, "cat y");
    await untilKept(page, "cat y");
    assert.equal(new URL(page.url()).hash, "", "the address is no longer that of what is written");
    await notice(page).getByRole("button", { name: "Back to my own" }).click();
    assert.ok((await texts(page)).includes("git bisect bad"));
    await untilKept(page, "git bisect bad");
  });

  const whole = fragmentOf(document);
  const broken = {
    "no version": "p=",
    "another version": "p=2.AAAA",
    "no base64": "p=1.!!!!",
    "cut off": whole.slice(0, -20),
    "changed": `${whole.slice(0, 30)}AAAA${whole.slice(34)}`,
    "no JSON": fragmentOf("hello"),
    "no object": fragmentOf("[]"),
    "a layer that is no text": fragmentOf({ ...document, layers: [{ deny: [] }] }),
    "no layers": fragmentOf({ ...document, layers: [] }),
    "a kind that there is not": fragmentOf({ ...document, operations: [{ kind: "__proto__", text: "" }] }),
    "too many operations": fragmentOf({ ...document, operations: Array(6000).fill({ kind: "command", text: "" }) }),
    "half a character": fragmentOf({ ...document, tools: "\ud800" }),
    "an override that means nothing": fragmentOf({ ...document, guarding: { ...document.guarding, override: {} } }),
    "100 MiB of blanks": fragmentOf(" ".repeat(100 * 1024 * 1024)),
  };
  test("a link that is broken says so, and the example stands", async (open) => {
    const page = await open();
    const example = await texts(page);
    for (const [name, fragment] of Object.entries(broken)) {
      await page.evaluate((wanted) => { location.hash = wanted; }, fragment);
      await notice(page).getByText("The link cannot be opened").waitFor({ timeout: 10_000 }).catch((error) => assert.fail(`${name}: ${error.message}`));
      assert.deepEqual(await texts(page), example, name);
      assert.equal(new URL(page.url()).hash, "", name);
      await notice(page).getByRole("button", { name: "Dismiss the notice" }).click();
    }
    const fresh = await open({ fragment: broken["cut off"] });
    await notice(fresh).getByText("This is the example.").waitFor();
    assert.deepEqual(await texts(fresh), example);
  });

  test("what was kept and cannot be read is as good as nothing", async (open) => {
    const page = await open();
    const example = await texts(page);
    await page.evaluate(() => localStorage.setItem("mlld-policy-playground:document", '{"layers":[7]}'));
    await page.reload();
    await page.waitForSelector(".columns[data-ready]");
    assert.deepEqual(await texts(page), example);
  });

  test("policies are imported as layers, by choice and by dropping", async (open) => {
    const page = await open();
    await page.getByRole("button", { name: "Import" }).waitFor();
    const files = [{ name: "strict.json", mimeType: "application/json", buffer: Buffer.from('{ "name": "strict", "deny": ["cmd:git:*"] }') }];
    await page.getByLabel("Files to import").setInputFiles(files);
    await page.getByText("Imported strict.json.").waitFor();
    await page.waitForFunction(() => document.querySelector(".row .outcome")?.textContent === "deny");

    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['{ "name": "dropped" }'], "dropped.json"));
      data.items.add(new File([new Uint8Array([0xff, 0xfe, 0])], "image.png"));
      return data;
    });
    await page.evaluate((dataTransfer) => {
      document.querySelector(".columns").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, transfer);
    await page.getByText("Imported dropped.json. image.png cannot be imported: it is no text in UTF-8.").waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const names = await page.getByRole("group", { name: "Policy as JSON" }).getByRole("menuitem").allTextContents();
    assert.deepEqual(names, ["project", "team", "strict", "dropped"]);
  });

  test("the menu of exports is used with the keyboard", async (open) => {
    const page = await open();
    const button = page.getByRole("button", { name: "Export" });
    await button.focus();
    await page.keyboard.press("ArrowUp");
    await page.getByRole("menu").waitFor();
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    assert.equal(await focused(), "This page, for Import");
    await page.keyboard.press("Home");
    assert.equal(await focused(), "project");
    await page.keyboard.press("d");
    assert.equal(await focused(), "Decisions");
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    assert.match(await focused(), /Export/);
    assert.equal(await button.getAttribute("aria-expanded"), "false");
  });

  test("policies are saved in both notations", async (open) => {
    const page = await open();
    const json = await exported(page, browserName, "team", "Policy as JSON");
    assert.equal(json.name, "team.json");
    assert.deepEqual(JSON.parse(json.text).deny.cmd, ["npm publish"]);
    const mlld = await exported(page, browserName, "team", "Policy as mlld notation");
    assert.equal(mlld.name, "team.mld");
    const engine = new PolicyEngine(mlld.text);
    assert.equal(engine.checkCommand("npm publish").decision, "deny");
  });

  test("decisions are saved as they are shown", async (open) => {
    const page = await open();
    const shown = await outcomes(page);
    const { name, text } = await exported(page, browserName, "Decisions");
    assert.equal(name, "decisions.json");
    const { decisions } = JSON.parse(text);
    assert.deepEqual(decisions.map(({ decision }) => decision), shown);
    const push = decisions.find(({ operation }) => operation === "git push -v origin main");
    assert.deepEqual([push.kind, push.code, push.policy, push.rule], ["command", "POLICY_CAPABILITY_DENIED", "project", "deny[0]"]);
  });

  test("the scenario that is saved decides the same", async (open) => {
    const page = await open();
    const { decisions } = JSON.parse((await exported(page, browserName, "Decisions")).text);
    const { name, text } = await exported(page, browserName, "Scenario");
    assert.equal(name, "example.md");
    const { decisions: made, error, output } = runScenario(text, { base: "/home/dev/shop", home: "/home/dev" });
    const commands = decisions.filter(({ kind, decision }) => kind === "command" && decision === "allow");
    for (const { operation } of commands) {
      assert.equal(made.find((one) => one.operation === `run: ${operation}`)?.decision, "allow", operation);
    }
    assert.equal(output.trim(), "work");
    const first = decisions.find(({ kind, decision }) => kind === "command" && decision === "deny");
    assert.deepEqual([error.code, made.at(-1).denial.rule, made.at(-1).denial.policy], [first.code, first.rule, first.policy]);
    // A question about tiers is written as mlld has it, and its answer is what is printed.
    for (const { operation } of decisions.filter(({ kind }) => kind !== "tiers")) {
      for (const line of operation.split("\n")) assert.ok(text.includes(line) || text.includes(line.replaceAll("'", "\\'")), line);
    }
  });

  test("hostile operations cannot write directives into the scenario", async (open) => {
    const operations = [
      { kind: "command", text: "echo } \n/run sh { evil }" },
      { kind: "command", text: "echo 'a\\' @base `x` \"" },
      { kind: "command", text: "ls\r/show \"x\"" },
      { kind: "read", text: "x\n/show \"injected\"" },
      { kind: "url", text: "x\u2028/show \"injected\"" },
      { kind: "write", text: "a'\n/show \"injected\"" },
      { kind: "command", text: "ls" },
    ];
    const page = await open({ fragment: fragmentOf({ ...document, operations, places: { base: "/p'\n/show \"injected\"", home: "/h" } }) });
    const { text } = await exported(page, browserName, "Scenario");
    const { output, decisions } = runScenario(text, { base: "/p", home: "/h" });
    assert.ok(!output.includes("injected") && !decisions.some(({ operation }) => operation.startsWith("sh:")), text);
    assert.ok(decisions.some(({ operation }) => operation === "run: ls"), text);
  });

  test("a page that was saved is imported again, and that can be undone", async (open) => {
    const page = await open();
    await add(page, "git stash");
    const { name, text } = await exported(page, browserName, "This page, for Import");
    const other = await open();
    const example = await texts(other);
    await other.getByLabel("Files to import").setInputFiles([{ name, mimeType: "application/json", buffer: Buffer.from(text) }]);
    await notice(other).getByText("Opened from playground.json.").waitFor();
    assert.deepEqual(await texts(other), await texts(page));
    await notice(other).getByRole("button", { name: "Undo" }).click();
    assert.deepEqual(await texts(other), example);
  });
});
