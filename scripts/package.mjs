/**
 * Assembles the npm package in `pkg/`: the JavaScript of `pkg-template/src/` bundled for each platform, its types, the
 * WebAssembly modules and their glue from folders of `target/`, and what else a package has. `scripts/build.sh` calls it.
 *
 * Two modules, the engine's and the one for authoring, and four bundles: `node.cjs` is the instance of Node and Bun, for
 * `require` and, by way of `node-import.cjs`, for `import`, so that `instanceof` holds between them; `browser.js`, `workerd.js` and `deno.js` stand
 * alone. `cli.js`, the command line, imports the package by its name. `mlld.cjs`, the adapter for mlld's interpreter, has a
 * module of its own.
 */

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import process from "node:process";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const template = path.join(root, "pkg-template");
/** The modules: the name that bundles import the glue by, the folder that it was built into, and the file in the package. */
const modules = [
  { glue: "wasm-glue", folder: "wasm-bindgen", file: "mlld_policy_bg.wasm" },
  { glue: "wasm-glue-authoring", folder: "wasm-bindgen-authoring", file: "mlld_policy_authoring_bg.wasm" },
  { glue: "wasm-glue-mlld", folder: "wasm-bindgen-mlld", file: "mlld_policy_mlld_bg.wasm" },
].map(({ glue, folder, file }) => ({ glue, file, built: path.join(root, "target", folder) }));
/** What wasm-bindgen calls every module. */
const wasm = "mlld_policy_bg.wasm";
const types = "types";
// Assembled beside its place and then moved there: a run that fails leaves no half package.
const pkg = path.join(root, "pkg");
const draft = path.join(root, "target", "pkg.new");

const esbuild = await import("esbuild").catch(() => die("esbuild is not installed: run `make setup`."));
for (const { built } of modules) {
  if (!existsSync(path.join(built, wasm))) die(`${path.relative(root, built)}/ holds no module: run \`make build\`.`);
}

rmSync(draft, { recursive: true, force: true });
mkdirSync(path.join(draft, types), { recursive: true });

declareTypes();
const names = await bundle("browser.js", "browser.ts");
await bundle("workerd.js", "workerd.ts");
await bundle("deno.js", "deno.js", { supported: { "import-source": true } });
await bundle("node.cjs", "node.ts", { format: "cjs", platform: "node" });
await bundle("cli.js", "../cli/main.ts", { platform: "node", external: ["mlld-policy"] });
// Bundled as an ES module first, which knows its names.
const ofAdapter = await bundle("mlld.js", "mlld.ts", { platform: "node" });
await bundle("mlld.cjs", "mlld.ts", { format: "cjs", platform: "node" });
writeImport("node", names);
writeImport("mlld", ofAdapter);
copyFiles();
writeSchema();
writeManifest();

rmSync(pkg, { recursive: true, force: true });
renameSync(draft, pkg);

/** The declarations, as one tree for `import` and `require`: a class that is declared twice is two types. */
function declareTypes() {
  const tsc = path.join(root, "node_modules", ".bin", "tsc");
  if (!existsSync(tsc)) die("typescript is not installed: run `make setup`.");
  try {
    const flags = ["--noEmit", "false", "--emitDeclarationOnly", "--outDir", path.join(draft, types)];
    execFileSync(tsc, ["-p", template, ...flags], { stdio: ["ignore", "inherit", "inherit"] });
  } catch {
    die("the types of pkg-template/src/ do not check: see above.");
  }
  for (const inner of ["cli", "entry", "internal", "mlld/internal"])
    rmSync(path.join(draft, types, inner), { recursive: true });
  // CommonJS declarations can be used by both kinds of modules, those of ES modules only by their own.
  write(`${types}/package.json`, `${JSON.stringify({ type: "commonjs" })}\n`);
  for (const ending of ["d.ts", "d.cts"]) {
    write(`index.${ending}`, `export * from "./${types}/index.js";\n`);
    write(`mlld.${ending}`, `export * from "./${types}/mlld/index.js";\n`);
  }
}

/** Bundles one entry point and returns the names it exports, where its format knows them. */
async function bundle(file, entry, options = {}) {
  const { metafile } = await esbuild
    .build({
      entryPoints: [path.join(template, "src", "entry", entry)],
      outfile: path.join(draft, file),
      bundle: true,
      format: "esm",
      target: "es2022",
      alias: Object.fromEntries(modules.map(({ glue, built }) => [glue, path.join(built, "mlld_policy.js")])),
      external: modules.map(({ file }) => `./${file}`),
      tsconfig: path.join(template, "tsconfig.json"),
      legalComments: "none",
      charset: "utf8",
      keepNames: true,
      logLevel: "warning",
      metafile: true,
      absWorkingDir: root,
      ...options,
    })
    .catch(() => die(`pkg-template/src/entry/${entry} could not be bundled: see above.`));
  return Object.values(metafile.outputs)[0].exports;
}

/**
 * What `import` takes of a bundle for `require`. Node reads all of what it imports from CommonJS to find the names in it, and
 * that takes as long as running it; in a file between them they are all there is to read.
 */
function writeImport(name, exported) {
  const lines = exported.map((each) => `exports.${each} = bundle.${each};\n`);
  write(`${name}-import.cjs`, `"use strict";\nconst bundle = require("./${name}.cjs");\n${lines.join("")}`);
  write(`${name}.js`, `export { ${exported.join(", ")} } from "./${name}-import.cjs";\n`);
}

function copyFiles() {
  for (const { built, file } of modules) copyFileSync(path.join(built, wasm), path.join(draft, file));
  copyFileSync(path.join(template, "README.md"), path.join(draft, "README.md"));
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"]) {
    if (existsSync(path.join(root, name))) copyFileSync(path.join(root, name), path.join(draft, name));
  }
}

/** The JSON Schema of policy documents, from the Rust types. */
function writeSchema() {
  try {
    const args = ["run", "--quiet", "--locked", "--example", "schema"];
    write("schema.json", execFileSync("cargo", args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] }));
  } catch {
    die("the JSON Schema could not be made: see above; `cargo run --example schema` repeats it.");
  }
}

/** The template's manifest, with the crate's version. */
function writeManifest() {
  const manifest = JSON.parse(readFileSync(path.join(template, "package.json"), "utf8"));
  manifest.version = /^version = "([^"]+)"/m.exec(readFileSync(path.join(root, "Cargo.toml"), "utf8"))[1];
  write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
}

function write(name, text) {
  writeFileSync(path.join(draft, name), text);
}

/** Ends the script; the sentence says what to do about it. */
function die(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}
