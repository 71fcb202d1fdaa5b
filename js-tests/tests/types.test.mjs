/** The types, as the compiler sees them from every kind of project, and the examples in them. */

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import test from "node:test";
import { transformSync } from "esbuild";
import { fixture, here, packageFolder, run, tool, workspace } from "../support/installed.mjs";

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

const declarations = readdirSync(path.join(packageFolder, "types"))
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
  const exported = [...text.matchAll(/(.*)\nexport (?:declare )?(?:class|function|const|interface|type) (\w+)/g)];
  assert.ok(exported.length > 20);
  assert.deepEqual(
    exported.filter(([, before]) => !before.trim().endsWith("*/")).map(([, , name]) => name),
    [],
  );
});

const blocks = (text) => [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
const examples = declarations.flatMap(({ name, text }) =>
  blocks(text.replace(/^ *\* ?/gm, "")).map((code, index) => ({
    name: `${name.replace(".d.ts", "")}-${index + 1}`,
    code,
  })),
);
const readme = blocks(readFileSync(path.join(packageFolder, "README.md"), "utf8"));

test("every example in the documentation is typed correctly", () => {
  const folder = path.join(workspace, "fixtures", "examples");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = [...examples, ...readme.map((code, index) => ({ name: `readme-${index + 1}`, code }))];
  for (const { name, code } of all) writeFileSync(path.join(folder, `${name}.mts`), code);
  assert.ok(all.length >= 15, `only ${all.length} examples were found`);
  // `console`, and what else every platform has.
  check(
    folder,
    all.map(({ name }) => `${name}.mts`),
    { module: "nodenext", lib: ["es2022", "dom"] },
  );
});

for (const { name, code } of examples) {
  test(`example ${name} runs and prints what it says`, () => {
    const file = path.join(workspace, "fixtures", "examples", `${name}.run.mjs`);
    writeFileSync(file, transformSync(code, { loader: "ts", target: "es2022" }).code);
    const printed = run(process.execPath, [file], { cwd: workspace }).split("\n").slice(0, -1);
    const logs = code.split("\n").filter((line) => line.includes("console.log("));
    const promised = logs.map((line) => /; \/\/ (.*)$/.exec(line)?.[1]);
    if (promised.includes(undefined)) return;
    assert.equal(printed.length, promised.length, printed.join("\n"));
    promised.forEach((comment, index) =>
      assert.ok(comment.startsWith(printed[index]), `${printed[index]}, not ${comment}`),
    );
  });
}
