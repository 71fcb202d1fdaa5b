/** Keeps the whole page in the browser once it stands, so that it opens without a network. */

import { workerAddress } from "./trusted.js";

/** How long the page has been left alone before its files are kept: none of that is to delay what the reader does. */
const QUIET = 2000;

/** Does nothing where the browser has no such thing: opened as a file, in some private windows. */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator) || !location.protocol.startsWith("http")) return;
  setTimeout(() => whenIdle(register), QUIET);
}

function register(): void {
  navigator.serviceWorker.register(workerAddress() as string, { scope: "./" }).catch(() => {
    // The page works as before, only not offline.
  });
}

/** Not every browser says when it is idle. */
function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(run, { timeout: 10_000 });
  else setTimeout(run);
}
