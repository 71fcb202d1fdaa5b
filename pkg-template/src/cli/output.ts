/** Standard output and standard error: colours, widths, pipes that close early. */

import process from "node:process";
import type { Output as Stream } from "node:process";
import type { Looks } from "./layout.js";
import { wrapped } from "./layout.js";

const STYLES = { bold: 1, dim: 2, inverse: 7, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** How a text may look. */
export type Style = keyof typeof STYLES;

/** Where a command writes. */
export class Output {
  /** Whoever read this has gone: there is no use in writing more. */
  closed = false;
  readonly isTerminal: boolean;
  /** How wide a line may be. Where nobody says, it is not broken. */
  readonly columns: number;
  readonly looks: Looks;
  readonly #stream: Stream;
  readonly #coloured: boolean;
  #waiting: (() => void) | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
    this.#coloured = isColoured(this.isTerminal);
    this.columns = columnsOf(stream);
    this.looks = {
      marked: (text) => this.paint(text, "red"),
      escaped: (text) => this.paint(text, "inverse"),
    };
    stream.on("error", (error) => {
      this.closed = true;
      // A pipe that nobody reads any more is no error: `mlld-policy … | head`.
      if (error.code !== "EPIPE") {
        process.exitCode = 2;
        if (stream !== process.stderr) process.stderr.write(`error: the output cannot be written: ${error.code}\n`);
      }
      this.#waiting?.();
    });
    stream.on("drain", () => this.#waiting?.());
  }

  paint(text: string, ...styles: readonly Style[]): string {
    if (!this.#coloured || text === "") return text;
    return `\u001B[${styles.map((style) => STYLES[style]).join(";")}m${text}\u001B[0m`;
  }

  /** A text in lines that fit, each behind `indent` blanks and with its line feed. */
  lines(text: string, indent = 0): string {
    return wrapped(text, Math.max(20, this.columns - indent))
      .map((line) => `${" ".repeat(indent)}${line}\n`)
      .join("");
  }

  /** Writes text that is safe to show, and waits where the reader is slower. */
  async write(text: string): Promise<void> {
    if (this.closed || text === "" || this.#stream.write(text)) return;
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
    });
    this.#waiting = undefined;
  }
}

/** Both outputs. */
export interface Outputs {
  readonly out: Output;
  readonly err: Output;
}

/** `FORCE_COLOR` decides where it is set, then `NO_COLOR`, as far as they are; else whether a person looks on. */
function isColoured(isTerminal: boolean): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTerminal && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
}

function columnsOf({ isTTY, columns }: Stream): number {
  const said = Number(process.env["COLUMNS"]);
  if (Number.isInteger(said) && said > 0) return said;
  return isTTY === true && columns !== undefined && columns > 0 ? columns : Infinity;
}
