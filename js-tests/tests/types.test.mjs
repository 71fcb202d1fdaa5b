/** The types, as the compiler sees them from every kind of project, and the examples in them. */

import assert from "node:assert/strict";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { assertRuns, blocks, exampleFolder } from "../support/examples.mjs";
import { fixture, here, packageFolder, run, tool } from "../support/installed.mjs";

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  types: [],
  target: "es2022",
};

function check(folder, files, options) {
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...strict, ...options }, files }),
  );
  run(tool("tsc"), ["-p", folder]);
}

const variants = [
  { name: "nodenext, as an ES module", file: "usage.mts", options: { module: "nodenext", lib: ["es2022"] } },
  { name: "nodenext, as CommonJS", file: "usage.cts", options: { module: "nodenext", lib: ["es2022"] } },
  {
    name: "bundler, with the types of browsers",
    file: "usage.ts",
    options: { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"] },
  },
];
for (const { name, file, options } of variants) {
  test(`TypeScript: ${name}`, () => {
    const folder = fixture("types", `types-${path.extname(file).slice(1)}`);
    cpSync(path.join(here, "fixtures", "types", "usage.ts"), path.join(folder, file));
    check(folder, [file], options);
  });
}

test("TypeScript: what import and require give are the same types", () => {
  const folder = fixture("types", "types-mixed");
  writeFileSync(
    path.join(folder, "cjs.cts"),
    'import { PolicyEngine } from "mlld-policy";\nexport const engine = new PolicyEngine({});\n',
  );
  writeFileSync(
    path.join(folder, "esm.mts"),
    'import { PolicyEngine } from "mlld-policy";\nimport { engine } from "./cjs.cjs";\nexport const same: PolicyEngine = engine;\n',
  );
  check(folder, ["cjs.cts", "esm.mts"], { module: "nodenext", lib: ["es2022"] });
});

test("TypeScript: what an interpreter writes compiles against the adapter", () => {
  for (const file of ["mlld.mts", "mlld.cts"]) {
    const folder = fixture("types", `types-${file.replace(".", "-")}`);
    cpSync(path.join(here, "fixtures", "types", "mlld.ts"), path.join(folder, file));
    check(folder, [file], { module: "nodenext", lib: ["es2022"] });
  }
});

const declarations = readdirSync(path.join(packageFolder, "types"), { recursive: true })
  .filter((name) => name.endsWith(".d.ts"))
  .map((name) => ({ name, text: readFileSync(path.join(packageFolder, "types", name), "utf8") }));

test("no declaration uses `any`", () => {
  for (const { name, text } of declarations) {
    const code = text.replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "");
    assert.equal(/\bany\b/.exec(code)?.[0], undefined, name);
  }
});

test("every export is documented", () => {
  const text = declarations.map((declaration) => declaration.text).join("\n");
  const exported = [...text.matchAll(/(.*)\nexport (?:declare )?(?:(?:abstract )?class|function|const|interface|type) (\w+)/g)];
  assert.ok(exported.length > 20);
  assert.deepEqual(
    exported.filter(([, before]) => !before.trim().endsWith("*/")).map(([, , name]) => name),
    [],
  );
});

const examples = declarations.flatMap(({ name, text }) =>
  blocks(text.replace(/^ *\* ?/gm, ""), "ts").map((example, index) => ({
    name: `${name.replace(".d.ts", "").replaceAll(path.sep, "-")}-${index + 1}`,
    ...example,
  })),
);
const readme = blocks(readFileSync(path.join(packageFolder, "README.md"), "utf8"), "ts");
const exampleSources = exampleFolder("examples");

test("every example in the documentation is typed correctly", () => {
  const all = [...examples, ...readme.map(({ code }, index) => ({ name: `readme-${index + 1}`, code }))];
  for (const { name, code } of all) writeFileSync(path.join(exampleSources, `${name}.mts`), code);
  assert.ok(all.length >= 15, `only ${all.length} examples were found`);
  // `console`, and what else every platform has.
  check(
    exampleSources,
    all.map(({ name }) => `${name}.mts`),
    { module: "nodenext", lib: ["es2022", "dom"] },
  );
});

for (const example of examples) {
  test(`example ${example.name} runs and prints what it says`, () => {
    assertRuns(example, path.join(exampleSources, `${example.name}.run.mjs`));
  });
}
