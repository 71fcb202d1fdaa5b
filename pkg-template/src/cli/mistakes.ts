/** What the reports of mistakes in a page say, each with its place, and what of them is only shown of the page. */

import type { ScenarioError } from "mlld-policy";

/** A mistake as it is told: `example.md:3:1: unknown directive …`, with its parts where it has a place. */
export interface Sentence {
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Without the place. */
  readonly message: string;
}

/**
 * Whether the error is about the page itself, and not about what it tried: such an error begins with its place, or has none.
 * A denial has the place of its operation beside its message.
 */
export function isMistake({ message, file, line, column }: ScenarioError): boolean {
  if (file === null) return line === null;
  const place = [file, line, column].filter((part) => part !== null).join(":");
  return message.startsWith(`${place}: `);
}

/** The mistakes of an error. The lines of the page that are shown below them are left out, which begin with two blanks. */
export function sentencesOf({ message }: ScenarioError): readonly Sentence[] {
  return message
    .split("\n")
    .filter((text) => !text.startsWith("  "))
    .map((text) => {
      const [, file, line, column, rest] = /^(.+?):(\d+):(\d+): (.*)$/.exec(text) ?? [];
      if (file === undefined || rest === undefined) return { text, message: text };
      return { text, file, line: Number(line), column: Number(column), message: rest };
    });
}
