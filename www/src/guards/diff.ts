/** The difference of two values, word by word. */

/** A piece of a text: in both, only before, or only behind. */
export interface Piece {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Of longer texts every comparison would be felt. */
const MOST_STEPS = 250_000;

/** A value as it is compared: a text as it is, anything else as JSON. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 1) ?? "nothing");
}

/** What was taken away and what was added, with as much as possible in common. */
export function difference(before: string, after: string): readonly Piece[] {
  const [left, right] = [words(before), words(after)];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const pieces: Piece[] = [];
  put(pieces, "same", left.slice(0, start));
  middle(pieces, left.slice(start, left.length - end), right.slice(start, right.length - end));
  put(pieces, "same", left.slice(left.length - end));
  return together(pieces);
}

/** Changes that only spaces part are one change: nobody can read two sentences that take turns. */
function together(pieces: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = [];
  let removed = "";
  let added = "";
  const end = () => {
    if (removed !== "") found.push({ kind: "removed", text: removed });
    if (added !== "") found.push({ kind: "added", text: added });
    [removed, added] = ["", ""];
  };
  pieces.forEach(({ kind, text }, at) => {
    const isBetween = kind === "same" && text.trim() === "" && at > 0 && at < pieces.length - 1;
    if (kind !== "same" || isBetween) {
      if (kind !== "added") removed += text;
      if (kind !== "removed") added += text;
      return;
    }
    end();
    found.push({ kind, text });
  });
  end();
  return found;
}

function words(text: string): readonly string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** By the longest common subsequence. */
function middle(pieces: Piece[], left: readonly string[], right: readonly string[]): void {
  const width = right.length + 1;
  if (left.length * right.length > MOST_STEPS) {
    put(pieces, "removed", left);
    put(pieces, "added", right);
    return;
  }
  const common = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        left[i] === right[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      put(pieces, "same", [left[i]!]);
      [i, j] = [i + 1, j + 1];
    } else if (i < left.length && (j === right.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      put(pieces, "removed", [left[i]!]);
      i += 1;
    } else {
      put(pieces, "added", [right[j]!]);
      j += 1;
    }
  }
}

/** Adds words to the last piece, where that is of the same kind. */
function put(pieces: Piece[], kind: Piece["kind"], added: readonly string[]): void {
  const text = added.join("");
  if (text === "") return;
  const last = pieces.at(-1);
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text };
  else pieces.push({ kind, text });
}
