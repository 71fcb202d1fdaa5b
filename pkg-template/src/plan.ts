/** What a command line would run: plain frozen objects, as `analyzeCommand` returns them. */

import type { Span } from "./decision.js";

/**
 * Everything a command line would do, as far as its text tells. What is not understood is in `opaque`: that there are no
 * programs means that nothing runs only where `opaque` is empty too.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({});
 * const plan = engine.analyzeCommand("git log | head -5");
 * console.log(plan.programs.map(({ words }) => words[0]?.text).join(", ")); // git, head
 * ```
 */
export interface CommandPlan {
  /** Every program that can run, whatever happens to those before it. */
  readonly programs: readonly PlannedProgram[];
  /** Every file that a redirection or an argument names. */
  readonly files: readonly PlannedFile[];
  /** Every host in the words of a program that may use the network. */
  readonly hosts: readonly PlannedHost[];
  /** What is put into the environment of programs. */
  readonly assignments: readonly PlannedAssignment[];
  /** Every part that analysis cannot see through. */
  readonly opaque: readonly OpaquePart[];
}

/** One program that can run. */
export interface PlannedProgram {
  /** Its name, which is always known, and then its arguments. */
  readonly words: readonly Word[];
  /** Where it stands; for what stands in a string that a shell reads as code, where that string stands. */
  readonly span: Span | null;
  /** How it is reached, from the outermost construct to the innermost; empty for a command that stands alone. */
  readonly via: readonly Reach[];
  /** Whether allow lists are not asked for it, but only for what it starts: `env`, `nice`, `cd`. */
  readonly transparent: boolean;
  /** The words with their files as seen from `base`, once for each folder that a `cd` may have led to; often empty. */
  readonly elsewhere: readonly (readonly Word[])[];
  /** The capabilities that it is, such as `sh` or `py`. */
  readonly capabilities: readonly string[];
  readonly usesNetwork: boolean;
}

/** How a program is reached. */
export type Reach =
  | "pipeline"
  | "list"
  | "compound"
  | "substitution"
  | "process substitution"
  | "subshell"
  | "function"
  | "wrapper"
  | "flag"
  | "shell -c"
  | "eval"
  | "trap"
  | "heredoc";

/** One word, or an expression that becomes words when the command runs. */
export type Word = KnownWord | UnknownWord;

/** A word of which all is known. */
export interface KnownWord {
  readonly text: string;
  readonly parts: readonly WordPart[];
  readonly extent: "operand" | "parameter" | "one";
}

/** A word of which something is not known before the command runs. */
export interface UnknownWord {
  readonly text: null;
  /** What is known of it, and where it is not. */
  readonly parts: readonly WordPart[];
  /**
   * How many words it becomes: one that is no option (`operand`), one that the environment gives (`parameter`), `one`,
   * any number of words of these parts, as a glob does (`each`), any number of any (`many`), or those that the program
   * adds which starts this one (`added`).
   */
  readonly extent: "operand" | "parameter" | "one" | "each" | "many" | "added";
}

/** Known text, text that nobody knows, or what a glob stands for: text without a `/`. */
export type WordPart =
  | { readonly kind: "known"; readonly text: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "segment" };

/** A file that is named. */
export interface PlannedFile {
  /** Relative to `base`, a `cd` in the text being part of it already. */
  readonly path: Word;
  /** `either` where a program may read it, write it, or not open it at all. */
  readonly access: "read" | "write" | "append" | "read-write" | "either";
  /** What names it: a redirection, an option of a program that otherwise does not write, or an operand. */
  readonly origin: "redirection" | "option" | "operand";
  readonly span: Span | null;
}

/** A host that is named. */
export interface PlannedHost {
  /** A URL, or a host as the program takes it. */
  readonly target: Word;
  readonly span: Span | null;
}

/** A variable in the environment of a program. */
export interface PlannedAssignment {
  readonly name: string;
  readonly value: Word;
  readonly span: Span | null;
}

/** A part of a command line that analysis cannot see through. */
export interface OpaquePart {
  /** What it could be, and so which rules it could slip past. */
  readonly kind: "program" | "code" | "sourced file" | "argument" | "assignment" | "syntax" | "file" | "host";
  /** What stands there, such as `a program whose name is not known`. */
  readonly what: string;
  readonly span: Span | null;
}
