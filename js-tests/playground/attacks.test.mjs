/** The attack gallery: what the engine makes of each attack, and the page of it, driven as a user would. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { before, describe, it } from "node:test";
import { root } from "../support/installed.mjs";
import { violations } from "./axe.mjs";
import { inBrowsers } from "./page.mjs";

/** What the page itself is built with and decides with. */
const require = createRequire(path.join(root, "www", "package.json"));
const { PolicyEngine } = require("mlld-policy");

/** A module of the page's sources, as it is built. */
async function source(entry) {
  const { build } = await import(require.resolve("vite"));
  const [{ output }] = await build({
    configFile: false,
    logLevel: "silent",
    root: path.join(root, "www"),
    build: { write: false, lib: { entry: path.join(root, "www", "src", entry), formats: ["es"], fileName: "built" } },
  });
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}

/** Attacks that the policies of the example let through, because they permit what these need. */
const passExample = ["default-branch", "npm-prefix", "npm-script", "redirect", "run-later", "sources", "two-labels"];
/** What `default: "deny"` says nothing about: calls of tools that touch no file, host or program. */
const toolCalls = ["secret-as-destination", "secret-in-list"];
/** Refused whatever policies say. */
const neverAllowed = { look: "look-alike", unlabel: "unlabel" };

describe("the attacks of the gallery", () => {
  let attacks;
  let example;
  let options;
  before(async () => {
    const [gallery, started] = await Promise.all([source("attacks/gallery.ts"), source("state/example.ts")]);
    attacks = gallery.techniques.flatMap((technique) => technique.attacks);
    example = started.example;
    options = { ...example.places, tools: JSON.parse(example.tools) };
  });

  const judge = (engine, { tried }) => {
    switch (tried.kind) {
      case "command":
        return engine.checkCommand(tried.text);
      case "read":
      case "write":
        return engine.checkFile(tried.kind, tried.text);
      case "url":
        return engine.checkNetwork(tried.text);
      case "tool":
        return engine.checkToolCall(JSON.parse(tried.text));
      case "guards": {
        const { definitions, operation, inputs, override } = tried.guarding;
        const pipeline = engine.pipeline();
        for (const definition of JSON.parse(definitions)) pipeline.guard(definition);
        const result = pipeline.beforeSync(JSON.parse(operation), JSON.parse(inputs), { guards: override });
        pipeline.free();
        return result.decision === "deny" ? result.denial : result;
      }
      default:
        throw new Error(`an attack of the kind ${tried.kind}`);
    }
  };
  const allowedBy = (policies) => {
    const engine = new PolicyEngine(policies, options);
    const allowed = attacks.filter((attack) => judge(engine, attack).decision === "allow").map(({ id }) => id);
    engine.free();
    return allowed.sort();
  };

  it("are many, and each has a name of its own", () => {
    assert.ok(attacks.length >= 30, `${attacks.length} attacks`);
    assert.equal(new Set(attacks.map(({ id }) => id)).size, attacks.length);
    assert.equal(new Set(attacks.map(({ title }) => title)).size, attacks.length);
    for (const { id, trick, gain, stops } of attacks) {
      for (const sentence of [trick, gain, stops]) assert.match(sentence, /^[A-Z`"].*\.$/s, id);
      for (const text of [trick, gain, stops]) assert.equal(text.split("`").length % 2, 1, `${id}: a backtick is missing`);
    }
  });

  it("the example stops all but those that need what it permits", () => {
    assert.deepEqual(allowedBy(example.layers), passExample);
  });

  it("a policy that permits everything stops what the danger list has, and no more", () => {
    const engine = new PolicyEngine({}, options);
    const denials = attacks.map((attack) => ({ id: attack.id, ...judge(engine, attack) })).filter(({ decision }) => decision === "deny");
    assert.ok(denials.length >= 20 && denials.length <= attacks.length - 20, `${denials.length} are stopped`);
    for (const { id, code, rule } of denials) {
      if (Object.values(neverAllowed).includes(id)) continue;
      assert.ok(
        code === "POLICY_DANGER_DENIED" || (code === "POLICY_UNANALYZABLE" && rule.startsWith("danger")),
        `${id}: ${code} ${rule}`,
      );
    }
    engine.free();
    // Who opts in to the whole list has nothing left but what no guard may do.
    assert.deepEqual(
      attacks.map(({ id }) => id).filter((id) => !allowedBy({ danger: "*" }).includes(id)),
      [neverAllowed.unlabel],
    );
  });

  it("a closed policy stops all of them", () => {
    assert.deepEqual(allowedBy({ default: "deny" }), toolCalls);
    assert.deepEqual(allowedBy({ default: "deny", authorizations: { allow: {} } }), []);
  });

  it("the rule that is named against one stops it, and takes nothing else away", () => {
    for (const attack of attacks) {
      if (attack.rule === undefined) continue;
      const engine = new PolicyEngine({ danger: "*", deny: [attack.rule] }, options);
      assert.equal(judge(engine, attack).decision, "deny", `${attack.id}: ${attack.rule}`);
      assert.equal(engine.checkCommand("git status").decision, "allow", attack.rule);
      engine.free();
    }
  });
});

inBrowsers("the attack gallery", (test) => {
  const gallery = async (open, options) => {
    const page = await open(options);
    if (options?.viewport?.width < 720) await page.getByRole("button", { name: "Answers" }).click();
    await page.getByRole("tab", { name: "Attacks" }).click();
    await page.locator(".attack").first().waitFor();
    return page;
  };
  const attack = (page, title) => page.locator(".attack", { has: page.getByText(title, { exact: true }) });
  const score = async (page) => Number(/^(\d+) of/.exec(await page.locator(".attacks-score strong").textContent())[1]);

  test("it is loaded when it is looked at, and has the score", async (open) => {
    const page = await open();
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => /view-/.test(name)).length);
    assert.equal(await loaded(), 0);
    await page.getByRole("tab", { name: "Attacks" }).click();
    await page.locator(".attack").first().waitFor();
    assert.equal(await loaded(), 1);
    const all = await page.locator(".attack").count();
    assert.equal(await score(page), all - passExample.length);
    assert.equal(await page.getByRole("progressbar", { name: "Attacks stopped" }).getAttribute("value"), String(await score(page)));
    assert.equal(await page.locator('.attack[data-outcome="passed"]').count(), passExample.length);
    assert.equal(await page.locator('.attack[data-outcome="unclear"]').count(), 0);
  });

  test("only those that are not stopped can be shown", async (open) => {
    const page = await gallery(open);
    await page.getByRole("button", { name: `Not stopped ${passExample.length}` }).click();
    assert.equal(await page.locator(".attack").count(), passExample.length);
    await page.locator(".attacks").getByRole("button", { name: /^All \d+$/ }).click();
    assert.ok((await page.locator(".attack").count()) > 30);
  });

  test("one is opened by the keyboard, and says what stops it", async (open) => {
    const page = await gallery(open);
    const row = attack(page, "Quotes inside of words");
    await row.locator("summary").focus();
    await page.keyboard.press("Enter");
    await row.getByText("Stopped by").waitFor();
    assert.equal(await row.locator("pre").textContent(), `git "pu"sh origin ma'in'`);
    assert.equal(await row.locator("summary .outcome").textContent(), "stopped");
    await row.getByRole("button", { name: "Show deny[0] in the policy project" }).waitFor();
  });

  test("one that passes says what permits it, and a click denies it", async (open) => {
    const page = await gallery(open);
    const before = await score(page);
    const row = attack(page, "Not naming the branch at all");
    await row.locator("summary").click();
    await row.getByRole("button", { name: "Show allow.cmd[0] in the policy project" }).waitFor();
    await row.getByRole("button", { name: "Deny cmd:git push" }).click();
    await page.locator('.attack[data-outcome="stopped"]', { has: page.getByText("Not naming the branch at all") }).waitFor();
    assert.equal(await score(page), before + 1);
    assert.match(await page.locator(".attacks-done").textContent(), /deny: \["cmd:git push"\] now stands in the policy gallery/);
    await attack(page, "A script of the package").locator("summary").click();
    await page.getByRole("button", { name: "Deny cmd:npm run build" }).click();
    await page.locator('.attack[data-outcome="stopped"]', { has: page.getByText("A script of the package") }).waitFor();
    // A denial reads wide: the same script of another folder is denied with it.
    assert.equal(await score(page), before + 3);
    // The second rule is in the policy of the first.
    assert.equal(await page.locator(".notice").count(), 0);
  });

  test("while nothing can be decided anew, it says so", async (open) => {
    const page = await gallery(open);
    const before = await score(page);
    await page.getByText("Project in").click();
    await page.getByLabel("Project folder").fill("shop");
    await page.locator(".attacks .notice").waitFor();
    assert.equal(await score(page), before);
    await page.getByLabel("Project folder").fill("/home/dev/shop");
    await page.locator(".attacks .notice").waitFor({ state: "detached" });
  });

  test("one is tried among the operations, once", async (open) => {
    const page = await gallery(open);
    const rows = await page.locator(".row").count();
    for (let times = 0; times < 2; times += 1) {
      await page.getByRole("tab", { name: "Attacks" }).click();
      await attack(page, "One word that becomes three").locator("summary").click();
      await attack(page, "One word that becomes three").getByRole("button", { name: "Try it" }).click();
      await page.getByRole("tab", { name: "Why", selected: true }).waitFor();
      assert.equal(await page.locator(".row").count(), rows + 1);
    }
    const row = page.locator(".row[data-chosen]");
    assert.equal(await row.getByLabel("Command").inputValue(), "git {push,origin,main}");
    assert.equal(await row.locator(".outcome").textContent(), "deny");
    await page.waitForFunction(() => document.activeElement?.textContent === "Why");
  });

  test("one around the guards is tried among the guards", async (open) => {
    const page = await gallery(open);
    const row = attack(page, "Skipping all guards");
    await row.locator("summary").click();
    await row.getByRole("button", { name: "Try it among the guards" }).click();
    await page.getByRole("tab", { name: "Guards", selected: true }).waitFor();
    assert.ok(await page.getByLabel("privileged ones alone").isChecked());
    assert.match(await page.locator(".station-end").textContent(), /must not run/);
  });

  for (const theme of ["light", "dark"]) {
    test(`it has no barriers, ${theme}`, async (open) => {
      const page = await gallery(open, { theme });
      await attack(page, "Not naming the branch at all").locator("summary").click();
      await attack(page, "Quotes inside of words").locator("summary").click();
      assert.deepEqual(await violations(page, ".attacks"), []);
    });
  }

  test("a phone shows it without scrolling sideways", async (open) => {
    const page = await gallery(open, { viewport: { width: 390, height: 844 } });
    await attack(page, "Writing a script and running it").locator("summary").click();
    await attack(page, "A secret in a list").locator("summary").click();
    const wide = await page.evaluate(() =>
      [document.scrollingElement, document.querySelector('[data-column="answers"] .tabs-panel')].map((part) => part.scrollWidth - part.clientWidth),
    );
    assert.deepEqual(wide, [0, 0]);
  });
});
