/** Guards: what passes them, which are asked, and what each says, in order. */

import { useSignal } from "@preact/signals";
import { guarding } from "../state/state.js";
import { Outdated } from "../ui/outdated.js";
import { examples } from "./examples.js";
import { answer, attempt } from "./run.js";
import { Switches } from "./switches.js";
import { Blocked, Timeline } from "./timeline.js";
import { Written } from "./written.js";

export function GuardsPanel() {
  const said = answer.value;
  const mistakes = said?.kind === "mistakes" ? said.mistakes : [];
  return (
    <div class="guards">
      <div class="panel-head">
        <h2>Guards</h2>
        <Examples />
      </div>
      <Written mistakes={mistakes} />
      <Switches mistakes={mistakes} />
      <h3>What each guard says</h3>
      <Outdated />
      {said === null && <p class="empty">The policies have errors. Guards are asked once they can be read.</p>}
      {said?.kind === "mistakes" && (
        <p class="notice" role="status">
          Nothing was asked: what is written above has mistakes.
        </p>
      )}
      {said?.kind === "blocked" && <Blocked reason={said.reason} code={said.code} />}
      {said?.kind === "run" && <Timeline run={said.run} />}
    </div>
  );
}

/** Puts an example in the place of what is written about guards. */
function Examples() {
  const chosen = useSignal("");
  const example = examples.find(({ id }) => id === chosen.value);
  const choose = (id: string) => {
    chosen.value = id;
    const found = examples.find((known) => known.id === id);
    if (found === undefined) return;
    attempt.value = 1;
    guarding.value = { ...guarding.value, ...found.guarding };
  };
  return (
    <>
      <label class="guards-examples">
        Example
        <select value={chosen.value} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">Choose one…</option>
          {examples.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {example !== undefined && <p class="hint guards-what">{example.what}</p>}
    </>
  );
}
