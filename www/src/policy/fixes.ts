/** Repairs of one word, as the suggestions of problems name them. Whether one helps is tried out before it is offered. */

import type { Problem } from "mlld-policy";
import { languageOf } from "./outline.js";

export interface Fix {
  /** What stands there then. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  /** The whole text with it. */
  readonly text: string;
}

/** More words than these are no suggestion but a list. */
const MOST = 3;

/** The repairs that a problem's suggestion may mean. */
export function candidatesFor(text: string, { message, suggestion }: Problem, from: number, to: number): Fix[] {
  const advice = suggestion ?? /is none of (.*)/.exec(message)?.[1];
  if (advice === undefined || to <= from) return [];
  const words = [...advice.matchAll(/`([^`\n]+)`/g)].map(([, word]) => word!).filter((word) => /\w/.test(word));
  const old = text.slice(from, to);
  // What is said of a pattern may leave out how its entry begins.
  const beginning = /^["'`]?((?:cmd|net|fs:\w+):)/.exec(old)?.[1] ?? "";
  const all = words.slice(0, MOST).flatMap((word) => (word.startsWith(beginning) ? word : [word, beginning + word]));
  return [...new Set(all)].flatMap((word) => {
    const insert = written(word, old, languageOf(text) === "json");
    if (insert === old) return [];
    return [{ label: word, from, to, insert, text: text.slice(0, from) + insert + text.slice(to) }];
  });
}

/** A word as it is written in the place of another. */
function written(word: string, old: string, isJson: boolean): string {
  // A suggestion that comes with its quotes is what is to stand there.
  if (/^"(?:[^"\\]|\\.)*"$/.test(word)) return word;
  return isJson || /^["'`]/.test(old) || !isBare(word) ? JSON.stringify(word) : word;
}

/** Whether notation needs no quotes for a text. */
export function isBare(word: string): boolean {
  return /^[A-Za-z0-9_\-./:*~]+$/.test(word);
}
