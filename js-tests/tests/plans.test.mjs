/** What `analyzeCommand` returns: plain frozen objects that say what a command line would do. */

import assert from "node:assert/strict";
import test from "node:test";
import { load } from "../support/installed.mjs";

const { PolicyEngine } = load();
const engine = new PolicyEngine({}, { base: "/work/project", home: "/home/u" });
const known = (text) => ({ text, parts: [{ kind: "known", text }], extent: "one" });

test("a plan has every field, whatever the text", () => {
  assert.deepEqual(engine.analyzeCommand("git status"), {
    programs: [
      {
        words: [known("git"), known("status")],
        span: { start: 0, end: 10 },
        via: [],
        transparent: false,
        elsewhere: [],
        capabilities: [],
        usesNetwork: false,
      },
    ],
    files: [],
    hosts: [],
    assignments: [],
    opaque: [],
  });
  for (const text of ["", "((", "$X", "a | b > c", "🦀"]) {
    const plan = engine.analyzeCommand(text);
    assert.deepEqual(Object.keys(plan), ["programs", "files", "hosts", "assignments", "opaque"], text);
  }
});

test("spans are those of JavaScript strings", () => {
  const text = "echo 'é🦀' > 'é🦀.txt' | wc -l";
  const plan = engine.analyzeCommand(text);
  const at = ({ span }) => text.slice(span.start, span.end);
  assert.ok(at(plan.programs[0]).startsWith("echo 'é🦀'"));
  assert.equal(at(plan.programs[1]), "wc -l");
  assert.ok(at(plan.files[0]).endsWith("'é🦀.txt'"));
});

test("a word of which a part is not known has no text", () => {
  const [, , word] = engine.analyzeCommand('echo a ~/x-"$Y"').programs[0].words;
  assert.equal(word.text, null);
  assert.deepEqual(word.parts, [{ kind: "known", text: "/home/u/x-" }, { kind: "unknown" }]);
  const [, glob] = engine.analyzeCommand("echo *.ts").programs[0].words;
  assert.deepEqual(glob, { text: null, parts: [{ kind: "segment" }, { kind: "known", text: ".ts" }], extent: "each" });
});

test("what cannot be seen through is said", () => {
  const { opaque, programs } = engine.analyzeCommand("$CMD status");
  assert.equal(programs.length, 0);
  assert.equal(opaque[0].kind, "program");
  assert.equal(typeof opaque[0].what, "string");
  assert.equal(engine.analyzeCommand("git status", { shell: "fish" }).opaque.length, 0);
  assert.notEqual(engine.analyzeCommand("git status; ls", { shell: "fish" }).opaque.length, 0);
});

test("a plan is frozen, outlives its engine, and is what the check decides over", () => {
  const short = new PolicyEngine({ deny: ["cmd:rm"] });
  const plan = short.analyzeCommand("ls | xargs rm");
  assert.equal(short.checkCommand("ls | xargs rm").decision, "deny");
  short.free();
  assert.ok(plan.programs.some(({ words }) => words[0].text === "rm"));
  assert.throws(() => plan.programs.push(1), TypeError);
  assert.throws(() => (plan.programs[0].words[0].text = "x"), TypeError);
  assert.throws(() => short.analyzeCommand("ls"), /used after free/);
  for (const text of [undefined, 7, "\ud800"]) assert.throws(() => engine.analyzeCommand(text), TypeError);
  assert.throws(() => engine.analyzeCommand("ls", { shel: "sh" }), TypeError);
});
