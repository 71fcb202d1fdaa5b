/** What nobody may do who has not opted in, and whether entries opt in to it. */

import { compat, names } from "./errors.js";
import { Compiled, constant } from "./internal/compiled.js";
import { decided } from "./internal/module.js";
import { placesOf } from "./internal/places.js";
import { record } from "./internal/parts.js";
import { plain } from "./internal/plain.js";
import { file } from "./internal/questions.js";

/** Whether a file is read or written. */
export type FilesystemMode = "read" | "write";

/** Entries that opt in to dangerous things: a list or a set of them, `true` or `"*"` for all; none where it is missing. */
export type DangerEntries = readonly string[] | ReadonlySet<string> | string | boolean | null | undefined;

/** The entries that mlld takes for dangerous by itself. The engine knows more. */
export const DEFAULT_DANGER_PATTERNS: readonly string[] = names("DEFAULT_DANGER_PATTERNS");

/** Entries as a list of texts. */
export function normalizeDangerEntries(value?: unknown): string[] {
  return compat("normalizeDangerEntries", plain(value));
}

/** Whether nobody may run these words who has not opted in. */
export function isDangerousCommand(tokens: readonly string[]): boolean {
  return decided(
    () => constant("{}").ask("isDangerousCommand", record({ tokens: words(tokens), ...placesOf() })),
    () => true,
  );
}

/** Whether nobody may read or write this file who has not opted in. */
export function isDangerousFilesystem(
  mode: FilesystemMode,
  target: string,
  basePath?: string,
  homeDir?: string,
): boolean {
  return decided(
    () => constant("{}").ask("isDangerousFilesystem", file("target", mode, target, { basePath, homeDir })),
    () => true,
  );
}

/** Whether entries are about a command of these words, and permit what is dangerous of it. */
export function isDangerAllowedForCommand(entries: DangerEntries, tokens: readonly string[]): boolean {
  return optedIn(entries, "isDangerAllowedForCommand", () => record({ tokens: words(tokens), ...placesOf() }));
}

/** Whether entries are about reading or writing this file, and permit what is dangerous of it. */
export function isDangerAllowedForFilesystem(
  entries: DangerEntries,
  mode: FilesystemMode,
  target: string,
  basePath?: string,
  homeDir?: string,
): boolean {
  return optedIn(entries, "isDangerAllowedForFilesystem", () => file("target", mode, target, { basePath, homeDir }));
}

/** Whether entries opt in to using the keychain. */
export function isDangerAllowedForKeychain(entries: DangerEntries): boolean {
  return optedIn(entries, "isDangerAllowedForKeychain", () => record({ ...placesOf() }));
}

interface Known {
  readonly text: string;
  readonly policy: Compiled;
}

const known = new WeakMap<object, Known>();

/** The policy that has these entries and nothing else, compiled once for a list. */
function policyOf(entries: unknown): Compiled {
  const danger = plain(entries, "policy");
  const text = record({ danger });
  if (typeof entries !== "object" || entries === null)
    return danger === undefined ? constant("{}") : new Compiled(text);
  const before = known.get(entries);
  if (before?.text === text) return before.policy;
  const policy = new Compiled(text);
  known.set(entries, { text, policy });
  before?.policy.drop();
  return policy;
}

function optedIn(entries: unknown, name: string, question: () => string): boolean {
  return decided(
    () => policyOf(entries).ask(name, question()),
    () => false,
  );
}

function words(tokens: unknown): string {
  if (!Array.isArray(tokens)) throw new TypeError("tokens must be a list");
  return plain(tokens, "arguments") as string;
}
