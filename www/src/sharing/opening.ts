/** What the page shows first, and what it keeps for the next time. */

import { batch, effect } from "@preact/signals";
import { forgetPolicies } from "../engine/engine.js";
import { open } from "../state/change.js";
import { example } from "../state/example.js";
import { type Document, written } from "../state/state.js";
import { NoDocument, readDocument } from "./document.js";
import { notice } from "./notice.js";
import { isPacked, unpack } from "./pack.js";
import { forget, keep, kept } from "./storage.js";

/** How long after the last key what is written is kept. */
const PAUSE = 400;

/** How long the page has to answer for its start to have been a good one. */
const ALIVE = 2000;

/** What is in the page as it was opened, as JSON; what is the same is not kept. */
let opened = "";

/** Opens the document of the address, or what was kept, or the example. */
export async function openFirst(): Promise<void> {
  const own = keptDocument();
  const before = kept("starting");
  const isLink = isPacked(location.hash);
  if (isLink || own !== null) keep("starting", isLink ? "link" : "document");
  if (isLink && before === "link") openOther(own ?? example, "The link was not opened", () => void openLink(own));
  else if (isLink) await openLink(own);
  else if (own !== null && before === "document") openOther(example, "What you had was not opened", () => showAndKeep(own));
  else show(own ?? example);
  addEventListener("hashchange", () => {
    if (!isPacked(location.hash)) return;
    keepChanges();
    void openLink(written.peek());
  });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void written.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // From the first change on the page is no longer what its address says.
      if (keepChanges()) leaveLink();
    }, PAUSE);
  });
  addEventListener("pagehide", () => {
    keepChanges();
    if (!isBroken) forget("starting");
  });
}

let isBroken = false;

/** The page stands and answers, or it cannot: then the next start is made without what was opened in this one. */
export function startedWell(isWell: boolean): void {
  isBroken = !isWell;
  if (isWell) setTimeout(() => forget("starting"), ALIVE);
}

/** Where a start was not got through, what was opened in it may be why, and would keep the page from starting for ever. */
function openOther(document: Document, what: string, openAnyway: () => void): void {
  show(document);
  const run = () => {
    notice.value = null;
    openAnyway();
  };
  notice.value = { isWarning: true, text: `${what}: the page did not get through its last start with it.`, actions: [{ label: "Open it", run }] };
}

/** Keeps what is written where that was changed since it was opened, and says whether it was. */
export function keepChanges(): boolean {
  const now = JSON.stringify(written.peek());
  if (now === opened) return false;
  opened = now;
  keep("document", now);
  return true;
}

/** Puts the example in the place of everything; that can be undone. */
export function startAgain(): void {
  replace(example, "This is the example again.", "Undo");
}

/** Opens a document that somebody chose; that can be undone. */
export function openChosen(document: Document, from: string): void {
  replace(document, `Opened from ${from}.`, "Undo");
}

function replace(document: Document, text: string, back: string): void {
  const [before, hash] = [written.peek(), location.hash];
  showAndKeep(document);
  const undo = () => {
    showAndKeep(before);
    if (isPacked(hash)) history.replaceState(null, "", hash);
    notice.value = null;
  };
  notice.value = { text, actions: [{ label: back, run: undo }] };
}

/** Opens the link of the address; `own` is what can be gone back to. */
async function openLink(own: Document | null): Promise<void> {
  const before = own ?? example;
  try {
    show(await unpack(location.hash));
  } catch (error) {
    const why = error instanceof NoDocument ? error.message : String(error);
    show(before);
    leaveLink();
    const now = own === null ? "This is the example." : "This is what you had before.";
    notice.value = { isWarning: true, text: `The link cannot be opened: ${why}. ${now}`, actions: [] };
    return;
  }
  const goBack = () => {
    showAndKeep(before);
    notice.value = null;
  };
  notice.value =
    own === null
      ? { text: "Opened from a link.", actions: [{ label: "Show the example", run: goBack }] }
      : {
          text: "Opened from a link. Once you change it, it is kept in the place of your own.",
          actions: [{ label: "Back to my own", run: goBack }],
        };
}

/** Puts a document in the place of everything, as it was kept or comes. */
export function show(document: Document): void {
  batch(() => {
    open(document);
    // While its policies have errors, those of what was here before must not decide over it.
    forgetPolicies();
  });
  opened = JSON.stringify(written.peek());
}

function showAndKeep(document: Document): void {
  show(document);
  leaveLink();
  // The example is not kept: the page has it, and may one day have a better one.
  if (document === example) forget("document");
  else keep("document", opened);
}

/** Takes the document out of the address, which would bring it back with the next load. */
function leaveLink(): void {
  if (isPacked(location.hash)) history.replaceState(null, "", location.pathname + location.search);
}

/** What was kept; what cannot be read is as good as nothing. */
function keptDocument(): Document | null {
  const json = kept("document");
  if (json === null) return null;
  try {
    return readDocument(json);
  } catch {
    return null;
  }
}
