/**
 * What the native benchmark measured, beside the same in Node: criterion's estimates, from where cargo builds.
 *
 *   node benches/native.mjs       the table of both last runs
 */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { aligned, duration, number } from "./table.mjs";

export const NATIVE = ["natively", "time", "in Node", "× natively"];

/** The rows of what both have measured, in the order of `measurements`. */
export function nativeRows(measurements) {
  const natively = estimates();
  return Object.entries(measurements)
    .filter(([name]) => name in natively)
    .map(([name, { minimum }]) => [name, duration(natively[name]), duration(minimum), number(minimum / natively[name])]);
}

/** Nanoseconds by name, as criterion estimates them; nothing where it has not run. */
function estimates() {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../target", import.meta.url));
  const folder = path.join(target, "criterion");
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true }).filter((name) => /[/\\]new[/\\]benchmark\.json$/.test(name));
  const read = (name) => JSON.parse(readFileSync(path.join(folder, name), "utf8"));
  const one = (name) => {
    const { slope, mean } = read(name.replace("benchmark.json", "estimates.json"));
    return [read(name).full_id, (slope ?? mean).point_estimate];
  };
  return Object.fromEntries(files.map(one));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { measurements } = JSON.parse(readFileSync(new URL("../target/bench.json", import.meta.url), "utf8"));
  console.log(aligned(NATIVE, nativeRows(measurements)).join("\n"));
}
