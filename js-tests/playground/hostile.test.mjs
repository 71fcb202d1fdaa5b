/** Hostile texts in every place that takes text: they are shown, and nothing else comes of them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { built, inBrowsers } from "./page.mjs";

const hostile = [
  "<img src=x onerror=alert(1)><script>alert(1)</script>",
  "javascript:alert(1)",
  '"></textarea><svg onload=alert(1)><iframe srcdoc="<script>alert(1)</script>">',
  "\u202e{{constructor.constructor('alert(1)')()}}\u202c <b>bold</b>",
  "__proto__",
];
const named = (text) => JSON.stringify({ name: text, notes: text, allow: [`cmd:${text}:*`, text], deny: [`cmd:${text}`, `fs:r:${text}`, `net:${text}`], labels: { [text]: { deny: [text] } } });

/** Every kind of operation, tools, guards, tiers and places, full of a text. */
const documentOf = (text) => ({
  layers: [named(text), JSON.stringify({ name: `${text} again`, deny: ["cmd:git:*"] }), text],
  operations: [
    { kind: "command", text: `git '${text}' ${text}` },
    ...["command", "read", "write", "url", "scenario", "tool", "tiers"].map((kind) => ({ kind, text })),
    { kind: "tool", text: JSON.stringify({ tool: text, args: { [text]: text }, inputs: { [text]: [text] } }) },
    { kind: "tiers", text: JSON.stringify([{ tier: text, why: text, cmd: [text] }, { tier: "none" }]) },
    { kind: "scenario", text: `/show ${JSON.stringify(text)}\n${text}` },
  ],
  places: { base: text, home: text },
  tools: JSON.stringify({ [text]: { labels: [text], args: { [text]: "value" } } }),
  declared: { wants: JSON.stringify([{ tier: text, why: text, cmd: [text] }]), needs: JSON.stringify({ cmd: [text] }) },
  guarding: {
    definitions: JSON.stringify([{ name: text, timing: "before", filter: "secret", when: [["*", { deny: text }]] }]),
    operation: JSON.stringify({ type: "show" }),
    inputs: JSON.stringify([{ value: text, labels: ["secret"] }]),
    override: { only: [`@${text}`] },
    allowGuardBypass: true,
  },
});
const fragmentOf = (document) => `p=1.${deflateRawSync(Buffer.from(JSON.stringify(document))).toString("base64url")}`;

/** Elements that markup would have made, and attributes that would run something. */
const made = (page) =>
  page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    return {
      elements: document.querySelectorAll("img, script:not([src]), iframe, object, embed, base, b, svg[onload]").length,
      scripts: document.querySelectorAll("script").length,
      handlers: all.flatMap((element) => [...element.attributes].filter(({ name }) => /^on/i.test(name)).map(({ name }) => name)),
      links: all.filter((element) => /^\s*(javascript|data|vbscript):/i.test(element.getAttribute("href") ?? element.getAttribute("src") ?? "")).length,
    };
  });

async function everything(page, shown) {
  for (const tab of ["Why", "Tiers", "Guards", "Attacks"]) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    await page.waitForTimeout(150);
    await shown(tab);
  }
  // Every operation is explained.
  for (const button of await page.getByRole("button", { name: /^Why: / }).all()) {
    await button.click();
    await page.waitForTimeout(30);
    await shown("an operation");
  }
}

/** Opens a page that complains of nothing but what it should; `dialogs` has those that were opened. */
async function watched(open, options) {
  const page = await open(options);
  page.dialogs = [];
  page.on("dialog", (dialog) => {
    page.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return page;
}

/** Those that the page is built with. */
const scripts = readFileSync(path.join(built, "index.html"), "utf8").match(/<script/g).length;

inBrowsers("hostile texts", (test) => {
  for (const text of hostile) {
    test(`by link: ${text}`, async (open) => {
      const page = await watched(open, { fragment: fragmentOf(documentOf(text)) });
      const expected = { elements: 0, scripts, handlers: [], links: 0 };
      await everything(page, async (where) => assert.deepEqual(await made(page), expected, where));
      const fields = await page.locator(".row input, .row textarea").evaluateAll((found) => found.map(({ value }) => value));
      assert.equal(fields.filter((value) => value === text).length, 7, "it is shown as it is written");
      await page.getByRole("button", { name: "Export" }).click();
      assert.deepEqual(await made(page), expected, "the menu of exports");
      assert.deepEqual(page.dialogs, []);
      assert.equal(new URL(page.url()).pathname, "/");
    });
  }

  test("written and pasted", async (open) => {
    const page = await watched(open);
    const add = page.getByLabel("Operation to add");
    for (const text of hostile) {
      await add.fill(text);
      await add.press("Enter");
      await page.getByRole("button", { name: `Why: ${text}`, exact: true }).waitFor();
    }
    await page.getByLabel("Files to import").setInputFiles(
      hostile.map((text, at) => ({ name: `${at}<img src=x onerror=alert(1)>.json`, mimeType: "application/json", buffer: Buffer.from(at % 2 === 0 ? named(text) : text) })),
    );
    await page.getByText("Imported 0<img src=x onerror=alert(1)>.json").waitFor();
    await everything(page, async (where) => assert.deepEqual(await made(page), { elements: 0, scripts, handlers: [], links: 0 }, where));
    assert.deepEqual(page.dialogs, []);
    assert.equal(await page.evaluate(() => Object.keys(Object.prototype).length), 0, "no prototype is changed");
  });
});
