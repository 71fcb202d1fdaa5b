/** The decisions over all operations of the list, made anew with every change. */

import { computed } from "@preact/signals";
import type { PolicyEngine } from "mlld-policy";
import { type Operation, type Places, operation, operations, places } from "../state/state.js";
import { engine } from "./engine.js";
import { canAuthor } from "./modules.js";
import { type Explanation, type Verdict, decide, explain } from "./operation.js";

/** What browsers' tools, and the page's measurements, call the time that deciding over the list took. */
const MARK = "playground:decide";

/** What was said of an operation last, and by which engine: while an operation is written, the others need not be asked again. */
const said = new WeakMap<Operation, { readonly by: PolicyEngine; readonly in: Places; readonly verdict: Verdict }>();

/** What is said of each operation, by its `id`. */
export const verdicts = computed<ReadonlyMap<number, Verdict>>(() => {
  // Scenarios can be run once the module for them is there.
  void canAuthor.value;
  const deciding = engine.value;
  if (deciding === null) return new Map();
  const start = performance.now();
  const made = new Map(operations.value.map((row) => [row.id, verdictOf(row, deciding)]));
  performance.measure(MARK, { start });
  return made;
});

function verdictOf(row: Operation, by: PolicyEngine): Verdict {
  const known = said.get(row);
  if (known?.by === by && known.in === places.value) return known.verdict;
  const verdict = decide(by, row, places.value);
  // A scenario cannot be run before the module for it is there, and then it can.
  if (verdict.outcome !== "mistake") said.set(row, { by, in: places.value, verdict });
  return verdict;
}

/** What is said of the operation that is explained. */
export const explanation = computed<Explanation | null>(() => {
  void canAuthor.value;
  const [deciding, asked] = [engine.value, operation.value];
  return deciding === null || asked === undefined ? null : explain(deciding, asked, places.value);
});
