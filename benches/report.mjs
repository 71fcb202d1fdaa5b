/**
 * Prints what was measured: on a terminal, or as the tables of docs/performance.md.
 *
 *   node benches/report.mjs [FILE]       the tables in Markdown; FILE: what `make bench` wrote, target/bench.json by default
 */

import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const TARGETS = ["target", "measured", "median", "must", "aim", "", "unit"];
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
  const about = `${machine.cores} cores (${machine.cpu}), ${machine.platform}, Node ${machine.node}; ${packages.join(", ")}.`;
  return [about, "", ...piped(TARGETS, targets), "", ...piped(OTHERS, others)].join("\n");
}

function tables({ targets, measurements }) {
  const rows = targets.map(({ name, measured, median, at, must, aim, isMet, reachesAim, unit }) => {
    const limit = (value) => `${at === "most" ? "≤" : "≥"} ${number(value)}`;
    const verdict = !isMet ? "MISSED" : reachesAim ? "aim" : "must";
    return [name, number(measured), number(median), limit(must), limit(aim), verdict, unit];
  });
  const others = Object.entries(measurements)
    .filter(([name]) => !name.startsWith("empty: "))
    .map(([name, { unit, minimum, perEmptyCall }]) => [
      name,
      unit === "ns" ? duration(minimum) : `${number(minimum)} ${unit}`,
      perEmptyCall ? number(perEmptyCall.minimum) : "",
      perEmptyCall ? number(perEmptyCall.median) : "",
    ]);
  return [rows, others];
}

function aligned(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => (isText(head, column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  ").trimEnd();
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line);
}

function piped(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (isText(head, column) ? "---" : "--:"))), ...rows.map(line)];
}

function isText(head, column) {
  return column === 0 || head[column] === "" || head[column] === "unit";
}

/** A number of three digits or so; what was not measured says so. */
export function number(value) {
  if (value === null) return "not measured";
  const digits = Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(digits, 4) });
}

function duration(nanoseconds) {
  const [unit, name] = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]].find(([size]) => nanoseconds >= size) ?? [1, "ns"];
  return `${number(nanoseconds / unit)} ${name}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "target", "bench.json");
  console.log(asMarkdown(JSON.parse(readFileSync(file, "utf8"))));
}
