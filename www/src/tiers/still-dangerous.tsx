/** What is granted, and yet on the danger list. */

import { useSignal } from "@preact/signals";
import { PlainText } from "../ui/plain-text.js";

/** So many entries are shown before somebody asks for all. */
const MOST_SHOWN = 6;

export function StillDangerous({ entries }: { readonly entries: readonly string[] }) {
  const isWhole = useSignal(false);
  if (entries.length === 0) return null;
  const shown = isWhole.value ? entries : entries.slice(0, MOST_SHOWN);
  return (
    <section class="still-dangerous">
      <h3>Still dangerous</h3>
      <p class="hint">These stay denied when they are tried, until every policy opts in to them.</p>
      <ul>
        {shown.map((entry) => (
          <li key={entry}>
            <code>
              <PlainText text={entry} />
            </code>
          </li>
        ))}
      </ul>
      {shown.length < entries.length && (
        <button
          type="button"
          class="more"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {entries.length}
        </button>
      )}
    </section>
  );
}
