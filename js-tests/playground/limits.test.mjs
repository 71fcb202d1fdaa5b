/** Texts as large as they may be, made to keep the page busy: it goes on answering. And what breaks it does not break it for ever. */

import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { inBrowsers } from "./page.mjs";

const MOST = 1_000_000;
const filled = (text, length = MOST) => text.repeat(Math.floor(length / text.length));
const documentOf = (layer, guarding = {}) => ({
  layers: [layer],
  operations: [{ kind: "command", text: "ls" }],
  places: { base: "/work", home: "/home" },
  tools: "{}",
  declared: { wants: "[]", needs: "{}" },
  guarding: { definitions: "[]", operation: '{ "type": "show" }', inputs: "[]", allowGuardBypass: true, ...guarding },
});
const fragmentOf = (document) => `p=1.${deflateRawSync(Buffer.from(JSON.stringify(document))).toString("base64url")}`;

inBrowsers("texts at their limits", (test) => {
  const layers = {
    "a list of errors": `{ "allow": [${filled('"x",', 600_000)} "x"] }`,
    "unknown keys": `{ ${Array.from({ length: 40_000 }, (_, at) => `"k${at}": 1`).join(", ")} }`,
    "one key again and again": `{ ${filled('"a":1,', 600_000)} "a": 1 }`,
    "one long word": `{ "allow": ${filled("x", 900_000)}, "zz": 1 }`,
  };
  for (const [title, layer] of Object.entries(layers)) {
    test(title, async (open) => {
      const page = await open({ fragment: fragmentOf(documentOf(layer)) });
      await page.getByRole("region", { name: "Problems" }).waitFor({ timeout: 20_000 });
      assert.ok((await page.locator(".problems li").count()) <= 100);
      await page.getByRole("button", { name: "Reset" }).click({ timeout: 10_000 });
      await page.getByText("This is the example again.").waitFor();
    });
  }

  test("guards", async (open) => {
    const guards = Array.from({ length: 3000 }, (_, at) => ({ name: `g${at}`, timing: "before", filter: "secret", when: [["*", { allow: "(x)" }]] }));
    const inputs = JSON.stringify([{ value: "x", labels: ["secret"] }]);
    const page = await open({ fragment: fragmentOf(documentOf("{}", { definitions: JSON.stringify(guards), inputs })) });
    await page.getByRole("tab", { name: "Guards" }).click({ timeout: 10_000 });
    await page.getByText("these are too many for this page").waitFor();
  });
});

inBrowsers("a start that was not got through", (test) => {
  const own = documentOf('{ "name": "mine" }');
  const asLeft = (page, what) =>
    page.evaluate(([document, opened]) => {
      // As it is where the page was killed: nothing is tidied up.
      addEventListener("pagehide", () => {
        localStorage.setItem("mlld-policy-playground:document", document);
        localStorage.setItem("mlld-policy-playground:starting", opened);
      });
    }, [JSON.stringify(own), what]);
  const mine = (page) => page.getByRole("tab", { name: "mine" });

  test("what was kept is opened only when it is asked for", async (open) => {
    const page = await open();
    await asLeft(page, "document");
    await page.reload();
    await page.getByText("What you had was not opened").waitFor();
    await page.getByRole("tab", { name: "project" }).waitFor();
    await page.getByRole("button", { name: "Open it" }).click();
    await mine(page).waitFor();
  });

  test("a link is opened only when it is asked for", async (open) => {
    const page = await open({ fragment: fragmentOf(documentOf('{ "name": "linked" }')) });
    await asLeft(page, "link");
    await page.reload();
    await page.getByText("The link was not opened").waitFor();
    await mine(page).waitFor();
    await page.getByRole("button", { name: "Open it" }).click();
    await page.getByRole("tab", { name: "linked" }).waitFor();
  });

  test("a good start is forgotten", async (open) => {
    const page = await open({ fragment: fragmentOf(own) });
    await page.waitForFunction(() => localStorage.getItem("mlld-policy-playground:starting") === null);
    await page.reload();
    await page.getByText("Opened from a link.").waitFor();
  });
});
