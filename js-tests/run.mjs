/**
 * `npm test`: installs the packed package and runs the tests on it. Names of test files, without their endings, choose
 * some of them: `npm test -- hostile trap`. `npm run test:playground` runs those of the built playground.
 */

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { here, install } from "./support/installed.mjs";

const ofPlayground = process.argv[2] === "--playground";
const folder = ofPlayground ? "playground" : "tests";
const chosen = process.argv.slice(ofPlayground ? 3 : 2);
const files = readdirSync(path.join(here, folder))
  .filter((name) => name.endsWith(".test.mjs"))
  .filter((name) => chosen.length === 0 || chosen.includes(name.replace(".test.mjs", "")))
  .map((name) => path.join(folder, name));

if (files.length === 0) {
  process.stderr.write(`error: no test file is named ${chosen.join(" or ")}: see js-tests/${folder}/ for the names.\n`);
  process.exit(1);
}
try {
  install();
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(1);
}
// Each file of the playground's starts two browsers, which wait more than they work.
const options = ofPlayground ? ["--test-concurrency=2"] : ["--expose-gc"];
const { status } = spawnSync(process.execPath, [...options, "--test", "--test-reporter=spec", ...files], {
  cwd: here,
  stdio: "inherit",
});
process.exit(status ?? 1);
