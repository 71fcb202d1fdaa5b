/** Parts of questions that several functions ask. */

import { type Places, opened, placesOf, someText } from "./places.js";
import { pick, record } from "./parts.js";
import { type Json, plain, quoted } from "./plain.js";

/** The question about a file, whose path has this name in it. */
export function file(key: "target" | "path", mode: unknown, path: unknown, places: Places | undefined): string {
  if (mode !== "read" && mode !== "write") throw new TypeError("mode must be `read` or `write`");
  const paths = { [key]: quoted(opened(someText(path, "the path"), places?.workingDir)) };
  return record({ mode: quoted(mode), ...paths, ...placesOf(places) });
}

/** The labels of a value of the interpreter, which is not read otherwise. */
export function labelled(value: unknown): Json {
  if (typeof value !== "object" || value === null) return undefined;
  return pick(value, { labels: labelsText, taint: labelsText, sources: labelsText });
}

/** Labels, which are a list or a set: anything else would be read as none, and keep nothing out. */
export function labelsText(value: unknown): Json {
  return listText(value, "labels");
}

/** What must be a list or a set, where it is there. */
export function listText(value: unknown, name: string): Json {
  const text = plain(value);
  const isMissing = value === undefined || text === "null";
  if (!isMissing && text?.[0] !== "[") throw new TypeError(`${name} must be a list`);
  return text;
}

/** What is read as a list where it is one: of any other object, such as an iterator, nothing would be left. */
export function listedText(value: unknown): Json {
  const text = plain(value);
  if (typeof value === "function" || text?.[0] === "{")
    throw new TypeError("labels and sources must be a list or a set");
  return text;
}
