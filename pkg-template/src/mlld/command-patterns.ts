/** Capability patterns: the words of commands, and what patterns of commands and paths are about. */

import { compat } from "./errors.js";
import { plain, quoted } from "./internal/plain.js";
import { placesOf, workingDir } from "./internal/places.js";

/** A rule about paths, as an entry of a policy writes it. */
export interface FsPatternEntry {
  /** What it is about; writing includes reading. */
  mode: "read" | "write";
  /** The pattern of the paths. */
  pattern: string;
}

/** The words of a command that patterns see: no assignments, no operators, no folders, in lower case. */
export function getCommandTokens(command: string): string[] {
  return compat("getCommandTokens", plain(command));
}

/** The pattern of an entry `cmd:…` or `op:cmd:…`; `null` for any other. */
export function normalizeCommandPatternEntry(entry: string): string | null {
  return compat("normalizeCommandPatternEntry", plain(entry));
}

/** The words of a pattern of commands. */
export function parseCommandPatternTokens(pattern: string): string[] {
  return compat("parseCommandPatternTokens", plain(pattern));
}

/** Whether a pattern is about a command of these words, as mlld reads it. No decision is made with this. */
export function matchesCommandPattern(tokens: readonly string[], pattern: string): boolean {
  return compat("matchesCommandPattern", plain(tokens), plain(pattern));
}

/** The rule about paths that an entry writes; `null` for any other. */
export function parseFsPatternEntry(raw: string): FsPatternEntry | null {
  return compat("parseFsPatternEntry", plain(raw));
}

/** Whether a pattern of paths is about a path, as mlld reads it. No decision is made with this. */
export function matchesFsPattern(target: string, pattern: string, basePath?: string, homeDir?: string): boolean {
  const places = placesOf({ basePath, homeDir });
  const args = [plain(target), plain(pattern), places.basePath, places.homeDir, quoted(workingDir())];
  return compat("matchesFsPattern", ...args);
}
