/** The line below the editor that says what was done, and undoes it. */

import { effect, signal } from "@preact/signals";
import { layers } from "../state/state.js";

export interface Status {
  readonly text: string;
  readonly undo: (() => void) | null;
}

export const status = signal<Status | null>(null);

/** Says something; an empty text says nothing any more. */
export function say(text: string, undo: (() => void) | null = null): void {
  status.value = text === "" ? null : { text, undo };
}

let before: readonly number[] = [];
// Where other policies are opened, what was done to those before cannot be undone here any more.
effect(() => {
  const now = layers.value.map(({ id }) => id);
  if (!now.some((id) => before.includes(id))) say("");
  before = now;
});
