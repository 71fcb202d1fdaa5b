/** Long lines go on below themselves, two columns further in than they begin. */

import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** Further in than this there is no room left on a phone. */
const MOST = 12;

const hung = Array.from({ length: MOST + 3 }, (_, columns) =>
  Decoration.line({ attributes: { style: `padding-left: calc(${columns}ch + 6px); text-indent: -${columns}ch` } }),
);

function indented(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      const columns = /^ */.exec(line.text)![0].length;
      builder.add(line.from, line.from, hung[Math.min(MOST, columns) + 2]!);
      at = line.to + 1;
    }
  }
  return builder.finish();
}

const hanging = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = indented(view);
    }

    update({ docChanged, viewportChanged, view }: ViewUpdate) {
      if (docChanged || viewportChanged) this.decorations = indented(view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

export const wrapping = [EditorView.lineWrapping, hanging];
