/** How entries are added to the texts of policies: by the page's own module, without a browser. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { root } from "../support/installed.mjs";

const www = path.join(root, "www");

describe("entries that suggestions name", () => {
  let server;
  let page;
  before(async () => {
    const { createServer } = await import(createRequire(path.join(www, "package.json")).resolve("vite"));
    server = await createServer({ root: www, configFile: false, appType: "custom", logLevel: "error", server: { middlewareMode: true, ws: false } });
    const load = (name) => server.ssrLoadModule(`/src/${name}.ts`);
    page = { ...(await load("state/state")), ...(await load("state/change")), ...(await load("engine/modules")), ...(await load("policy/edit")) };
    await page.loadEngine();
  });
  after(() => server?.close());

  /** The text after an entry was added; `null` where it could not be. */
  const added = async (text, where, entry) => {
    page.open({ ...page.written.peek(), layers: [text], places: { base: "/work/shop", home: "/home/dev" } });
    const was = await page.addEntry(page.chosenLayer.peek(), where, entry);
    const now = page.layers.peek()[0].text;
    if (!was) assert.equal(now, text, "what cannot be changed stays as it is");
    return was ? now : null;
  };

  const cases = [
    ["a list on one line", '{ "allow": ["cmd:ls"] }', "allow", "cmd:git status", '{ "allow": ["cmd:ls", "cmd:git status"] }'],
    [
      "a list over lines",
      '{\n  "allow": [\n    "cmd:ls",\n    "sh"\n  ]\n}',
      "allow",
      "cmd:git",
      '{\n  "allow": [\n    "cmd:ls",\n    "sh",\n    "cmd:git"\n  ]\n}',
    ],
    ["an empty list", '{ "allow": [] }', "allow", "sh", '{ "allow": ["sh"] }'],
    ["a single entry", '{ "danger": "cmd:sudo:*" }', "danger", "cmd:rm -rf x", '{ "danger": ["cmd:sudo:*", "cmd:rm -rf x"] }'],
    ["a key that is missing", '{\n  "name": "a"\n}', "danger", "@keychain", '{\n  "name": "a",\n  "danger": ["@keychain"]\n}'],
    ["an empty policy", "{}", "allow", "cmd:ls", '{ "allow": ["cmd:ls"] }'],
    ["nested keys that are missing", "{}", "env.net.allow", "a.com:443", '{ "env": { "net": { "allow": ["a.com:443"] } } }'],
    [
      "nested keys that are there",
      '{ "env": { "net": { "allow": ["b.com"] } } }',
      "env.net.allow",
      "a.com",
      '{ "env": { "net": { "allow": ["b.com", "a.com"] } } }',
    ],
    [
      "a label that needs quotes",
      '{ "labels": { "src:mcp": { "allow": ["op:cmd"] } } }',
      'labels["src:mcp"].allow',
      "op:sh",
      '{ "labels": { "src:mcp": { "allow": ["op:cmd", "op:sh"] } } }',
    ],
    ["commands in a map", '{ "allow": { "cmd": ["ls"] } }', "allow", "cmd:git status", '{ "allow": { "cmd": ["ls", "git status"] } }'],
    ["hosts in a map", '{ "allow": { "network": ["a.com"] } }', "allow", "net:b.com:443", '{ "allow": { "network": ["a.com", "b.com:443"] } }'],
    [
      "hosts under `domains`",
      '{ "allow": { "net": { "domains": ["a.com"] } } }',
      "allow",
      "net:b.com",
      '{ "allow": { "net": { "domains": ["a.com", "b.com"] } } }',
    ],
    [
      "files of one access",
      '{ "allow": { "fs": { "read": ["**"] } } }',
      "allow",
      "fs:w:@base/x",
      '{ "allow": { "fs": { "read": ["**"], "write": ["@base/x"] } } }',
    ],
    [
      "files of a list for both",
      '{ "allow": { "fs": ["src/**"] } }',
      "allow",
      "fs:r:docs/x",
      '{ "allow": { "fs": { "read": ["src/**", "docs/x"], "write": ["src/**"] } } }',
    ],
    ["a capability in a map", '{ "allow": { "cmd": ["ls"] } }', "allow", "sh", '{ "allow": { "cmd": ["ls"], "sh": true } }'],
    ["a capability that says nothing", '{ "allow": { "sh": false } }', "allow", "sh", '{ "allow": { "sh": true } }'],
    ["notation", "policy @p = {\n  allow: [cmd:ls], >> few\n}", "allow", "cmd:git:log", "policy @p = {\n  allow: [cmd:ls, cmd:git:log], >> few\n}"],
    ["notation with blanks", "{ allow: [sh] }", "allow", "cmd:git status", '{ allow: [sh, "cmd:git status"] }'],
    ["notation with a comma at the end", "{ allow: [\n  sh,\n] }", "allow", "js", "{ allow: [\n  sh,\n  js,\n] }"],
    ["notation with an @", "{ allow: [sh] }", "allow", "cmd:npm i @a/b", "{ allow: [sh, 'cmd:npm i @a/b'] }"],
    ["a new key in notation", "{ name: a, deny: [sh] }", "danger", "cmd:rm -rf x", '{ name: a, deny: [sh], danger: ["cmd:rm -rf x"] }'],
    ["hostile text", '{ "allow": ["sh"] }', "allow", 'cmd:echo <img src=x onerror=alert(1)>', '{ "allow": ["sh", "cmd:echo <img src=x onerror=alert(1)>"] }'],
  ];
  for (const [title, text, where, entry, expected] of cases) {
    it(title, async () => assert.equal(await added(text, where, entry), expected));
  }

  const refused = [
    ["an entry that is there", '{ "allow": ["sh"] }', "allow", "sh"],
    ["an entry that is none", '{ "allow": ["sh"] }', "allow", "nonsense"],
    ["a policy with errors", '{ "alow": ["sh"] }', "allow", "js"],
    ["a text that ends too early", '{ "allow": ["sh"', "allow", "js"],
    ["a place that is no path", '{ "allow": ["sh"] }', "danger list: @keychain", "js"],
    ["a path through a value that is no object", '{ "env": { "net": true } }', "env.net.allow", "a.com"],
    ["everything is allowed already", '{ "allow": true }', "allow", "cmd:ls"],
  ];
  for (const [title, ...asked] of refused) {
    it(`not: ${title}`, async () => assert.equal(await added(...asked), null));
  }
});
