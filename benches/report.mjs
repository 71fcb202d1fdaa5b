/**
 * Prints what was measured: on a terminal, or as the tables of docs/performance.md.
 *
 *   node benches/report.mjs [--write] [FILE]
 *
 *   FILE      what `make bench` wrote, target/bench.json by default
 *   --write   puts the tables into that page instead of printing them
 */

import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NATIVE, nativeRows } from "./native.mjs";
import { aligned, duration, number, piped } from "./table.mjs";

const TARGETS = ["target", "measured", "median", "must", "aim", "meets", "unit"];
const OTHERS = ["besides", "time", "× empty call", "median"];

/** The lines of both tables as text. */
export function asText(results) {
  const [targets, others] = tables(results);
  return [...aligned(TARGETS, targets), "", ...aligned(OTHERS, others)].join("\n");
}

/** The same in Markdown. */
export function asMarkdown(results) {
  const [targets, others] = tables(results);
  const { machine, versions } = results;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const hardware = `${machine.cores} cores (${machine.cpu}), ${machine.platform}`;
  const about = `${hardware}, Node ${machine.node}; ${packages.join(", ")}.`;
  const natively = nativeRows(results.measurements);
  const both = [about, "", ...piped(TARGETS, targets), "", ...piped(OTHERS, others)];
  return [...both, ...(natively.length > 0 ? ["", ...piped(NATIVE, natively)] : [])].join("\n");
}

function tables({ targets, measurements }) {
  const rows = targets.map(({ name, measured, median, at, must, aim, isMet, reachesAim, unit }) => {
    const limit = (value) => `${at === "most" ? "≤" : "≥"} ${number(value)}`;
    const verdict = !isMet ? "neither" : reachesAim ? "the aim" : "the must";
    return [name, number(measured), number(median), limit(must), limit(aim), verdict, unit];
  });
  const others = Object.entries(measurements)
    // The targets have the others as they are.
    .filter(([name]) => !/^(empty: |memory: |module$)/.test(name))
    .map(([name, { unit, minimum, perEmptyCall }]) => [
      name,
      unit === "ns" ? duration(minimum) : `${number(minimum)} ${unit}`,
      perEmptyCall ? number(perEmptyCall.minimum) : "",
      perEmptyCall ? number(perEmptyCall.median) : "",
    ]);
  return [rows, others];
}

function main() {
  const { values, positionals } = parseArgs({ options: { write: { type: "boolean" } }, allowPositionals: true });
  const [file = new URL("../target/bench.json", import.meta.url)] = positionals;
  const tables = asMarkdown(JSON.parse(readFileSync(file, "utf8")));
  if (!values.write) return console.log(tables);
  const page = new URL("../docs/performance.md", import.meta.url);
  const text = readFileSync(page, "utf8");
  const marked = /(?<=<!-- measured: [^\n]*\n)[^]*?(?=<!-- end -->)/;
  if (!marked.test(text)) throw new Error("docs/performance.md has no place for the tables");
  return writeFileSync(page, text.replace(marked, () => `\n${tables}\n\n`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
