/** Guards as a timeline, driven as a user would. */

import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { inBrowsers } from "./page.mjs";

inBrowsers("guards", (test) => {
  const guards = async (open, options) => {
    const page = await open(options);
    if (options?.viewport?.width < 720) await page.getByRole("button", { name: "Answers" }).click();
    await page.getByRole("tab", { name: "Guards" }).click();
    await page.locator(".guards").waitFor();
    return page;
  };
  const choose = (page, title) => page.locator(".guards").getByLabel("Example").selectOption({ label: title });
  const write = async (page, { guards: list, operation, inputs }) => {
    const texts = [["Guards of the host", list], ["Operation", operation], ["Its values", inputs]];
    for (const [label, value] of texts) {
      if (value === undefined) continue;
      await page.locator(".guards-written").getByLabel(label).fill(typeof value === "string" ? value : JSON.stringify(value));
    }
  };
  const stations = (page) => page.locator(".timeline > .station");
  const station = (page, name) => page.locator(".timeline > .station", { has: page.locator(`.station-name strong:text-is("${name}")`) });
  const end = (page) => page.locator(".station-end .station-head").textContent();

  test("a value that a guard replaces is shown as a difference", async (open) => {
    const page = await guards(open);
    await choose(page, "A guard that puts another value in place");
    const first = station(page, "@noNumbers");
    assert.equal(await first.locator("del").textContent(), " removed: 4711 0815");
    assert.equal(await first.locator("ins").textContent(), " added: (hidden)");
    // The second one saw what the first had made of it.
    const second = station(page, "@reviewed");
    assert.equal(await second.locator(".station-value del").count(), 0);
    assert.equal(await second.locator(".station-value ins").textContent(), " added:  Checked.");
    assert.match(await second.locator(".station-labels .chip-come").textContent(), /redacted$/);
    assert.match(await end(page), /may run/);
    assert.match(await page.locator(".station-end").textContent(), /the card \(hidden\) on Monday Checked\./);
  });

  test("guards that are asked about values one by one are followed, and so are those of the operation", async (open) => {
    const page = await guards(open);
    await write(page, {
      guards: [
        { name: "each", timing: "before", filter: "pii", scope: "perInput", when: [["*", { allow: "<@input>" }]] },
        { timing: "before", filter: "pii", scope: "perInput", when: [["@input == '<b>'", { allow: "[@input]" }]] },
        { name: "all", timing: "before", filter: "show", when: [["*", { allow: ["one", "two"], labels: { add: ["swapped"] } }]] },
      ],
      operation: { type: "show" },
      inputs: [
        { value: "a", labels: ["pii"] },
        { value: "b", labels: ["pii"] },
      ],
    });
    await page.locator(".station-change").first().waitFor();
    // Each value by itself, then both: five differences in the order of the trace.
    const texts = await page.locator(".station-change").evaluateAll((all) => all.map((one) => one.textContent.replace(/ (removed|added): /g, "|$1:")));
    assert.equal(texts.length, 5);
    assert.match(texts[0], /^value 1 becomes/);
    assert.match(texts[1], /^value 2 becomes/);
    assert.match(texts[2], /^value 2 becomes.*\[.*<b>.*\]/);
    assert.match(texts[3], /^value 1 becomes.*removed:<a>.*added:one/);
    assert.match(texts[4], /^value 2 becomes.*removed:\[<b>\].*added:two/);
  });

  test("a guard denies, and the policy says why it does, too", async (open) => {
    const page = await guards(open, { viewport: { width: 390, height: 844 } });
    await choose(page, "A secret on its way to the network");
    assert.equal(await station(page, "@noSecretsOut").locator(".outcome").first().textContent(), "deny");
    const policy = station(page, "__policy_label_secret");
    assert.match(await policy.textContent(), /policy team.*cannot be bypassed/);
    assert.match(await end(page), /must not run/);
    await policy.getByRole("button", { name: "Show labels.secret.deny[0] in the policy team" }).click();
    // On a phone that leads to the column of the policy.
    await page.locator('.columns[data-shown="policy"]').waitFor();
  });

  test("what a caller skips is not asked, but policies are", async (open) => {
    const page = await guards(open);
    await choose(page, "A policy that nobody skips");
    const own = station(page, "@noPushes");
    assert.equal(await own.locator(".outcome").textContent(), "skipped");
    assert.equal(await station(page, "__policy_cmd_access").first().locator(".outcome").textContent(), "deny");
    await page.getByLabel("all guards").check();
    await own.locator(".outcome-deny").waitFor();
    await page.getByLabel("all but these").check();
    await own.locator(".outcome", { hasText: "skipped" }).waitFor();
    await page.getByLabel("@noPushes").uncheck();
    await page.locator(".guards-problems").waitFor();
    assert.match(await page.locator(".guards-problems").textContent(), /at least one guard/);
    await page.getByLabel("@noPushes").check();
    await page.getByLabel("only these").check();
    await own.locator(".outcome-deny").waitFor();
  });

  test("a host that lets nobody skip guards refuses as a whole", async (open) => {
    const page = await guards(open);
    await choose(page, "A policy that nobody skips");
    await page.getByLabel("the host lets callers skip guards").uncheck();
    await page.getByText("GUARD_BYPASS_BLOCKED").waitFor();
    assert.equal(await stations(page).count(), 1);
    await page.getByLabel("all guards").check();
    await page.getByText("GUARD_BYPASS_BLOCKED").waitFor({ state: "detached" });
  });

  test("a privileged guard lifts a denial of flow, unless the host forbids that", async (open) => {
    const page = await guards(open);
    await choose(page, "A privileged guard that lifts a denial");
    assert.equal(await station(page, "__policy_label_secret").locator(".outcome").textContent(), "deny, lifted");
    assert.match(await end(page), /may run/);
    await page.getByLabel("the host lets callers skip guards").uncheck();
    await page.locator('.station-end[data-said="deny"]').waitFor();
  });

  test("the danger list stands in no policy, so nothing leads there", async (open) => {
    const page = await guards(open);
    await write(page, { guards: [], operation: { type: "run", command: "rm -rf src" }, inputs: [] });
    const danger = station(page, "__policy_danger").first();
    await danger.getByText("cmd:rm:*:-rf").waitFor();
    assert.equal(await danger.getByRole("button").count(), 0);
  });

  test("a guard asks for another attempt, as often as there may be one", async (open) => {
    const page = await guards(open);
    await choose(page, "Asking for another attempt");
    assert.match(await end(page), /Something else should be tried/);
    await page.getByText("this is attempt 1 of 3").first().waitFor();
    await page.getByRole("button", { name: "Try again with the same values" }).click();
    await page.getByText("this is attempt 2 of 3").first().waitFor();
    await page.getByRole("button", { name: "Try again with the same values" }).click();
    await page.getByText("GUARD_RETRIES_EXHAUSTED").first().waitFor();
    await page.getByRole("button", { name: "Start over" }).click();
    await page.getByText("this is attempt 1 of 3").first().waitFor();
  });

  test("mistakes stand below the text that they are in", async (open) => {
    const page = await guards(open);
    const problems = (label) => page.locator(".guards-text", { has: page.getByLabel(label) }).locator(".guards-problems");
    await write(page, { guards: [{ timing: "befor", filter: "secret", when: [["@mx.op.lables == 1", "deny"]] }, 3] });
    await problems("Guards of the host").getByText("did you mean `before`?").waitFor();
    assert.match(await problems("Guards of the host").textContent(), /guard 1: when\[0\]\[0\], column 8.*guard 2: definition must be an object/s);
    await write(page, { guards: "[", operation: "{" });
    await problems("Guards of the host").getByText("this is not JSON").waitFor();
    await problems("Operation").getByText("this is not JSON").waitFor();
    await write(page, { guards: [], operation: { typ: "show" } });
    await problems("Operation").getByText('operation has no key "typ"').waitFor();
    await write(page, { operation: { type: "show" }, inputs: [{ valeu: 1 }] });
    await problems("Its values").getByText('inputs[0] has no key "valeu"').waitFor();
    await write(page, { guards: "{}", inputs: "[]" });
    await problems("Guards of the host").getByText("guards must be a list").waitFor();
    await write(page, { guards: "", inputs: "" });
    await page.locator(".station-end").waitFor();
    assert.equal(await page.locator(".guards-problems").count(), 0);
  });

  test("what is written is never read as markup", async (open) => {
    const page = await guards(open);
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await write(page, {
      guards: [
        { name: "a", timing: "before", filter: "pii", scope: "perInput", when: [["*", { allow: `${hostile}@input`, labels: { add: [hostile.replace(/[\s:]/g, "")] } }]] },
        { timing: "before", filter: "*", when: [["*", { deny: hostile }]] },
        { timing: "before", filter: "show", when: [["*", { env: { [hostile]: hostile } }]] },
      ],
      operation: { type: "show", name: hostile, command: hostile },
      inputs: [{ value: hostile, labels: ["pii", "__proto__", hostile.replace(/[\s:]/g, "")] }],
    });
    await page.locator(".station-end .station-reason", { hasText: "onerror" }).waitFor();
    assert.equal(await page.locator(".guards img, .guards script").count(), 0);
    await write(page, { guards: [{ name: hostile, timing: hostile, filter: hostile, [hostile]: 1, when: [[hostile, "deny"]] }] });
    await page.locator(".guards-problems", { hasText: "onerror" }).waitFor();
    assert.equal(await page.locator(".guards img, .guards script").count(), 0);
    await write(page, { guards: '[{ "__proto__": { "name": "x" }, "constructor": 1 }, null]', operation: "[]", inputs: '"x"' });
    await page.locator(".guards-problems").first().waitFor();
    assert.doesNotMatch(await page.title(), /^[12]$/);
  });

  test("long values stay readable, and quick", async (open) => {
    const page = await guards(open);
    const words = Array.from({ length: 8_000 }, (_, at) => `w${at}`).join(" ");
    await write(page, {
      guards: [{ name: "other", timing: "before", filter: "pii", scope: "perInput", when: [["*", { allow: words.replaceAll("w", "v") }]] }],
      operation: { type: "show" },
      inputs: [{ value: words, labels: ["pii"] }],
    });
    await page.locator(".station-value ins").waitFor();
    const { scrollWidth, clientWidth } = await page.locator('[data-column="answers"] .tabs-panel').evaluate((part) => ({
      scrollWidth: part.scrollWidth,
      clientWidth: part.clientWidth,
    }));
    assert.equal(scrollWidth, clientWidth);
  });

  for (const theme of ["light", "dark"]) {
    test(`it has no barriers, ${theme}`, async (open) => {
      const page = await guards(open, { theme });
      for (const title of ["A guard that puts another value in place", "A policy that nobody skips", "A privileged guard that lifts a denial"]) {
        await choose(page, title);
        await page.getByText(/^Not asked/).click();
        await page.getByLabel("all but these").check();
        assert.deepEqual(await violations(page, ".guards"), []);
        await page.getByText(/^Not asked/).click();
      }
      await write(page, { guards: "[" });
      assert.deepEqual(await violations(page, ".guards"), []);
    });
  }

  test("a phone shows it without scrolling sideways", async (open) => {
    const page = await guards(open, { viewport: { width: 390, height: 844 } });
    for (const title of ["A secret on its way to the network", "A guard that puts another value in place", "A privileged guard that lifts a denial"]) {
      await choose(page, title);
      await page.locator(".station-end").waitFor();
      const wide = await page.evaluate(() =>
        [document.scrollingElement, document.querySelector('[data-column="answers"] .tabs-panel')].map((part) => part.scrollWidth - part.clientWidth),
      );
      assert.deepEqual(wide, [0, 0], title);
    }
  });
});
