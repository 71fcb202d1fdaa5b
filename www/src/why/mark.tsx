/** A sign for what is said of a part. It is never alone: words beside it say the same. */

import type { Status } from "./parts.js";

const signs: Record<Status, string> = { allow: "✓", deny: "✗", unknown: "?", none: "·" };

export function Mark({ status }: { readonly status: Status }) {
  return (
    <span class={`mark mark-${status}`} aria-hidden="true">
      {signs[status]}
    </span>
  );
}
