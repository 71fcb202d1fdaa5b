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
// Formats of numbers are annotations of the Rust types; ranges are said apart from them.
const formats = Object.fromEntries(["double", "uint", "uint32", "uint64"].map((format) => [format, true]));
const validate =
  schema && new Ajv({ strict: true, strictTypes: false, strictRequired: false, formats }).compile(schema);

const filesOf = (kind) => {
  const folder = path.join(documents, kind);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
};
const textOf = (kind, name) => readFileSync(path.join(documents, kind, name), "utf8");

test("there are a schema and documents to try it on", () => {
  assert.ok(schema, "the package has no schema.json: run `make build`");
  assert.ok(
    filesOf("good").length > 10 && filesOf("bad").length > 10,
    "tests/data/documents/ is missing: restore it from git",
  );
});

test("every key of the schema is described", () => {
  for (const [key, property] of Object.entries(schema.properties)) {
    assert.ok(property.description ?? property.$ref, `${key} has no description`);
  }
});

for (const name of filesOf("good")) {
  test(`good/${name} is valid, and loads`, () => {
    // A byte order mark belongs to the file, and is none of JSON's.
    const document = JSON.parse(textOf("good", name).replace(/^\ufeff/, ""));
    assert.ok(validate(document), JSON.stringify(validate.errors, null, 1));
    const problems = lint(textOf("good", name)).filter(({ severity }) => severity === "error");
    assert.deepEqual(problems, []);
    new PolicyEngine([document, { name: "another" }], {
      base: "/work",
      home: "/home/u",
      projectName: "p",
      capabilities: ["deploy"],
    }).free();
  });
}

for (const name of filesOf("bad")) {
  test(`bad/${name} is refused by the engine, and by the schema where that can know`, () => {
    const text = textOf("bad", name);
    const options = { base: "/work", home: "/home/u" };
    assert.ok(lint(text).some(({ severity }) => severity === "error"));
    assert.throws(() => new PolicyEngine(text, options), { code: "INVALID_POLICY" });
    const codes = lint(text).map(({ code }) => code);
    if (codes.includes("UNKNOWN_KEY") || codes.includes("INVALID_TYPE")) assert.ok(!validate(JSON.parse(text)));
  });
}
