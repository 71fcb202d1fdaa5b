/** JSON as people write it: what fits on a line stands on one. */

const WIDTH = 60;

export function print(value: unknown, indent = ""): string {
  const line = inLine(value);
  if (indent.length + line.length <= WIDTH || typeof value !== "object" || value === null) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    // A rule of a guard: its condition, and what it does below.
    if (typeof value[0] === "string") return `[${value.map((item) => print(item, `${indent} `)).join(`,\n${indent} `)}]`;
    return `[\n${value.map((item) => deeper + print(item, deeper)).join(",\n")}\n${indent}]`;
  }
  const lines: string[] = [];
  for (const [key, item] of entriesOf(value)) {
    const text = `${JSON.stringify(key)}: ${print(item, deeper)}`;
    const last = lines.at(-1);
    const joined = `${last}, ${text}`;
    if (last !== undefined && !joined.includes("\n") && deeper.length + joined.length <= WIDTH) lines[lines.length - 1] = joined;
    else lines.push(text);
  }
  return `{\n${lines.map((text) => deeper + text).join(",\n")}\n${indent}}`;
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${inLine(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
