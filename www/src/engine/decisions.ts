/** The decisions over all operations of the list, made anew with every change. */

import { computed } from "@preact/signals";
import { operation, operations, places } from "../state/state.js";
import { engine } from "./engine.js";
import { canAuthor } from "./modules.js";
import { type Explanation, type Verdict, decide, explain } from "./operation.js";

/** How long the last change took to decide over the list, in milliseconds; for the page's measurements. */
const MARK = "playground:decide";

/** What is said of each operation, by its `id`. */
export const verdicts = computed<ReadonlyMap<number, Verdict>>(() => {
  // Scenarios can be run once the module for them is there.
  void canAuthor.value;
  const deciding = engine.value;
  if (deciding === null) return new Map();
  const start = performance.now();
  const made = new Map(operations.value.map((row) => [row.id, decide(deciding, row, places.value)]));
  performance.measure(MARK, { start });
  return made;
});

/** What is said of the operation that is explained. */
export const explanation = computed<Explanation | null>(() => {
  void canAuthor.value;
  const [deciding, asked] = [engine.value, operation.value];
  return deciding === null || asked === undefined ? null : explain(deciding, asked, places.value);
});
