/** The two WebAssembly modules of the package: the engine's, and the one for writing policies, which is loaded when it is needed. */

import { signal } from "@preact/signals";
import { init, initAuthoring } from "mlld-policy";

/** Whether the engine can be asked. */
export const canDecide = signal(false);
/** Whether notation can be read, and policies be linted, formatted and searched for rules. */
export const canAuthor = signal(false);
/** Why the module for writing policies could not be loaded. */
export const authoringFailure = signal<string | null>(null);

export async function loadEngine(): Promise<void> {
  await init();
  canDecide.value = true;
}

/** Loads the module for writing policies, once; after a failure it tries again. */
export async function loadAuthoring(): Promise<void> {
  if (canAuthor.value) return;
  try {
    await initAuthoring();
    authoringFailure.value = null;
    canAuthor.value = true;
  } catch (error) {
    authoringFailure.value = String(error instanceof Error ? error.message : error);
    throw error;
  }
}
