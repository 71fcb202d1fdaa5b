/** Command lines held against policies: the figures of `tests/corpus.rs` and `tests/agent_commands.rs`. */

import assert from "node:assert/strict";

/** `12 of 34 (35.29 %)`. */
export function share(part, whole) {
  return `${part} of ${whole} (${((100 * part) / whole).toFixed(2)} %)`;
}

/** Shows how many of `whole` are left without `refused`, and fails below `percent`. Each of `refused` is a line. */
export function assertShare(t, what, refused, whole, percent) {
  const figure = `${what}: ${share(whole - refused.length, whole)}`;
  t.diagnostic(figure);
  for (const line of refused) t.diagnostic(line);
  assert.ok(whole > 0, `${what}: there are none`);
  assert.ok(
    (whole - refused.length) * 100 >= whole * percent,
    `${figure}, less than ${percent} %:\n${refused.join("\n")}`,
  );
}
