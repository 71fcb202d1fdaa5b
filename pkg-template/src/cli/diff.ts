/** The difference between two texts, line by line. */

/** A line that both have, that is missing, or that is too much. */
export interface DiffLine {
  readonly mark: " " | "-" | "+" | "…";
  readonly text: string;
}

/** So many lines around a difference are shown. */
const AROUND = 2;
/** Where the table would be larger, everything between what is equal at the ends counts as different. */
const LARGEST = 4_000_000;

/** `-` is what was wanted, `+` what there is. */
export function diff(wanted: readonly string[], got: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < wanted.length && start < got.length && wanted[start] === got[start]) start += 1;
  let tail = 0;
  const shorter = Math.min(wanted.length, got.length) - start;
  while (tail < shorter && wanted.at(-1 - tail) === got.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ mark: " ", text }));
  return shortened([
    ...same(wanted.slice(0, start)),
    ...middle(wanted.slice(start, wanted.length - tail), got.slice(start, got.length - tail)),
    ...same(wanted.slice(wanted.length - tail)),
  ]);
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ mark: "-", text });
  const added = (text: string): DiffLine => ({ mark: "+", text });
  if ((a.length + 1) * (b.length + 1) > LARGEST) return [...a.map(removed), ...b.map(added)];
  const columns = b.length + 1;
  const common = new Uint32Array((a.length + 1) * columns);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [down, right] = [common[(i + 1) * columns + j]!, common[i * columns + j + 1]!];
      common[i * columns + j] = a[i] === b[j] ? common[(i + 1) * columns + j + 1]! + 1 : Math.max(down, right);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: " ", text: a[i]! });
      [i, j] = [i + 1, j + 1];
    } else if (i < a.length && (j === b.length || common[(i + 1) * columns + j]! >= common[i * columns + j + 1]!)) {
      lines.push(removed(a[i]!));
      i += 1;
    } else {
      lines.push(added(b[j]!));
      j += 1;
    }
  }
  return lines;
}

/** Leaves out what is equal and far from every difference. */
function shortened(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Set<number>();
  for (const [index, { mark }] of lines.entries()) {
    if (mark === " ") continue;
    for (let other = index - AROUND; other <= index + AROUND; other++) near.add(other);
  }
  const found: DiffLine[] = [];
  for (const [index, line] of lines.entries()) {
    if (near.has(index)) found.push(line);
    else if (found.at(-1)?.mark !== "…") found.push({ mark: "…", text: "" });
  }
  return found;
}
