/** What a command is, and its help. */

import { type Arguments, COMMON, type Options } from "./arguments.js";
import { padded } from "./layout.js";
import type { Output, Outputs } from "./output.js";

export interface Command {
  readonly name: string;
  /** A few words for the list of commands. */
  readonly summary: string;
  /** The forms that it has. */
  readonly usage: readonly string[];
  /** Paragraphs. */
  readonly about: readonly string[];
  readonly options: Options;
  /** Command lines, and what each is an example of. */
  readonly examples: readonly (readonly [string, string])[];
  /** Does the work; the result is the exit code. */
  run(args: Arguments, outputs: Outputs): Promise<number>;
}

/** The help of a command. */
export function helpOf({ usage, about, options, examples }: Command, to: Output): string {
  const rows = Object.entries({ ...options, ...COMMON }).map(([name, option]) => {
    const long = `--${name}${option.value === undefined ? "" : ` ${option.value}`}`;
    return [option.short === undefined ? `    ${long}` : `-${option.short}, ${long}`, option.help] as const;
  });
  return [
    ...usage.map((form, index) => `${to.paint(index === 0 ? "Usage:" : "      ", "bold")} mlld-policy ${form}\n`),
    ...about.map((paragraph) => `\n${to.lines(paragraph)}`),
    `\n${to.paint("Options:", "bold")}\n`,
    table(rows, to),
    `\n${to.paint("Examples:", "bold")}\n`,
    ...examples.map(([line, what]) => `${to.lines(`# ${what}`, 2)}  ${line}\n`),
  ].join("");
}

/** The list of commands. */
export function overview(commands: readonly Command[], to: Output): string {
  return [
    `${to.paint("Usage:", "bold")} mlld-policy COMMAND …\n\n`,
    to.lines("Tries policies, explains and checks them. Nothing is run, and nothing is sent anywhere."),
    `\n${to.paint("Commands:", "bold")}\n`,
    table(
      commands.map(({ name, summary }) => [name, summary]),
      to,
    ),
    `\n${to.paint("Options:", "bold")}\n`,
    table(
      [
        ["-h, --help", "print this help, or that of a command: mlld-policy check --help"],
        ["    --version", "print the version"],
      ],
      to,
    ),
    `\n${to.paint("Examples:", "bold")}\n`,
    ...commands.map(({ examples }) => (examples[0] === undefined ? "" : `  ${examples[0][0]}\n`)),
  ].join("");
}

/** Two columns; the second is broken where it must be. */
function table(rows: readonly (readonly [string, string])[], to: Output): string {
  const widest = Math.max(...rows.map(([first]) => first.length));
  return rows
    .map(([first, second]) => {
      const indent = widest + 4;
      return `  ${padded(first, widest)}  ${to.lines(second, indent).slice(indent)}`;
    })
    .join("");
}
