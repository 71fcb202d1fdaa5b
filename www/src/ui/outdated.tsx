/** Said wherever decisions are shown, while what is written cannot be read. */

import { isOutdated } from "../engine/engine.js";

export function Outdated() {
  if (!isOutdated.value) return null;
  return (
    <p class="notice" role="status">
      There are errors in what is written: these are the decisions of what it was before.
    </p>
  );
}
