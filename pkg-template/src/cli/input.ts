/** What commands read: policies, and operations from standard input. */

import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { Problem } from "mlld-policy";
import { Failure } from "./failure.js";
import { isPage, readPage } from "./page.js";

/** The text of a policy, and how messages call it. */
export interface PolicyText {
  readonly name: string;
  /** What the engine reads: JSON or mlld notation. */
  readonly text: string;
  /** The file as it stands, where it is a page of Markdown: `text` are its directives, at their places. */
  readonly page?: string;
  /** What is wrong with the page, beside the problems of `text`. */
  readonly problems?: readonly Problem[];
}

/** One operation of standard input, and its line, from 1. */
export interface Record {
  readonly text: string;
  readonly line: number;
}

/** A line that is longer is no command. */
const LONGEST = 16 * 1024 * 1024;

/** Reads policies; `-` is standard input. Files whose names end in `.md` or `.markdown` are pages of Markdown. */
export async function readPolicies(names: readonly string[]): Promise<PolicyText[]> {
  if (names.filter((name) => name === "-").length > 1) {
    throw new Failure("`-` stands twice: standard input can be read once only", "BAD_USE");
  }
  const policies: PolicyText[] = [];
  for (const name of names) {
    if (name === "-") policies.push({ name: "standard input", text: decoded(await everything(), "standard input") });
    else if (isPage(name)) policies.push({ name, ...readPage(readText(name)) });
    else policies.push({ name, text: readText(name) });
  }
  return policies;
}

/** The text of a file. */
export function readText(file: string): string {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  return decoded(bytes, file);
}

/** Says why a file or folder cannot be read, and what to do. */
export function unreadable(file: string, error: unknown): Failure {
  const code = (error as { readonly code?: string }).code;
  const why: { readonly [code: string]: string } = {
    ENOENT: "it is not there: look at the path",
    EACCES: "permission is denied: look at its rights",
    EPERM: "permission is denied: look at its rights",
    EISDIR: "it is a folder: name a file",
    ENOTDIR: "it is no folder: look at the path",
  };
  const reason = why[code ?? ""] ?? `the system says ${code ?? String(error)}`;
  return new Failure(`${file} cannot be read: ${reason}`, "UNREADABLE");
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(`${name} is no text in UTF-8: save it as such`, "NO_TEXT");
  }
}

async function* standardInput(): AsyncGenerator<Uint8Array> {
  try {
    yield* process.stdin;
  } catch (error) {
    throw unreadable("standard input", error);
  }
}

async function everything(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of standardInput()) chunks.push(chunk);
  return joined(chunks);
}

/** What a chunk of standard input ended. */
export interface Batch {
  readonly records: readonly Record[];
  /** How many bytes there were. */
  readonly bytes: number;
}

/**
 * The operations of standard input, as they come: what ends in a line feed, or in NUL. Nothing is trimmed, since what is
 * checked must be what will be run; only what is empty is left out.
 */
export async function* readRecords(separator: "\n" | "\0"): AsyncGenerator<Batch> {
  const end = separator === "\n" ? 10 : 0;
  let rest: Uint8Array[] = [];
  let restLength = 0;
  let line = 0;
  const record = (bytes: Uint8Array): Record[] => {
    line += 1;
    return bytes.length === 0 ? [] : [{ text: exact(bytes, line), line }];
  };
  for await (const chunk of standardInput()) {
    const records: Record[] = [];
    let from = 0;
    for (let to = chunk.indexOf(end); to !== -1; to = chunk.indexOf(end, from)) {
      const piece = chunk.subarray(from, to);
      records.push(...record(rest.length === 0 ? piece : joined([...rest, piece])));
      [rest, restLength, from] = [[], 0, to + 1];
    }
    if (from < chunk.length) {
      rest.push(chunk.subarray(from));
      restLength += chunk.length - from;
    }
    if (restLength > LONGEST) {
      throw new Failure(`line ${line + 1} of standard input is longer than 16 MiB: give commands one a line`, "UNREADABLE");
    }
    yield { records, bytes: chunk.length };
  }
  if (rest.length > 0) yield { records: record(joined(rest)), bytes: 0 };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function exact(bytes: Uint8Array, line: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Failure(`line ${line} of standard input is no text in UTF-8`, "NO_TEXT");
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** An absolute folder. */
export function folder(given: string | undefined, otherwise: string): string {
  return given === undefined ? otherwise : path.resolve(given);
}
