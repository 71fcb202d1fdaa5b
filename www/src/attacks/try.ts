/** Takes an attack to where it is explained. */

import { batch } from "@preact/signals";
import { attempt } from "../guards/run.js";
import { addOperations, showWhy } from "../state/change.js";
import { column, guarding, operations, view } from "../state/state.js";
import type { Tried } from "./gallery.js";

export function tryIt(tried: Tried): void {
  batch(() => {
    if (tried.kind === "guards") {
      attempt.value = 1;
      guarding.value = { ...guarding.value, ...tried.guarding };
      view.value = "guards";
      column.value = "answers";
      return;
    }
    const { kind, text } = tried;
    const same = () => operations.value.find((row) => row.kind === kind && row.text === text);
    if (same() === undefined) addOperations([{ kind, text }]);
    showWhy(same()!.id);
  });
  // The button is gone with the gallery: who uses the keyboard goes on from the tab that is shown now.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-column="answers"] [role="tab"][aria-selected="true"]')?.focus());
}
