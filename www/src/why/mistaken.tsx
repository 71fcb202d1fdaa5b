/** An operation that is none: what is wrong with it, and what one of its kind looks like. */

import { authoringFailure, canAuthor, loadAuthoring } from "../engine/modules.js";
import { type Verdict, kindOf } from "../engine/operation.js";
import { writeOperation } from "../state/change.js";
import type { Operation } from "../state/state.js";
import { PlainText } from "../ui/plain-text.js";
import { Head } from "./head.js";

export function Mistaken({ operation: { id, kind }, verdict }: { readonly operation: Operation; readonly verdict: Verdict }) {
  const { example } = kindOf(kind);
  if (kind === "scenario" && !canAuthor.value) return <Loading />;
  return (
    <>
      <Head outcome="mistake">Nothing was decided: what is written cannot be read</Head>
      <p class="mistake" role="group" aria-label="What is wrong">
        <PlainText text={verdict.summary} />
      </p>
      <section>
        <h3>One that is right</h3>
        <pre class="output" role="group" aria-label="Example" tabIndex={0}>
          {example}
        </pre>
        <button type="button" onClick={() => writeOperation(id, { text: example })}>
          Use this example
        </button>
      </section>
    </>
  );
}

/** Scenarios are run by a module that is loaded when the first one is there. */
function Loading() {
  const failure = authoringFailure.value;
  if (failure === null) return <p class="hint" role="status">Loading what runs scenarios…</p>;
  return (
    <div role="alert" class="notice">
      <p>
        What runs scenarios could not be loaded: <PlainText text={failure} />
      </p>
      <button type="button" onClick={() => void loadAuthoring().catch(() => undefined)}>
        Try again
      </button>
    </div>
  );
}
