/** What the page says is what the engine says: by the page's own modules, without a browser. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { root } from "../support/installed.mjs";

const www = path.join(root, "www");
const places = { base: "/work/shop", home: "/home/dev" };

describe("the page says what the engine says", () => {
  let server;
  let page;
  let PolicyEngine;
  before(async () => {
    const require = createRequire(path.join(www, "package.json"));
    ({ PolicyEngine } = require("mlld-policy"));
    const { createServer } = await import(require.resolve("vite"));
    server = await createServer({ root: www, configFile: false, appType: "custom", logLevel: "error", server: { middlewareMode: true, ws: false } });
    const names = ["state/state", "state/change", "engine/modules", "engine/engine", "engine/decisions", "policy/edit", "attacks/deny", "sharing/opening", "sharing/decisions", "sharing/scenario", "why/explained", "why/in-words"];
    page = Object.assign({}, ...(await Promise.all(names.map((name) => server.ssrLoadModule(`/src/${name}.ts`)))));
    await page.loadEngine();
    await page.loadAuthoring();
  });
  after(() => server?.close());

  const open = (layers, operations = [], more = {}) => page.open({ ...page.written.peek(), layers, operations, places, tools: "{}", ...more });
  const said = (kind, text) => {
    open(["{}"], [{ kind, text }]);
    return page.verdicts.value.get(page.operations.value[0].id);
  };

  for (const text of ['{ "tier": "full", "sh": true }', "{}", "5", '"full"', "null", '{ "wants": [{ "tier": "a" }], "need": { "sh": true } }']) {
    it(`tiers that nobody asked about are not allowed: ${text}`, () => assert.equal(said("tiers", text).outcome, "mistake"));
  }
  it("tiers and needs are asked about", () => {
    assert.equal(said("tiers", '{ "wants": [{ "tier": "a" }], "needs": {} }').summary, "tier a");
    assert.equal(said("tiers", "[]").summary, "no tiers are wanted");
  });
  for (const text of ["please run rm -rf /", "", "# A heading"]) {
    it(`a scenario in which nothing is decided is not allowed: ${JSON.stringify(text)}`, () => assert.equal(said("scenario", text).outcome, "mistake"));
  }

  const twice = '{ "name": "x", "allow": ["cmd:ls"] }';
  it("a layer is found where it stands behind one that is given twice", async () => {
    open([twice, twice, '{ "deny": ["sh"] }', '{ "name": "layers[0]", "deny": ["js"] }', '{ "name": "y", "allow": ["cmd:cat"] }']);
    const found = page.engine.value.layers().map((name) => page.layers.value.indexOf(page.layerNamed(name)));
    assert.deepEqual(found, [0, 2, 3, 4]);
    assert.equal(page.layerNamed("z"), undefined);
  });
  it("a layer is not taken for one that was taken away", () => {
    open(['{ "name": "a", "deny": ["sh"] }', '{ "name": "b" }', '{ "name": "c" }']);
    page.writeLayer(page.layers.value[2].id, '{ "name": "c"');
    page.removeLayer(page.layers.value[0].id);
    assert.equal(page.isOutdated.value, true);
    assert.equal(page.layerNamed("a"), undefined);
    assert.equal(page.layers.value.indexOf(page.layerNamed("b")), 0);
  });

  it("another document is not decided over by the policies of the one before", () => {
    open(['{ "allow": true }'], [{ kind: "command", text: "ls" }]);
    assert.equal(page.verdicts.value.size, 1);
    page.show({ ...page.written.peek(), layers: ['{ "deny": ["cmd:ls" }'] });
    assert.equal(page.verdicts.value.size, 0);
    const { policiesHaveErrors, decisions } = JSON.parse(page.decisionsFile());
    assert.deepEqual([policiesHaveErrors, decisions[0].decision], [true, null]);
  });

  it("no scenario is made of policies that do not decide", async () => {
    open(['{ "allow": true }'], [{ kind: "command", text: "ls" }]);
    page.tools.value = "{";
    page.writeLayer(page.layers.value[0].id, '{ "deny": ["cmd:ls"] }');
    await assert.rejects(page.scenarioFile(page.written.peek()), /errors/);
  });
  it("a scenario is of the policies as they were when it was asked for", async () => {
    open(['{ "name": "a", "allow": ["cmd:ls"] }'], [{ kind: "command", text: "ls" }, { kind: "command", text: "ls -l" }, { kind: "command", text: "cat x" }]);
    const made = page.scenarioFile(page.written.peek());
    page.writeLayer(page.layers.value[0].id, '{ "deny": ["sh"] }');
    assert.equal((await made).leftOut, 0);
  });

  it("a file that may be written may be read, and that is said", () => {
    const engine = new PolicyEngine('{ "allow": ["fs:w:/etc/hosts"] }', places);
    assert.equal(engine.checkFile("read", "/etc/hosts").decision, "allow");
    engine.free();
    assert.match(page.inWords("fs:w:/etc/hosts"), /^reading and writing/);
  });

  it("an entry is added to the text as it is now, without an editor too", async () => {
    open(['{ "allow": ["sh"] }']);
    const [{ id }] = page.layers.value;
    assert.equal(await page.addEntry(id, "allow", "js"), true);
    page.writeLayer(id, '{ "allow": ["sh", "js"], "deny": ["cmd:rm"] }');
    assert.equal(await page.addEntry(id, "allow", "py"), true);
    assert.equal(page.layers.value[0].text, '{ "allow": ["sh", "js", "py"], "deny": ["cmd:rm"] }');
  });

  describe("denials of the gallery", () => {
    const texts = () => page.layers.value.map(({ text }) => text);
    it("are added one after the other", () => {
      open(["{}"]);
      assert.equal(page.deny("sh"), "gallery");
      assert.equal(page.deny("js"), "gallery");
      assert.equal(page.deny("js"), "gallery");
      assert.deepEqual(JSON.parse(texts()[1]), { name: "gallery", danger: "*", deny: ["sh", "js"] });
    });
    for (const text of [
      '{ "name": "gallery", "danger": [], "deny": ["sh"] }',
      '{ "name": "gallery", "deny": ["sh"] }',
      '{ "name": "gallery", "danger": "*", "deny": ["sh"], "allow": ["cmd:ls"] }',
      "{ name: gallery, deny: [sh] }",
    ]) {
      it(`leave alone what somebody wrote: ${text}`, () => {
        open([text]);
        assert.equal(page.deny("js"), "gallery 2");
        assert.equal(texts()[0], text);
        assert.notEqual(page.built.value.engine, null, "no two policies have one name");
        assert.equal(page.deny("py"), "gallery 2");
        assert.deepEqual(JSON.parse(texts()[1]), { name: "gallery 2", danger: "*", deny: ["js", "py"] });
      });
    }
  });

  it("random operations under random policies", () => {
    const random = numbers(7);
    const pick = (all) => all[Math.floor(random() * all.length)];
    const some = (all, most) => Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(all));
    const entries = ["cmd:git:*", "cmd:ls", "cmd:echo:*", "cmd:cat:*", "cmd:*", "sh", "fs:r:@base/**", "fs:w:src/**", "fs:r:~/.ssh/**", "net:a.com", "net:*.b.com", "cmd:curl:*", "cmd:rm:*"];
    const words = ["git", "status", "ls", "echo", "cat", "~/.ssh/id", "src/a", "/etc/passwd", "$X", "$(curl c.com)", "|", "&&", ";", ">", "out", "sudo", "rm", "-rf", "curl", "https://a.com/", "cd", "sh", "-c", "'rm -rf ~'", "(", ")", "env", "xargs", "\n"];
    for (let round = 0; round < 400; round += 1) {
      const layers = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, at) => {
        const policy = { name: `p${at}` };
        if (random() < 0.7) policy.allow = some(entries, 6);
        if (random() < 0.6) policy.deny = some(entries, 2);
        if (random() < 0.4) policy.danger = "*";
        return JSON.stringify(policy);
      });
      const lines = Array.from({ length: 5 }, () => some(words, 7).join(" "));
      open(layers, lines.map((text) => ({ kind: "command", text })));
      const engine = new PolicyEngine(layers, places);
      for (const { id, text } of page.operations.value) {
        const { decision } = engine.checkCommand(text);
        page.chosenOperation.value = id;
        const where = JSON.stringify({ layers, text });
        assert.equal(page.verdicts.value.get(id).outcome, decision, where);
        assert.equal(page.explanation.value.verdict.outcome, decision, where);
        assert.equal(page.explanation.value.trace.decision, decision, where);
        const { segments } = page.explained.value;
        assert.equal(segments.map(({ start, end }) => text.slice(start, end)).join(""), text, where);
        const denied = segments.filter(({ isCause }) => isCause);
        if (decision === "allow") assert.ok(segments.every(({ status, isCause }) => status !== "deny" && !isCause), where);
        else assert.ok(denied.every(({ status }) => status === "deny" || status === "unknown"), where);
      }
      engine.free();
    }
  });
});

/** Numbers from 0 to 1 that are the same in every run. */
function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
