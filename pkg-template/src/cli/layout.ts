/**
 * How text is put on a terminal: what could be mistaken or could steer the terminal is escaped, and widths are counted as
 * they are shown, so that a caret stands where it should.
 */

import type { Span } from "mlld-policy";

/** A piece of text that is shown as a whole. */
interface Cell {
  readonly text: string;
  readonly width: number;
  /** Where it stands in the original, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly escaped: boolean;
}

// Control and format characters (bidi among them), what is unassigned or private, and what is shown as nothing or as a blank
// without being one. The variation selector of emoji is left.
const HIDDEN = /(?!\u{FE0F})[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
const EVERY_HIDDEN = new RegExp(HIDDEN.source, "gu");
const PRINTABLE_ASCII = /^[ -~]*$/;
const EMOJI = /\p{Emoji_Presentation}|\u{FE0F}/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\u1160-\u11FF]/u;
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}]/u;
const NAMED: { readonly [character: string]: string } = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };
const TAB_STOP = 8;

/** The text on one line, with everything escaped that is not plainly visible. */
export function plain(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(EVERY_HIDDEN, escape);
}

function escape(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0)!;
  return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${code.toString(16)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** A value as JSON in one line, with its end. What is escaped in text for people is escaped here, too, as JSON does it. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (PRINTABLE_ASCII.test(text)) return `${text}\n`;
  const units = (found: string): string => found.replace(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
  return `${text.replace(EVERY_HIDDEN, units)}\n`;
}

/** How many columns a text takes that has nothing to escape. */
export function width(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : cells(text).reduce((sum, cell) => sum + cell.width, 0);
}

/** `text`, with blanks up to `columns`. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

// Flags, keycaps, emoji with their variants; else a character. (`Intl.Segmenter` takes quadratic time.)
const PIECES = /\p{RI}{2}|[0-9#*]\u{FE0F}\u20E3?|\p{Extended_Pictographic}[\p{EMod}\u{FE0F}]*|[^]/gu;

/** What is shown for each character. Tabs are left to the caller, as their width depends on their place. */
function cells(text: string): Cell[] {
  const found: Cell[] = [];
  const add = (piece: string, start: number): void => {
    const end = start + piece.length;
    if (piece === "\t") return void found.push({ text: piece, width: 0, start, end, escaped: false });
    if (!HIDDEN.test(piece)) return void found.push({ text: piece, width: widthOf(piece), start, end, escaped: false });
    const shown = escape(piece);
    found.push({ text: shown, width: shown.length, start, end, escaped: true });
  };
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    if (!HIDDEN.test(piece)) add(piece, index);
    else {
      let at = index;
      for (const character of piece) {
        add(character, at);
        at += character.length;
      }
    }
  }
  return found;
}

function widthOf(piece: string): number {
  if (PRINTABLE_ASCII.test(piece)) return 1;
  if (NO_WIDTH.test(piece[0]!)) return 0;
  if (EMOJI.test(piece) || WIDE.test(piece)) return 2;
  return NO_WIDTH.test(piece) ? 0 : 1;
}

/** How the parts of an excerpt look. */
export interface Looks {
  readonly marked: (text: string) => string;
  readonly escaped: (text: string) => string;
}

/** Looks of a text without colours. */
export const UNCOLOURED: Looks = { marked: (text) => text, escaped: (text) => text };

/**
 * The lines that show a text within `columns`, and below each the carets under what lies in `span`. Where a text has lines,
 * so has the excerpt; the ends of them are escaped, to be told from lines that are only too long.
 */
export function excerpt(text: string, span: Span | null, columns: number, looks: Looks): string[] {
  const lines: string[] = [];
  let row = new Row(looks);
  for (const cell of cells(text)) {
    if (row.columns > 0 && row.columns + row.sizeOf(cell) > columns) {
      lines.push(...row.lines());
      row = new Row(looks);
    }
    row.add(cell, span !== null && touches(span, cell));
    if (text[cell.start] === "\n") {
      lines.push(...row.lines());
      row = new Row(looks);
    }
  }
  // A place after the last character: something is missing there.
  if (span !== null && span.start >= text.length) row.mark();
  if (row.columns > 0 || lines.length === 0) lines.push(...row.lines());
  return lines;
}

/** A place without extent touches the character that begins there. */
function touches(span: Span, cell: Cell): boolean {
  return cell.end > span.start && (cell.start < span.end || cell.start === span.start);
}

/** One line of an excerpt, and its carets. */
class Row {
  columns = 0;
  #shown = "";
  #carets = "";
  #run = "";
  #look: keyof Looks | undefined;

  constructor(readonly looks: Looks) {}

  sizeOf({ text, width }: Cell): number {
    return text === "\t" ? TAB_STOP - (this.columns % TAB_STOP) : width;
  }

  add(cell: Cell, marked: boolean): void {
    const size = this.sizeOf(cell);
    const look = cell.escaped ? "escaped" : marked ? "marked" : undefined;
    if (look !== this.#look) this.#endRun();
    this.#look = look;
    this.#run += cell.text === "\t" ? " ".repeat(size) : cell.text;
    this.#carets += (marked ? "^" : " ").repeat(size);
    this.columns += size;
  }

  /** A caret after the end. */
  mark(): void {
    this.#carets += "^";
    this.columns += 1;
  }

  lines(): string[] {
    this.#endRun();
    const carets = this.#carets.trim();
    if (carets === "") return [this.#shown];
    return [this.#shown, " ".repeat(this.#carets.indexOf("^")) + this.looks.marked(carets)];
  }

  #endRun(): void {
    this.#shown += this.#look === undefined || this.#run === "" ? this.#run : this.looks[this.#look](this.#run);
    this.#run = "";
  }
}

/** Breaks a text into lines of at most `columns`, between words where that is possible. */
export function wrapped(text: string, columns: number): string[] {
  const safe = plain(text);
  if (width(safe) <= columns) return [safe];
  const lines: string[] = [];
  let line = "";
  for (const word of safe.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (width(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = excerpt(word, null, columns, UNCOLOURED);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  return [...lines, line];
}
