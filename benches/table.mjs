/** Tables and numbers as both benchmarks print them. */

const UNITS = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];
/** The columns of words, beside the first one. */
const WORDS = ["meets", "unit"];

/** Lines for a terminal. */
export function aligned(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const pad = (cell, column) => (isText(head, column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const line = (row) => row.map(pad).join("  ").trimEnd();
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line);
}

/** Lines of Markdown. */
export function piped(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (isText(head, column) ? "---" : "--:"))), ...rows.map(line)];
}

function isText(head, column) {
  return column === 0 || WORDS.includes(head[column]);
}

/** A number of three digits or so; what was not measured says so. */
export function number(value) {
  if (value === null) return "not measured";
  const digits = Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(digits, 4) });
}

/** Nanoseconds in a unit that suits them. */
export function duration(nanoseconds) {
  const [size, unit] = UNITS.find(([size]) => nanoseconds >= size) ?? UNITS.at(-1);
  return `${number(nanoseconds / size)} ${unit}`;
}
