/** The editor in the page: shows the chosen layer and its problems, helps over words, and goes where a rule is to be seen. */

import { effect, signal } from "@preact/signals";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorView, type Tooltip, hoverTooltip } from "@codemirror/view";
import { locateRule } from "mlld-policy";
import { h, render } from "preact";
import { built } from "../engine/engine.js";
import { loadAuthoring } from "../engine/modules.js";
import { type Layer, chosenLayer, layers, operations, revealed } from "../state/state.js";
import { type About, AboutPlace, aboutAt } from "./about.js";
import { traceAll } from "./matches.js";
import { ProblemText } from "./problem-list.js";
import { type Found, examined } from "./problems.js";
import { loadSchema } from "./schema.js";
import { close, open, showChosen, takeOver } from "./sessions.js";
import { mark } from "./setup.js";
import { say } from "./status.js";

/** What is said of the place of the cursor. */
export const here = signal<About | null>(null);

/** How long the cursor stands still before something is said of its place, in milliseconds. */
const STILL = 150;
/** How long a rule is marked that was gone to, in milliseconds. */
const MARKED = 2500;

let view: EditorView | null = null;

function layer(): Layer | undefined {
  return layers.peek().find(({ id }) => id === chosenLayer.peek());
}

const hover = hoverTooltip(async (shown, pos): Promise<Tooltip | null> => {
  await Promise.all([loadSchema(), traceAll()]);
  const of = layer();
  const about = of === undefined ? null : aboutAt(of, shown.state.doc.toString(), pos);
  if (about === null) return null;
  return {
    pos: about.from,
    end: about.to,
    above: true,
    create: () => {
      const dom = document.createElement("div");
      render(h(AboutPlace, { about }), dom);
      return { dom, destroy: () => render(null, dom) };
    },
  };
});

let timer = 0;
function tellOfCursor(): void {
  clearTimeout(timer);
  const mine = setTimeout(async () => {
    await traceAll();
    const of = layer();
    if (view === null || of === undefined || timer !== mine) return;
    here.value = aboutAt(of, view.state.doc.toString(), view.state.selection.main.head);
  }, STILL);
  timer = mine;
}

const follows = EditorView.updateListener.of(({ selectionSet, docChanged, focusChanged }) => {
  if (selectionSet || docChanged || focusChanged) tellOfCursor();
});

const wakes = EditorView.domEventHandlers({
  focus: () => {
    // Both are needed by who writes, and by nobody else.
    void loadAuthoring().catch(() => undefined);
    void loadSchema().then(tellOfCursor, () => undefined);
  },
});

function diagnosticOf({ problem, from, to, fixes }: Found, text: string): Diagnostic {
  const old = text.slice(from, to);
  return {
    from,
    to,
    severity: problem.severity,
    message: problem.message,
    renderMessage: () => {
      const dom = document.createElement("span");
      render(h(ProblemText, { problem }), dom);
      return dom;
    },
    actions: fixes.map(({ label, insert }) => ({
      name: label,
      apply: (shown, start, end) => {
        // Where somebody wrote in the word, the repair is of another one.
        if (shown.state.sliceDoc(start, end) !== old) return;
        shown.dispatch({ changes: { from: start, to: end, insert }, userEvent: "input.fix" });
        shown.focus();
      },
    })),
  };
}

function showProblems(): void {
  const known = examined.peek().get(chosenLayer.peek());
  // What was found in a text that is gone is not shown: the next examination comes soon.
  if (view === null || known === undefined || known.text !== view.state.doc.toString()) return;
  view.dispatch(setDiagnostics(view.state, known.found.map((one) => diagnosticOf(one, known.text))));
}

/** Whether what was found in the chosen layer was found in the text that is shown: positions are those of one text. */
function isExamined(): boolean {
  return view !== null && examined.peek().get(chosenLayer.peek())?.text === view.state.doc.toString();
}

/** Selects a range, shows and marks it. */
export function goTo(from: number, to: number): void {
  const shown = view;
  if (shown === null || to > shown.state.doc.length) return;
  shown.dispatch({
    selection: { anchor: from, head: to },
    effects: [EditorView.scrollIntoView(from, { y: "center" }), ...(from < to ? [mark.of({ from, to })] : [])],
  });
  shown.focus();
  setTimeout(() => {
    if (view === shown) shown.dispatch({ effects: mark.of(null) });
  }, MARKED);
}

/** Repairs a word, and goes there; not in a text that has changed since: its own problems are found soon. */
export function fix(from: number, to: number, insert: string): void {
  if (!isExamined()) return;
  view?.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    userEvent: "input.fix",
  });
  view?.focus();
}

async function goToRule(id: number, rule: string): Promise<void> {
  try {
    await loadAuthoring();
  } catch {
    say("The module that finds rules could not be loaded. Try again when you are connected.");
    return;
  }
  const of = layer();
  if (of?.id !== id) return;
  showChosen();
  const place = locateRule(of.text, rule);
  if (place !== null) {
    say("");
    // What is hidden cannot be scrolled to: on a phone the column is shown first.
    requestAnimationFrame(() => goTo(place.span.start, place.span.end));
  } else {
    say(`\`${rule}\` stands nowhere in this policy.`);
    requestAnimationFrame(() => view?.focus());
  }
}

/** Puts the editor into the page; what is returned takes it out. */
export function mount(parent: HTMLElement): () => void {
  view = open(parent, [hover, follows, wakes]);
  const ends = [
    effect(() => {
      void [chosenLayer.value, layers.value];
      takeOver();
      if (!showChosen()) return;
      here.value = null;
      showProblems();
    }),
    effect(() => {
      void examined.value;
      showProblems();
    }),
    effect(() => {
      void [built.value, operations.value];
      if (here.peek() !== null) tellOfCursor();
    }),
    effect(() => {
      const asked = revealed.value;
      if (asked === null) return;
      // Not within the effect: it must not run again for what it sets.
      queueMicrotask(() => {
        revealed.value = null;
        void goToRule(asked.layer, asked.rule);
      });
    }),
  ];
  return () => {
    for (const end of ends) end();
    close();
    view = null;
  };
}
