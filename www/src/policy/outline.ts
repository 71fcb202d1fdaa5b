/**
 * What stands where in the text of a policy, in JSON or notation, however unfinished: for completion, hover help and edits of
 * the text. What a policy means, and whether it is one, is the package's to say.
 */

export type Step = string | number;

interface Place {
  readonly from: number;
  /** The unit after the last. */
  readonly to: number;
}

/** A text, a number, `true`: whatever is one word. */
export interface Word extends Place {
  readonly kind: "word";
  /** As it stands, with its quotes. */
  readonly raw: string;
  /** Without them. */
  readonly value: string;
}

export interface Listing extends Place {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly isClosed: boolean;
}

export interface Member extends Place {
  readonly key: Word;
  /** Where the colon stands; `null` for a word alone, which is `true`. */
  readonly colon: number | null;
  readonly value: Value | null;
}

export interface Keyed extends Place {
  readonly kind: "object";
  readonly members: readonly Member[];
  readonly isClosed: boolean;
}

export type Value = Word | Listing | Keyed;

export interface Outline {
  readonly root: Value | null;
  /** Whether more than the policy stands in the text, such as a guard. */
  readonly hasMore: boolean;
}

/** How a text is shown; the package decides for itself how it reads it. */
export type Language = "json" | "notation";

export function languageOf(text: string): Language {
  return /^\s*($|\{\s*("|\}|$)|[["0-9])/.test(text) ? "json" : "notation";
}

/** Deeper than any policy; what is deeper is passed over. */
const DEPTH = 64;
const BLANK = /\s/;

/** The last one: many places of a text are asked about one after the other. */
let last: { readonly text: string; readonly outline: Outline } | null = null;

export function outline(text: string): Outline {
  if (last?.text !== text) last = { text, outline: read(text) };
  return last.outline;
}

function read(text: string): Outline {
  const start = beginning(text);
  if (start === null) return { root: null, hasMore: text.trim() !== "" };
  const reader = new Reader(text, start);
  const root = reader.value(0);
  const open = text.lastIndexOf("{", start - 1) + 1;
  const directive = start === 0 ? -1 : text.slice(open, start).search(/\/?policy\b/);
  const around = text.slice(0, directive < 0 ? start : open + directive) + text.slice(root?.to ?? start);
  return { root, hasMore: around.replace(/(>>|<<).*/g, "").trim() !== "" };
}

/** Where the literal begins: the whole text's, or that of its policy. */
function beginning(text: string): number | null {
  const reader = new Reader(text, 0);
  reader.skip();
  if (text[reader.at] === "{") return reader.at;
  const directive = /(^|\n)[ \t]*\/?policy\b[^{}\n]*(?:\n[ \t]*)?\{/.exec(text);
  return directive === null ? null : directive.index + directive[0].length - 1;
}

class Reader {
  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  /** Passes over blanks and comments. */
  skip(): void {
    for (;;) {
      while (this.at < this.text.length && BLANK.test(this.text[this.at]!)) this.at += 1;
      const two = this.text.slice(this.at, this.at + 2);
      if (two !== ">>" && two !== "<<") return;
      const end = this.text.indexOf("\n", this.at);
      this.at = end < 0 ? this.text.length : end;
    }
  }

  value(depth: number): Value | null {
    this.skip();
    const next = this.text[this.at];
    if (next === undefined || next === "}" || next === "]" || next === ",") return null;
    if (next === "{" || next === "[") {
      if (depth < DEPTH) return next === "{" ? this.object(depth) : this.list(depth);
      this.at += 1;
      return null;
    }
    return this.word(false);
  }

  private list(depth: number): Listing {
    const from = this.at;
    this.at += 1;
    const items: Value[] = [];
    for (;;) {
      this.skip();
      const next = this.text[this.at];
      if (next === undefined || next === "}") return { kind: "list", from, to: this.at, items, isClosed: false };
      if (next === "]") {
        this.at += 1;
        return { kind: "list", from, to: this.at, items, isClosed: true };
      }
      const before = this.at;
      const item = next === "," ? null : this.value(depth + 1);
      if (item !== null) items.push(item);
      if (this.at === before) this.at += 1;
    }
  }

  private object(depth: number): Keyed {
    const from = this.at;
    this.at += 1;
    const members: Member[] = [];
    for (;;) {
      this.skip();
      const next = this.text[this.at];
      if (next === undefined || next === "]") return { kind: "object", from, to: this.at, members, isClosed: false };
      if (next === "}") {
        this.at += 1;
        return { kind: "object", from, to: this.at, members, isClosed: true };
      }
      if (next === "," || next === ":") this.at += 1;
      else if (next === "{" || next === "[") this.value(depth + 1);
      else members.push(this.member(depth));
    }
  }

  private member(depth: number): Member {
    const key = this.word(true);
    this.skip();
    if (this.text[this.at] !== ":") return { key, colon: null, value: null, from: key.from, to: key.to };
    const colon = this.at;
    this.at += 1;
    this.skip();
    const before = this.at;
    const value = this.value(depth + 1);
    // A word before a colon is the next key: the value is not written yet.
    if (value?.kind === "word" && this.isKey(value, colon)) {
      this.at = before;
      return { key, colon, value: null, from: key.from, to: colon + 1 };
    }
    return { key, colon, value, from: key.from, to: value?.to ?? colon + 1 };
  }

  private isKey(word: Word, colon: number): boolean {
    if (!this.text.slice(colon, word.from).includes("\n")) return false;
    if (/:$/.test(word.raw)) return true;
    const after = new Reader(this.text, this.at);
    after.skip();
    return this.text[after.at] === ":";
  }

  private word(isKey: boolean): Word {
    const from = this.at;
    const quote = this.text[from]!;
    if (quote === '"' || quote === "'" || quote === "`") {
      this.at += 1;
      while (this.at < this.text.length && this.text[this.at] !== quote && this.text[this.at] !== "\n") {
        this.at += this.text[this.at] === "\\" ? 2 : 1;
      }
      this.at = Math.min(this.at, this.text.length);
      if (this.text[this.at] === quote) this.at += 1;
      return this.made(from);
    }
    const ends = isKey ? /[\s{}[\],:"'`]/ : /[\s{}[\],"'`]/;
    this.at += 1;
    while (this.at < this.text.length && !ends.test(this.text[this.at]!)) this.at += 1;
    return this.made(from);
  }

  private made(from: number): Word {
    const raw = this.text.slice(from, this.at);
    return { kind: "word", from, to: this.at, raw, value: unquoted(raw) };
  }
}

function unquoted(raw: string): string {
  if (!/^["'`]/.test(raw)) return raw;
  const inner = raw.length > 1 && raw.endsWith(raw[0]!) ? raw.slice(1, -1) : raw.slice(1);
  try {
    return JSON.parse(`"${raw[0] === '"' ? inner : inner.replaceAll('"', '\\"')}"`) as string;
  } catch {
    return inner;
  }
}

/** Steps as problems, rules and suggestions write them: `labels["src:mcp"].deny[0]`. */
export function pathOf(steps: readonly Step[]): string {
  return steps
    .map((step, at) =>
      typeof step === "number"
        ? `[${step}]`
        : /^[A-Za-z_$][\w$-]*$/.test(step)
          ? `${at === 0 ? "" : "."}${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join("");
}

/** The steps of a path; `null` for what is none, such as `danger list: cmd:sudo:*`. */
export function stepsOf(path: string): Step[] | null {
  const steps: Step[] = [];
  const part = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (part.lastIndex < path.length) {
    const found = part.exec(path);
    if (found === null) return null;
    if (found[1] !== undefined) steps.push(found[1]);
    else if (found[2] !== undefined) steps.push(Number(found[2]));
    else {
      const key = keyOf(found[3]!);
      if (key === null) return null;
      steps.push(key);
    }
  }
  return steps;
}

function keyOf(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
