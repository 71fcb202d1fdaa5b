/** One editor, and for each layer what is written and undone in it. */

import { isolateHistory } from "@codemirror/commands";
import type { ChangeSpec, EditorState, Extension, TransactionSpec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { writeLayer } from "../state/change.js";
import { chosenLayer, layers } from "../state/state.js";
import { stateFor } from "./setup.js";
import "./style-sheets.js";

interface Session {
  state: EditorState;
  /** Its text, as the page has it. */
  text: string;
}

const sessions = new Map<number, Session>();
let view: EditorView | null = null;
let shown = 0;
let extras: Extension = [];

function textOf(id: number): string | undefined {
  return layers.peek().find((layer) => layer.id === id)?.text;
}

function sessionOf(id: number): Session | null {
  const known = sessions.get(id);
  if (known !== undefined) return known;
  const text = textOf(id);
  if (text === undefined) return null;
  const made = { state: stateFor(text, [extras, written]), text };
  sessions.set(id, made);
  return made;
}

/** Tells the page of what is written in the editor. */
const written = EditorView.updateListener.of(({ docChanged, state }) => {
  const session = sessions.get(shown);
  if (session === undefined) return;
  session.state = state;
  if (!docChanged) return;
  session.text = state.doc.toString();
  writeLayer(shown, session.text);
});

/** Makes the editor. `more` is what else it can do. */
export function open(parent: HTMLElement, more: Extension): EditorView {
  extras = more;
  sessions.clear();
  shown = 0;
  view = new EditorView({ parent });
  return view;
}

export function close(): void {
  view?.destroy();
  view = null;
}

/** Shows the chosen layer, as it was left. */
export function showChosen(): boolean {
  const id = chosenLayer.peek();
  if (view === null || id === shown) return false;
  const session = sessionOf(id);
  if (session === null) return false;
  shown = id;
  view.setState(session.state);
  return true;
}

/** Changes the text of a layer so that it can be undone, in the editor or behind it. */
export function change(id: number, changes: ChangeSpec): void {
  const session = sessionOf(id);
  if (session === null) return;
  // By itself: not undone together with what was written just before.
  const spec: TransactionSpec = { changes, userEvent: "input.change", annotations: isolateHistory.of("full") };
  if (view !== null && id === shown) {
    view.dispatch(spec);
    return;
  }
  session.state = session.state.update(spec).state;
  session.text = session.state.doc.toString();
  writeLayer(id, session.text);
}

/** Puts a text in the place of another, leaving alone what both begin and end with. */
export function replaceText(id: number, text: string): void {
  const session = sessionOf(id);
  if (session === null || session.text === text) return;
  const before = session.text;
  const most = Math.min(before.length, text.length);
  let from = 0;
  while (from < most && before[from] === text[from]) from += 1;
  let same = 0;
  while (same < most - from && before[before.length - 1 - same] === text[text.length - 1 - same]) same += 1;
  change(id, { from, to: before.length - same, insert: text.slice(from, text.length - same) });
}

/** Takes over what was written elsewhere in the page. */
export function takeOver(): void {
  for (const { id, text } of layers.peek()) {
    const session = sessions.get(id);
    if (session !== undefined && session.text !== text) replaceText(id, text);
  }
}
