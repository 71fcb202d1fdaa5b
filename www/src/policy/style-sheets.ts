/**
 * The styles of the editor, as constructed sheets: CodeMirror would put an element with text into the page, which the page's
 * Content-Security-Policy rightly does not allow.
 */

import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

interface Module {
  getRules(): string;
}

const [some] = EditorState.create({ extensions: EditorView.theme({}) }).facet(EditorView.styleModule);
const modules = some!.constructor as unknown as {
  mount(root: Document | ShadowRoot, added: Module | readonly Module[]): void;
};

const sheets = new WeakMap<Document | ShadowRoot, { readonly sheet: CSSStyleSheet; mounted: readonly Module[] }>();

modules.mount = (root, added) => {
  let known = sheets.get(root);
  if (known === undefined) {
    known = { sheet: new CSSStyleSheet(), mounted: [] };
    sheets.set(root, known);
    // Before all others, so that the page's own rules win.
    root.adoptedStyleSheets = [known.sheet, ...root.adoptedStyleSheets];
  }
  const list: readonly Module[] = Array.isArray(added) ? added : [added as Module];
  const mounted = [...known.mounted.filter((module) => !list.includes(module)), ...list];
  if (mounted.length === known.mounted.length && mounted.every((module, at) => module === known!.mounted[at])) return;
  known.mounted = mounted;
  known.sheet.replaceSync(mounted.map((module) => module.getRules()).join("\n"));
};
