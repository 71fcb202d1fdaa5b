/** A bar on standard error, for work that takes long, where a person looks on. */

import type { Output } from "./output.js";

/** Milliseconds before anything is shown, and between two showings. */
const PATIENCE = 500;
const PAUSE = 100;

export class Progress {
  #bytes = 0;
  #shown = false;
  #next = performance.now() + PATIENCE;

  constructor(
    readonly err: Output,
    /** How many bytes there are, where that is known. */
    readonly total: number | undefined,
  ) {}

  /** Tells how far things are. */
  async show(bytes: number, count: number, denied: number): Promise<void> {
    this.#bytes += bytes;
    const now = performance.now();
    if (!this.err.isTerminal || now < this.#next) return;
    this.#next = now + PAUSE;
    this.#shown = true;
    const counts = `${count.toLocaleString("en")} checked, ${denied.toLocaleString("en")} denied`;
    await this.err.write(`\r${this.#bar()}${counts}`.slice(0, Math.max(20, this.err.columns - 1)) + "\u001B[K");
  }

  /** Clears the line for other output. */
  async hide(): Promise<void> {
    if (this.#shown) await this.err.write("\r\u001B[K");
    this.#shown = false;
  }

  #bar(): string {
    if (this.total === undefined) return "";
    const part = Math.min(1, this.#bytes / this.total);
    const size = this.err.columns < 80 ? 10 : 30;
    const full = Math.round(part * size);
    return `[${"#".repeat(full)}${" ".repeat(size - full)}] ${String(Math.floor(part * 100)).padStart(3)} %  `;
  }
}
