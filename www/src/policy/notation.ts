/** mlld notation, as far as it is coloured and its brackets are matched. */

import { StreamLanguage } from "@codemirror/language";

interface State {
  /** The brackets that are open, from the outside in. */
  readonly open: string[];
}

const directive = /^\/?(policy|import|needs|wants|profiles|guard|var|exe|run|show|output)\b/;

export const notation = StreamLanguage.define<State>({
  name: "mlld",
  startState: () => ({ open: [] }),
  copyState: ({ open }) => ({ open: [...open] }),
  token(stream, { open }) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^(>>|<<).*/)) return "comment";
    if (open.length === 0 && stream.match(directive)) return "keyword";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?|^`(?:[^`\\]|\\.)*`?/)) {
      return stream.match(/^\s*:/, false) && open.at(-1) === "{" ? "propertyName" : "string";
    }
    if (stream.match(/^[{[]/)) {
      if (open.length < 200) open.push(stream.current());
      return "bracket";
    }
    if (stream.match(/^[}\]]/)) {
      open.pop();
      return "bracket";
    }
    if (open.at(-1) === "{" && stream.match(/^[\w$-]+(?=\s*:)/)) return "propertyName";
    if (stream.match(/^(true|false|null)\b/)) return "bool";
    if (stream.match(/^-?\d+(\.\d+)?(?=[\s,}\]]|$)/)) return "number";
    if (stream.match(/^@[\w-]+/)) return "variableName";
    if (stream.match(/^[^\s{}[\],"'`=]+/)) return open.length > 0 ? "string" : null;
    stream.next();
    return null;
  },
  indent({ open }, after, { unit }) {
    return Math.max(0, open.length - (/^\s*[}\]]/.test(after) ? 1 : 0)) * unit;
  },
  languageData: { indentOnInput: /^\s*[}\]]$/, closeBrackets: { brackets: ["[", "{", '"'] }, commentTokens: { line: ">>" } },
});
