/** What was decided, as a word in its colour. */

import type { Verdict } from "../engine/operation.js";

const words: Record<Verdict["outcome"], string> = { allow: "allow", deny: "deny", mistake: "unclear" };

export function Outcome({ outcome }: { readonly outcome: Verdict["outcome"] }) {
  return <span class={`outcome outcome-${outcome}`}>{words[outcome]}</span>;
}
