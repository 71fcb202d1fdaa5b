/**
 * `npm test`: installs the packed package and runs the tests on it. Names of test files, without their endings, choose
 * some of them: `npm test -- hostile trap`.
 */

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { here, install } from "./support/installed.mjs";

const chosen = process.argv.slice(2);
const files = readdirSync(path.join(here, "tests"))
  .filter((name) => name.endsWith(".test.mjs"))
  .filter((name) => chosen.length === 0 || chosen.includes(name.replace(".test.mjs", "")))
  .map((name) => path.join("tests", name));

if (files.length === 0) {
  process.stderr.write(`error: no test file is named ${chosen.join(" or ")}: see js-tests/tests/ for the names.\n`);
  process.exit(1);
}
try {
  install();
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ["--expose-gc", "--test", "--test-reporter=spec", ...files], {
  cwd: here,
  stdio: "inherit",
});
process.exit(status ?? 1);
