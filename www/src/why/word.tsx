/** Words of a plan: each apart from the next, and what is not known of it said to be so. */

import type { Word } from "mlld-policy";
import { PlainText } from "../ui/plain-text.js";

const extents: Partial<Record<Word["extent"], string>> = {
  each: " (any number of words)",
  many: " (any number of words)",
  added: " (added by the program that starts this one)",
};

/** Beyond this the end of a long word is left out. */
const LONG = 400;

export function Words({ words }: { readonly words: readonly Word[] }) {
  return (
    <>
      {words.map((word, at) => (
        <>
          {at > 0 && " "}
          <OneWord key={at} word={word} />
        </>
      ))}
    </>
  );
}

function OneWord({ word: { text, parts, extent } }: { readonly word: Word }) {
  if (text !== null) return <code class="word">{text === "" ? "''" : <PlainText text={short(text)} />}</code>;
  return (
    <code class="word">
      {parts.map((part, at) =>
        part.kind === "known" ? (
          <PlainText key={at} text={short(part.text)} />
        ) : (
          <span key={at} class="unknown">
            {part.kind === "segment" ? "«any name»" : "«unknown»"}
          </span>
        ),
      )}
      {extents[extent] !== undefined && <span class="unseen">{extents[extent]}</span>}
    </code>
  );
}

function short(text: string): string {
  return text.length <= LONG ? text : `${text.slice(0, LONG)}…`;
}
