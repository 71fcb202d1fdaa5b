/** What a rule was held against. */

import { PlainText } from "../ui/plain-text.js";

/** How the engine writes what nobody can know before the command runs. */
const UNKNOWN = "…";

export function Subject({ text, isClipped = false }: { readonly text: string; readonly isClipped?: boolean }) {
  if (text === UNKNOWN) return <>what is not known before the command runs</>;
  return (
    <code class={isClipped ? "clipped" : undefined}>
      <PlainText text={text} />
    </code>
  );
}
