/**
 * Text that is typed over a selection. Left to themselves, browsers put it into the page in the style of what it replaces, as an
 * attribute that the page's Content-Security-Policy forbids; so the editor replaces the selection before they do.
 */

import { Prec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

export const typing = Prec.high(
  EditorView.domEventHandlers({
    beforeinput(event, view) {
      const { inputType, data, isComposing } = event;
      const { from, to, empty } = view.state.selection.main;
      if (inputType !== "insertText" || data === null || isComposing || view.composing || empty || view.state.readOnly) return false;
      event.preventDefault();
      const insert = () => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
      const handlers = view.state.facet(EditorView.inputHandler);
      if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
      return true;
    },
  }),
);
