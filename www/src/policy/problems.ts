/** The problems of each layer, where they stand in its text, and what repairs them. */

import { effect, signal } from "@preact/signals";
import { PolicyEngine, PolicyError, type Problem, lint, locateRule } from "mlld-policy";
import { built, options } from "../engine/engine.js";
import { canAuthor, canDecide } from "../engine/modules.js";
import { type Layer, layers } from "../state/state.js";
import { at } from "./at.js";
import { type Fix, candidatesFor } from "./fixes.js";
import { outline } from "./outline.js";

export interface Found {
  readonly problem: Problem;
  readonly from: number;
  readonly to: number;
  readonly fixes: readonly Fix[];
}

/** What is known of a layer. */
export interface Examined {
  /** Its text when it was examined. */
  readonly text: string;
  /** Its own name; `null` where it has none, or cannot be read. */
  readonly name: string | null;
  readonly found: readonly Found[];
  /** How many problems more there are. */
  readonly more: number;
}

/** How long nothing is written before a text is examined, in milliseconds. */
const PAUSE = 120;
/** Problems that are repaired with one click, at most: each repair is tried out. */
const MOST_FIXES = 12;
/** In longer texts that would be felt. */
const MOST_FIXED = 50_000;
/** Problems that are shown at once: each is looked for in the text. */
const MOST_SHOWN = 100;

/** By the `id` of the layer. */
export const examined = signal<ReadonlyMap<number, Examined>>(new Map());

/** Every problem of a text alone, and its name; `null` where only the module for writing policies can tell. */
function problemsOf(text: string): { readonly problems: readonly Problem[]; readonly name: string | null } | null {
  let name: string | null = null;
  let errors: readonly Problem[] = [];
  try {
    using engine = new PolicyEngine(text, options.peek());
    const [called] = engine.layers();
    name = called === undefined || called === "layers[0]" ? null : called;
  } catch (error) {
    // Notation, before the module that reads it is there.
    if (!(error instanceof PolicyError)) return null;
    errors = error.problems.filter(({ layer }) => layer !== undefined);
  }
  return { problems: canAuthor.peek() ? lint(text, options.peek()) : errors, name };
}

/** Whether a problem is the same as one of another text, wherever both stand. */
function isSame(a: Problem, b: Problem): boolean {
  return a.code === b.code && a.path === b.path && a.message === b.message;
}

const isSyntax = ({ code }: Problem) => code === "INVALID_SYNTAX";

/** Whether a change of a text takes a problem away, and puts no other in its place. */
function isRepaired(before: readonly Problem[], problem: Problem, { text }: Fix): boolean {
  const after = problemsOf(text)?.problems;
  if (after === undefined || after.filter(isSyntax).length > before.filter(isSyntax).length) return false;
  return !after.some((other) => isSame(other, problem) || (other.line === problem.line && other.column === problem.column));
}

/** Where a problem stands: the word at its point, or what its path names. */
function rangeOf(text: string, problem: Problem): { readonly from: number; readonly to: number } {
  const { line, column, path } = problem;
  if (line === undefined) return locate(text, path) ?? { from: 0, to: 0 };
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf("\n", start) + 1;
  const from = Math.min(text.length, start + (column ?? 1) - 1);
  const word = wordAround(text, from);
  if (word !== null) return word;
  return locate(text, path) ?? { from, to: Math.min(text.length, from + 1) };
}

/** The word at a position, from its first letter; with its quotes, if it has any. */
function wordAround(text: string, pos: number): { readonly from: number; readonly to: number } | null {
  const known = at(outline(text).root, pos)?.word;
  if (known != null && /^["'`]/.test(known.raw)) return known;
  const line = text.lastIndexOf("\n", pos - 1) + 1;
  let from = pos;
  // Not by an expression that ends in `$`: on a long line that would try every place.
  while (from > line && /[^\s{}[\],"'`]/.test(text[from - 1]!)) from -= 1;
  const after = /^(?:"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[^\s{}[\],"'`]+)/.exec(text.slice(pos, pos + 2000))?.[0];
  if (after === undefined) return null;
  // The colon behind a key is no part of it.
  return { from, to: pos + after.replace(/(?<=.):$/, "").length };
}

function locate(text: string, path: string): { readonly from: number; readonly to: number } | null {
  if (!canAuthor.peek() || path === "") return null;
  const place = locateRule(text, path);
  if (place === null) return null;
  // Of what goes over lines, the first says enough.
  const end = text.indexOf("\n", place.span.start);
  return { from: place.span.start, to: end < 0 ? place.span.end : Math.min(end, place.span.end) };
}

interface Kept {
  readonly settings: unknown;
  readonly canAuthor: boolean;
  readonly name: string | null;
  readonly found: readonly Found[];
  readonly more: number;
}
const kept = new WeakMap<Layer, Kept>();

/** Examines a text by itself; what was found is kept for as long as neither it nor the options change. */
function examineAlone(layer: Layer): Kept {
  const before = kept.get(layer);
  if (before?.settings === options.peek() && before.canAuthor === canAuthor.peek()) return before;
  const { text } = layer;
  const { problems, name } = problemsOf(text) ?? { problems: [], name: null };
  const made: Kept = { settings: options.peek(), canAuthor: canAuthor.peek(), name, found: problems.slice(0, MOST_SHOWN).map(foundIn(text, problems)), more: Math.max(0, problems.length - MOST_SHOWN) };
  kept.set(layer, made);
  return made;
}

function foundIn(text: string, all: readonly Problem[]): (problem: Problem, index: number) => Found {
  return (problem, index) => {
    const { from, to } = rangeOf(text, problem);
    const fixes =
      index < MOST_FIXES && text.length <= MOST_FIXED ? candidatesFor(text, problem, from, to).filter((fix) => isRepaired(all, problem, fix)) : [];
    return { problem, from, to, fixes };
  };
}

function examine(): void {
  const together = built.peek().problems;
  const next = new Map<number, Examined>();
  layers.peek().forEach((layer, index) => {
    const { name, found, more } = examineAlone(layer);
    // What only shows beside other layers: two of one name.
    const besides = together.filter(
      (problem) => more === 0 && problem.layer === `layers[${index}]` && !found.some((known) => isSame(known.problem, problem)),
    );
    const all = [...found, ...besides.map(foundIn(layer.text, besides))];
    // What cannot be read is called as it was before.
    const called = name ?? (count(all, "error") > 0 ? (examined.peek().get(layer.id)?.name ?? null) : null);
    next.set(layer.id, { text: layer.text, name: called, found: all.toSorted((a, b) => a.from - b.from), more });
  });
  examined.value = next;
}

let timer = 0;
let isFirst = true;
effect(() => {
  void [layers.value, built.value, canAuthor.value, options.value];
  if (!canDecide.value || layers.value.length === 0) return;
  clearTimeout(timer);
  timer = setTimeout(examine, isFirst ? 0 : PAUSE);
  isFirst = false;
});

export function count(found: readonly Found[], severity: Problem["severity"]): number {
  return found.filter(({ problem }) => problem.severity === severity).length;
}
