/** Completion in policies: keys and words of the schema, how entries begin, the danger list. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { startCompletion } from "@codemirror/autocomplete";
import { type At, at } from "./at.js";
import { isBare } from "./fixes.js";
import { type Language, languageOf, outline } from "./outline.js";
import { type Key, choicesOf, keysOf, loadSchema } from "./schema.js";
import { keyOffersFor, offersFor } from "./vocabulary.js";

/** How much of the word in question stands behind the cursor. It stays the same while one goes on typing. */
let tail = 0;

export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  await loadSchema();
  if (context.aborted) return null;
  const text = context.state.doc.toString();
  const place = at(outline(text).root, context.pos);
  if (place === null) return null;
  // Where nothing is written, only who asks is told.
  if (place.word === null && !context.explicit) return null;
  const language = languageOf(text);
  // What stands behind the cursor in the same word goes, too: its quote.
  tail = Math.max(0, (place.word?.to ?? 0) - context.pos);
  const options = place.role === "key" ? keyOptions(place, language) : valueOptions(place, language);
  if (options.length === 0) return null;
  return { from: place.word?.from ?? context.pos, options, validFor: /^["'`]?[^"'`\n,{}[\]]*$/ };
}

const plain = (text: string | undefined) => (text ?? "").replaceAll("`", "");

function keyOptions(place: At, language: Language): Completion[] {
  const object = place.steps.slice(0, -1);
  const known = keysOf(object).filter(({ key }) => !place.others.includes(key));
  const offered = keyOffersFor(object).filter(({ text }) => !place.others.includes(text));
  return [
    ...known.map((key) => keyOption(key, place, language)),
    ...offered.map(({ text, about }) => keyOption({ key: text, description: about, kinds: ["object"] }, place, language)),
  ];
}

function keyOption({ key, description, kinds }: Key, place: At, language: Language): Completion {
  const name = language === "json" || !/^[\w-]+$/.test(key) ? JSON.stringify(key) : key;
  const [open, close] = place.hasValue ? ["", ""] : bracketsOf(kinds);
  const before = `${name}${place.hasValue ? "" : ": "}${open}`;
  return { label: name, displayLabel: key, detail: plain(description), type: "property", boost: 1, apply: writes(before, close) };
}

/** What the value of a key begins and ends with. */
function bracketsOf(kinds: readonly string[]): readonly [string, string] {
  if (kinds.includes("array")) return ["[", "]"];
  return kinds.includes("object") ? ["{ ", " }"] : ["", ""];
}

function valueOptions(place: At, language: Language): Completion[] {
  const words = choicesOf(place.steps)
    .filter(({ value }) => value !== "all")
    .map(({ value, description }) => valueOption(value, plain(description), false, language));
  const offers = offersFor(place.steps).map(({ text, about, isBeginning }) =>
    valueOption(text, plain(about), isBeginning === true, language),
  );
  return [...offers, ...words];
}

function valueOption(value: unknown, detail: string, isBeginning: boolean, language: Language): Completion {
  if (typeof value !== "string") return { label: String(value), type: "constant", detail };
  const isQuoted = language === "json" || !isBare(value);
  const label = isQuoted ? JSON.stringify(value) : value;
  const [before, after] = isBeginning && isQuoted ? [label.slice(0, -1), '"'] : [label, ""];
  return { label, displayLabel: value, detail, type: "text", apply: writes(before, after, isBeginning) };
}

/** Puts a text around the cursor in the place of what was typed. */
function writes(before: string, after: string, goesOn = after !== "") {
  return (view: EditorView, _completion: Completion, from: number, to: number) => {
    const anchor = from + before.length;
    view.dispatch({ changes: { from, to: Math.min(view.state.doc.length, to + tail), insert: before + after }, selection: { anchor }, userEvent: "input.complete" });
    if (goesOn && !before.endsWith(":")) startCompletion(view);
  };
}
