/** What the editor can do: CodeMirror's parts, chosen. */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Facet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { complete } from "./completion.js";
import { notation } from "./notation.js";
import { type Language, languageOf } from "./outline.js";
import { look } from "./theme.js";
import { typing } from "./typing.js";
import { wrapping } from "./wrapping.js";

const language = new Compartment();
const shownAs = Facet.define<Language, Language>({ combine: ([first]) => first ?? "json" });
const support: Record<Language, Extension> = {
  json: [json(), shownAs.of("json")],
  notation: [notation, shownAs.of("notation")],
};

/** A text that becomes notation is coloured as notation, and the other way round. */
const follows = EditorState.transactionExtender.of((transaction) => {
  if (!transaction.docChanged) return null;
  const now = languageOf(transaction.newDoc.sliceString(0, 400));
  if (now === transaction.startState.facet(shownAs)) return null;
  return { effects: language.reconfigure(support[now]) };
});

/** Marks a range, or, with `null`, none. */
export const mark = StateEffect.define<{ readonly from: number; readonly to: number } | null>();
const marked = Decoration.mark({ class: "cm-revealed" });
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let now = before.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(mark)) continue;
      now = effect.value === null ? Decoration.none : Decoration.set(marked.range(effect.value.from, effect.value.to));
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const HELP = "Control and Space complete a word, F8 goes to the next problem, Tab leaves the editor.";

/** The state of a text that is opened. */
export function stateFor(text: string, more: Extension): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      EditorState.tabSize.of(2),
      indentUnit.of("  "),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60 }),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      language.of(support[languageOf(text)]),
      follows,
      marks,
      look,
      wrapping,
      typing,
      EditorView.contentAttributes.of({ "aria-label": "Policy", "aria-description": HELP, spellcheck: "false" }),
      keymap.of([
        { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      more,
    ],
  });
}
