/** The look of the editor: the colours of the page, in both themes. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--text)" },
  { tag: [tags.bool, tags.null, tags.number], color: "var(--warn)" },
  { tag: tags.keyword, color: "var(--text)", fontWeight: "700" },
  { tag: tags.variableName, color: "var(--allow)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.bracket, tags.punctuation, tags.separator], color: "var(--muted)" },
]);

const wave = (colour: string) => ({
  // No pictures: the page's policy allows none in `data:` addresses, which are what the editor would draw with.
  backgroundImage: "none",
  paddingBottom: "0",
  textDecoration: `underline wavy ${colour} 1px`,
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--panel)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "8px 0 24px", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--muted)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "28px", padding: "0 6px 0 4px" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--text)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent)",
    color: "var(--text)",
  },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "var(--deny-soft)",
    color: "var(--deny)",
  },
  ".cm-revealed": { backgroundColor: "var(--warn-soft)", outline: "1px solid var(--warn)", borderRadius: "2px" },
  ".cm-lintRange-error": wave("var(--deny)"),
  ".cm-lintRange-warning": wave("var(--warn)"),
  ".cm-lintRange-active": { backgroundColor: "var(--warn-soft)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--deny)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--warn)" },
  ".cm-gutter-lint": { width: "16px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { width: "16px", height: "auto", textAlign: "center", fontSize: "11px" },
  ".cm-lint-marker-error": { content: "normal", color: "var(--deny)" },
  ".cm-lint-marker-error:before": { content: '"●"' },
  ".cm-lint-marker-warning": { content: "normal", color: "var(--warn)" },
  ".cm-lint-marker-warning:before": { content: '"▲"' },
  ".cm-tooltip": {
    backgroundColor: "var(--panel)",
    color: "var(--text)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    boxShadow: "0 4px 16px rgb(0 0 0 / 20%)",
    fontFamily: "var(--sans)",
    fontSize: "13px",
    overflow: "hidden",
    maxWidth: "min(460px, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mono)",
    fontSize: "12.5px",
    maxHeight: "15em",
    maxWidth: "min(560px, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", lineHeight: "1.4" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--text)" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "700" },
  ".cm-completionDetail": {
    marginLeft: "12px",
    color: "var(--muted)",
    fontStyle: "normal",
    fontFamily: "var(--sans)",
    fontSize: "12px",
  },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "3px solid var(--deny)", whiteSpace: "normal", overflowWrap: "anywhere" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnosticText": { display: "block" },
  ".cm-diagnosticText code": { fontFamily: "var(--mono)", fontSize: "12px" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
    borderRadius: "4px",
    padding: "3px 8px",
    margin: "6px 6px 0 0",
    font: "12px/1.4 var(--mono)",
  },
});

export const look = [theme, syntaxHighlighting(highlight)];
