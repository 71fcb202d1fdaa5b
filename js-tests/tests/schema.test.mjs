/** `schema.json`, judged by a validator that knows nothing of the engine, on the documents the Rust tests use. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import Ajv from "ajv/dist/2020.js";
import { load, packageFolder, root } from "../support/installed.mjs";

const { PolicyEngine, lint } = load();
const documents = path.join(root, "tests", "data", "documents");
const schemaFile = path.join(packageFolder, "schema.json");
const schema = existsSync(schemaFile) ? JSON.parse(readFileSync(schemaFile, "utf8")) : undefined;
const validate = schema && new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictTypes: false }).compile(schema);

const filesOf = (kind) => {
  const folder = path.join(documents, kind);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
};
const textOf = (kind, name) => readFileSync(path.join(documents, kind, name), "utf8");

test("there are a schema and documents to try it on", () => {
  assert.ok(schema, "the package has no schema.json: run `make build`");
  assert.ok(filesOf("good").length > 10 && filesOf("bad").length > 10, "tests/data/documents/ is missing: restore it from git");
});

test("every key of the schema is described", () => {
  for (const [key, property] of Object.entries(schema.properties)) {
    assert.ok(property.description ?? property.$ref, `${key} has no description`);
  }
});

for (const name of filesOf("good")) {
  test(`good/${name} is valid, and loads`, () => {
    const document = JSON.parse(textOf("good", name));
    assert.ok(validate(document), JSON.stringify(validate.errors, null, 1));
    const problems = lint(textOf("good", name)).filter(({ severity }) => severity === "error");
    assert.deepEqual(problems, []);
    new PolicyEngine([document, { name: "another" }], { base: "/work", home: "/home/u", projectName: "p", capabilities: ["deploy"] }).free();
  });
}

for (const name of filesOf("bad")) {
  test(`bad/${name} is refused by the engine, as text`, () => {
    assert.ok(lint(textOf("bad", name)).some(({ severity }) => severity === "error"));
    assert.throws(() => new PolicyEngine(textOf("bad", name), { base: "/work", home: "/home/u" }), { code: "INVALID_POLICY" });
  });
}
