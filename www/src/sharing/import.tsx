/** Opens files of the reader's: policies become layers, a page that was exported takes the place of this one. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { addLayer } from "../state/change.js";
import { column, layers } from "../state/state.js";
import { MOST_TEXT, NoDocument, readDocument } from "./document.js";
import { say } from "./notice.js";
import { openChosen } from "./opening.js";

/** More layers than this are a folder that was dropped by mistake. */
const MOST_FILES = 20;

export function Import() {
  const field = useRef<HTMLInputElement>(null);
  const isOver = useFilesDropped((files) => void openFiles(files));
  return (
    <>
      <button type="button" onClick={() => field.current?.click()}>
        Import
      </button>
      <input
        ref={field}
        type="file"
        hidden
        multiple
        aria-label="Files to import"
        accept=".json,.mld,.md,.txt,application/json,text/plain,text/markdown"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // So that the same file can be chosen again.
          event.currentTarget.value = "";
          void openFiles(files);
        }}
      />
      {isOver && <p class="dropping">Drop policies to add them as layers.</p>}
    </>
  );
}

async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const added: string[] = [];
  const refused: string[] = [];
  if (files.length + layers.peek().length > 100 || files.length > MOST_FILES) {
    say(`These are ${files.length} files: import at most ${MOST_FILES} at once.`);
    return;
  }
  for (const file of files) {
    try {
      const text = await textOf(file);
      if (isPage(text)) {
        openChosen(readDocument(text), file.name);
        added.push(file.name);
      } else {
        addLayer(text);
        added.push(file.name);
      }
    } catch (error) {
      refused.push(`${file.name} cannot be imported: ${error instanceof NoDocument ? error.message : "it cannot be read"}.`);
    }
  }
  if (added.length > 0) column.value = "policy";
  say([added.length > 0 ? `Imported ${added.join(", ")}.` : "", ...refused].join(" ").trim());
}

async function textOf(file: File): Promise<string> {
  if (file.size > MOST_TEXT) throw new NoDocument("it is longer than 1 MiB");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new NoDocument("it is no text in UTF-8");
  }
}

/** Whether it is what this page exports to be imported again; anything else is a policy, good or bad. */
function isPage(text: string): boolean {
  try {
    const read = JSON.parse(text) as unknown;
    return typeof read === "object" && read !== null && "playground" in read && "layers" in read;
  } catch {
    return false;
  }
}

/** Takes files that are dropped anywhere on the page, before the editor does; says whether some are held over it. */
function useFilesDropped(take: (files: readonly File[]) => void): boolean {
  const isOver = useSignal(false);
  useEffect(() => {
    const ending = new AbortController();
    const options = { capture: true, signal: ending.signal };
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      isOver.value = true;
    };
    addEventListener("dragover", over, options);
    // Left for another window, not for another element.
    addEventListener("dragleave", (event) => { if (event.relatedTarget === null) isOver.value = false; }, options);
    addEventListener(
      "drop",
      (event) => {
        isOver.value = false;
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        take([...(event.dataTransfer?.files ?? [])]);
      },
      options,
    );
    return () => ending.abort();
  }, []);
  return isOver.value;
}
