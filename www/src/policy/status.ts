/** The line below the editor that says what was done, and undoes it. */

import { signal } from "@preact/signals";

export interface Status {
  readonly text: string;
  readonly undo: (() => void) | null;
}

export const status = signal<Status | null>(null);

/** Says something; an empty text says nothing any more. */
export function say(text: string, undo: (() => void) | null = null): void {
  status.value = text === "" ? null : { text, undo };
}
