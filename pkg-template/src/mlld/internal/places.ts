/** Where paths begin. */

import { homedir } from "node:os";
import process from "node:process";
import { configuration } from "../errors.js";
import { type Json, quoted } from "./plain.js";

/** Where an interpreter's project and its user's home are, and the folder that relative paths begin at. */
export interface Places {
  readonly basePath?: string | undefined;
  readonly homeDir?: string | undefined;
  readonly workingDir?: string | undefined;
}

/** Where the project and the home folder are: as given, as configured, or as the process has them. */
export function whereabouts(places?: Places): { readonly basePath: string; readonly homeDir: string } {
  return {
    basePath: text(places?.basePath, "basePath") ?? configuration.basePath ?? workingDir(),
    homeDir: text(places?.homeDir, "homeDir") ?? configuration.homeDir ?? homedir(),
  };
}

/** The same as members of a question. */
export function placesOf(places?: Places): { readonly basePath: Json; readonly homeDir: Json } {
  const { basePath, homeDir } = whereabouts(places);
  return { basePath: quoted(basePath), homeDir: quoted(homeDir) };
}

/** The folder of the process. */
export function workingDir(): string {
  return process.cwd();
}

/** The path of the file that is opened: what is relative begins at the working directory, and not at the project. */
export function opened(path: string, from?: string): string {
  const isWindows = process.platform === "win32";
  if (/^[/~@]/.test(path) || (isWindows && /^(?:[A-Za-z]:|\\)/.test(path))) return path;
  const folder = text(from, "workingDir") ?? workingDir();
  return `${folder.replace(/\/+$/, "")}/${path}`;
}

/** A text that may be missing. */
export function text(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new TypeError(`${name} must be a string`);
  return value;
}

/** A text that is there. */
export function someText(value: unknown, name: string): string {
  if (typeof value !== "string") throw new TypeError(`${name} must be a string`);
  return value;
}
