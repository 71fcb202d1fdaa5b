/** A sentence of the engine, with what stands between backticks as code. */

import { PlainText } from "./plain-text.js";

export function MarkedText({ text }: { readonly text: string }) {
  const pieces = text.split("`");
  // Where one has no partner, nobody knows what is code.
  if (pieces.length % 2 === 0) return <PlainText text={text} />;
  return (
    <>
      {pieces.map((piece, at) =>
        at % 2 === 0 ? (
          <PlainText key={at} text={piece} />
        ) : (
          <code key={at}>
            <PlainText text={piece} />
          </code>
        ),
      )}
    </>
  );
}
