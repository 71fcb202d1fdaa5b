/** What the page may do at all: its Content-Security-Policy holds, and its sources make no markup of text. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { root } from "../support/installed.mjs";
import { built, inBrowsers } from "./page.mjs";

const sources = path.join(root, "www", "src");
const filesOf = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

describe("the sources of the page", () => {
  it("make no markup and no script of text", () => {
    const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|setHTML|srcdoc|\beval\(|new Function|\.on[a-z]+ ?= ?["'`]/;
    for (const file of filesOf(sources)) {
      for (const [at, line] of readFileSync(file, "utf8").split("\n").entries()) {
        assert.doesNotMatch(line, forbidden, `${path.relative(root, file)}:${at + 1}`);
      }
    }
  });

  it("make one policy of Trusted Types, in one file", () => {
    const using = filesOf(sources).filter((file) => readFileSync(file, "utf8").includes("createPolicy"));
    assert.deepEqual(using.map((file) => path.relative(sources, file)), [path.join("sharing", "trusted.ts")]);
  });

  it("are built to a page without scripts or styles of its own, that names nothing elsewhere", () => {
    const page = readFileSync(path.join(built, "index.html"), "utf8");
    assert.doesNotMatch(page, /<style|\sstyle=|\son[a-z]+=|https?:|\/\//i);
    for (const [script] of page.matchAll(/<script[^>]*>[^<]*/g)) assert.match(script, /^<script[^>]* src="\.\/[^"]+"[^>]*>$/);
    const policy = /content="(default-src[^"]*)"/.exec(page)?.[1];
    assert.match(policy, /^default-src 'none';/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
    assert.match(policy, /require-trusted-types-for 'script'; trusted-types playground$/);
    assert.doesNotMatch(policy, /'unsafe-inline'|'unsafe-eval'|data:|blob:|\*|https?:/);
  });
});

inBrowsers("the page's own policy", (test) => {
  test("refuses code and markup made of text, and every other server", async (open) => {
    const page = await open();
    const refused = await page.evaluate(async () => {
      const attempt = (run) => {
        try {
          run();
          return "ran";
        } catch {
          return "refused";
        }
      };
      const script = document.createElement("script");
      const results = {
        // Not called `eval` here: what Playwright evaluates is let through where it stands directly.
        eval: await new Promise((resolve) => {
          addEventListener("securitypolicyviolation", () => resolve("refused"), { once: true });
          setTimeout(() => {
            if (attempt(() => (0, globalThis.eval)("globalThis.evaluated = true")) === "refused") resolve("refused");
            else setTimeout(() => resolve("ran"), 200);
          });
        }),
        function: attempt(() => new Function("return 1")),
        markup: attempt(() => { document.body.innerHTML += "<b>x</b>"; }),
        script: attempt(() => { script.textContent = "globalThis.injected = true"; document.body.append(script); }),
        policy: attempt(() => trustedTypes.createPolicy("other", { createHTML: (text) => text })),
        fetch: await fetch("http://192.0.2.1/").then(() => "ran", () => "refused"),
        image: await new Promise((resolve) => {
          const image = new Image();
          image.onload = () => resolve("ran");
          image.onerror = () => resolve("refused");
          image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
        }),
      };
      script.remove();
      return { ...results, injected: globalThis.injected === true, evaluated: globalThis.evaluated === true };
    });
    const { script, ...others } = refused;
    assert.ok(["ran", "refused"].includes(script));
    assert.deepEqual(others, { eval: "refused", function: "refused", markup: "refused", policy: "refused", fetch: "refused", image: "refused", injected: false, evaluated: false });
    // All of these were complaints, as they should be.
    page.complaints.length = 0;
  });

  test("the theme that was chosen is there before anything is painted, and the next time", async (open) => {
    const page = await open();
    const theme = page.getByLabel("Theme");
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await theme.selectOption("light");
    const light = await background();
    await theme.selectOption("dark");
    assert.notEqual(await background(), light);
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => document.body !== null);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.waitForSelector(".columns[data-ready]");
    assert.equal(await theme.inputValue(), "dark");
    await theme.selectOption("system");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), undefined);
  });

  test("a phone shows one part at a time, and nothing is wider than it", async (open) => {
    const page = await open({ viewport: { width: 390, height: 844 } });
    const parts = page.getByRole("navigation", { name: "Parts of the page" });
    for (const part of ["Operations", "Answers", "Policy"]) {
      await parts.getByRole("button", { name: part }).click();
      await page.getByRole("region", { name: part }).waitFor();
      assert.equal(await page.getByRole("region").count(), 1);
      const { width, visible } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, visible: innerWidth }));
      assert.ok(width <= visible, `${part}: ${width} > ${visible}`);
    }
    await page.getByRole("button", { name: "What is this?" }).click();
    await page.getByText("Nothing that you write leaves the page").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Nothing that you write leaves the page").waitFor({ state: "detached" });
  });
});
