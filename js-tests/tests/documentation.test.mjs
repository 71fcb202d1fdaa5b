/** What the documentation shows: every example runs against the installed package, and prints what it says. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { assertRuns, blocks, exampleFolder } from "../support/examples.mjs";
import { load, root } from "../support/installed.mjs";

const read = (name) => readFileSync(path.join(root, name), "utf8");
const guides = readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`);
const documents = ["README.md", ...guides, "pkg-template/README.md"];
const examplesIn = (name) => [...blocks(read(name), "js"), ...blocks(read(name), "ts")];
const folder = exampleFolder("documentation");

for (const name of documents) {
  for (const [index, example] of examplesIn(name).entries()) {
    test(`${name}, example ${index + 1}`, () => {
      assertRuns(example, path.join(folder, `${name.replaceAll(/\W/g, "-")}-${index + 1}.mjs`));
    });
  }
}

test("no example was overlooked", () => {
  const fence = /^ *```+ *(?:js|ts|mjs|javascript|typescript)\b/gim;
  for (const name of documents) assert.equal(examplesIn(name).length, [...read(name).matchAll(fence)].length, name);
  assert.ok(documents.flatMap(examplesIn).length >= 15);
});

test("the denial that the README shows is the one its example gives", () => {
  const text = read("README.md");
  const shown = /^`(engine\.check\w+\(.*\))` under the policy above[\s\S]*?^```json\n([\s\S]*?)^```$/m;
  const [, call, denial] = shown.exec(text);
  const setUp = blocks(text, "js")[0].code.replaceAll(/^console\.log.*\n/gm, "");
  const file = path.join(folder, "denial.mjs");
  assertRuns({ code: `${setUp}console.log(JSON.stringify(${call}, null, 2));`, output: `${pretty(denial)}\n` }, file);
});

test("each problem that the documentation lists is what its example has", () => {
  const { DeclarationError, GuardError, PolicyEngine, PolicyError, lint, validateAuthorizations } = load();
  const rows = [...read("docs/errors.md").matchAll(/^\| `([A-Z_]+)` \|.*\| `(.*)` \|$/gm)];
  assert.ok(rows.length >= 12, `only ${rows.length} rows were found`);
  // Authorisations, needs, wants, one policy, several layers, or options.
  const problemsOf = (code, example) => {
    if (/_(?:TOOL|ARGUMENT|CONSTRAINT)$/.test(code)) {
      const tools = { send_email: { args: { to: "destination" } } };
      return validateAuthorizations(JSON.parse(example), tools).problems;
    }
    if (code === "INVALID_GUARD") return problemsOfGuard(JSON.parse(example));
    if (/^INVALID_(?:NEEDS|WANTS)_/.test(code)) return problemsOfDeclaration(code, JSON.parse(example));
    if (!example.startsWith("[") && code !== "INVALID_OPTION") return lint(example);
    const layers = example.startsWith("[") ? JSON.parse(example) : {};
    const options = example.startsWith("[") ? {} : { base: /"(.*)"/.exec(example)[1] };
    try {
      new PolicyEngine(layers, options).free();
    } catch (error) {
      if (error instanceof PolicyError) return error.problems;
      throw error;
    }
    return [];
  };
  const problemsOfDeclaration = (code, declaration) => {
    const engine = new PolicyEngine({});
    try {
      if (code.startsWith("INVALID_NEEDS")) engine.checkNeeds(declaration);
      else engine.selectTier(declaration);
    } catch (error) {
      if (error instanceof DeclarationError) return error.problems;
      throw error;
    }
    return [];
  };
  const problemsOfGuard = (definition) => {
    try {
      new PolicyEngine({}).pipeline().guard(definition);
    } catch (error) {
      if (error instanceof GuardError) return error.problems;
      throw error;
    }
    return [];
  };
  for (const [, code, example] of rows) {
    assert.deepEqual([...new Set(problemsOf(code, example).map((problem) => problem.code))], [code], example);
  }
});

test("every link within the documentation leads to a file", () => {
  for (const name of [...documents.filter((name) => !name.startsWith("pkg-")), "CONTRIBUTING.md", "SECURITY.md"]) {
    // What stands in code is no link.
    const text = read(name).replaceAll(/`[^`\n]*`/g, "");
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(path.resolve(root, path.dirname(name), target)), `${name}: ${target}`);
    }
  }
});

test("commands are run by bash alone, without its start-up files", () => {
  for (const name of [...documents, "pkg-template/src/engine-operations.ts", "examples/guarded-runner.mjs"]) {
    for (const [call] of read(name).matchAll(/(?:execFile|start|spawn)\("bash", .*/g)) {
      assert.match(call, /^\w+\("bash", \["--norc", "-c", /, name);
    }
  }
});

/** The same JSON as `JSON.stringify` writes it. */
function pretty(json) {
  return JSON.stringify(JSON.parse(json), null, 2);
}
