/** JSON as people write it: what fits on a line stands on one. */

const WIDTH = 66;

export function print(value: unknown, indent = ""): string {
  const line = inLine(value);
  if (indent.length + line.length <= WIDTH || typeof value !== "object" || value === null) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => deeper + print(item, deeper)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // Short entries at the beginning share a line, as in `{ "name": "a", "timing": "before",`.
  const short = entries.filter(([, item]) => typeof item !== "object").map(([key, item]) => `${JSON.stringify(key)}: ${inLine(item)}`);
  const long = entries.filter(([, item]) => typeof item === "object").map(([key, item]) => `${JSON.stringify(key)}: ${print(item, deeper)}`);
  const head = short.join(", ");
  const lines = head === "" ? [] : deeper.length + head.length <= WIDTH + 4 ? [head] : short;
  return `{\n${[...lines, ...long].map((text) => deeper + text).join(",\n")}\n${indent}}`;
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.length === 0 ? "{}" : `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${inLine(item)}`).join(", ")} }`;
}
