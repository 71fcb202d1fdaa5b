/** What stands behind `mlld-policy`: a command, its options and the names of files. */

import { parseArgs } from "node:util";

/** An option of a command. */
export interface Option {
  /** What its value is called in the help; without it the option takes none. */
  readonly value?: string;
  readonly short?: string;
  /** It may be given more than once. */
  readonly several?: boolean;
  readonly help: string;
}

/** The options of a command, by their names. */
export type Options = { readonly [name: string]: Option };

/** What was given to a command. */
export interface Arguments {
  /** What is no option: policies, folders. */
  readonly names: readonly string[];
  /** The options with their values in the order in which they were given. */
  readonly given: readonly { readonly option: string; readonly value: string }[];
  has(option: string): boolean;
  /** The value of an option that is given at most once. */
  value(option: string): string | undefined;
}

/** The command was used wrongly. The message is a sentence that says what to do. */
export class UsageError extends Error {}

/** Options that every command has. */
export const COMMON: Options = {
  json: { help: "print JSON, for programs" },
  help: { short: "h", help: "print this help" },
};

/** Where relative paths and `~` lead. */
export const FOLDERS: Options = {
  base: { value: "FOLDER", help: "the project folder, where relative paths start, and `@base` (default: the current folder)" },
  home: { value: "FOLDER", help: "the home folder, which `~` stands for (default: yours)" },
};

/**
 * Reads the arguments of a command.
 *
 * Not the strict form of `parseArgs`: there a value that begins with a dash is an error, and what is put behind `--cmd` by a
 * program must be a command whatever it begins with.
 */
export function readArguments(args: readonly string[], options: Options): Arguments {
  const known = { ...options, ...COMMON };
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value, short }]) => [
        name,
        { type: value === undefined ? "boolean" : "string", ...(short === undefined ? {} : { short }) } as const,
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const names: string[] = [];
  const given: { option: string; value: string }[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") names.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (option === undefined) throw new UsageError(unknown(`option ${token.rawName}`, token.name, Object.keys(known), "--"));
    if (option.value === undefined && token.value !== undefined) throw new UsageError(`--${token.name} takes no value`);
    if (option.value !== undefined && token.value === undefined) {
      throw new UsageError(`--${token.name} needs a value: --${token.name} ${option.value}`);
    }
    // That would be the current folder, and is mostly a variable that was not set.
    if (option.value === "FOLDER" && token.value === "") throw new UsageError(`--${token.name} is empty: name a folder`);
    if (!option.several && option.value !== undefined && given.some((other) => other.option === token.name)) {
      throw new UsageError(`--${token.name} stands twice: give it once`);
    }
    given.push({ option: token.name, value: token.value ?? "" });
  }
  return {
    names,
    given,
    has: (name) => given.some(({ option }) => option === name),
    value: (name) => given.find(({ option }) => option === name)?.value,
  };
}

/** Says that a name is unknown, and which one may have been meant. */
export function unknown(what: string, name: string, known: readonly string[], prefix = ""): string {
  const meant = nearest(name, known, (candidate) => (candidate.length < 5 ? 1 : 2));
  return meant === undefined
    ? `there is no ${what}: there are ${known.map((candidate) => prefix + candidate).join(", ")}`
    : `there is no ${what}: did you mean ${prefix}${meant}?`;
}

/** The known name that is nearest, if one is near: `most` says how many letters of it may be wrong. */
export function nearest(name: string, known: readonly string[], most: (candidate: string) => number): string | undefined {
  return known
    .map((candidate) => ({ candidate, distance: distance(name, candidate) }))
    .filter((found) => found.distance <= most(found.candidate))
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** How many letters must be added, removed, replaced or swapped with the next, for names as short as those of options. */
function distance(a: string, b: string): number {
  if (a.length > 40) return Infinity;
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const [above, row] = [table[i - 1]!, table[i]!];
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, table[i - 2]![j - 2]! + 1);
    }
  }
  return table[a.length]![b.length]!;
}
