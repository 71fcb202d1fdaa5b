/** How far the page has come: its parts are drawn one after the other, so that none keeps the browser from answering. */

import { signal } from "@preact/signals";

/** 0: only the frame; 1: the policy too; 2: the operations too; 3: all of it. */
export const started = signal<0 | 1 | 2 | 3>(0);

/** Lets the browser do what waits: answer a key, paint. */
export function rest(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  // `yield` comes back before anything else of the page's.
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}
