/** Text that somebody else wrote: what it hides or turns around is shown by its number instead. */

import type { ComponentChildren } from "preact";

/** Controls, marks without a width, and what changes the direction of the text behind it; lines and tabs stay. */
const ODD =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

export function PlainText({ text }: { readonly text: string }) {
  const pieces: ComponentChildren[] = [];
  let end = 0;
  for (const { 0: odd, index } of text.matchAll(ODD)) {
    pieces.push(text.slice(end, index));
    pieces.push(<span class="odd">U+{odd.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}</span>);
    end = index + odd.length;
  }
  return (
    <>
      {pieces}
      {text.slice(end)}
    </>
  );
}
