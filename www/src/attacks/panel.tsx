/** The attack gallery, which is loaded when it is first looked at. */

import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";

const view = signal<FunctionComponent | null>(null);
const failure = signal<string | null>(null);

async function load(): Promise<void> {
  failure.value = null;
  try {
    const { AttackGallery } = await import("./view.js");
    view.value = AttackGallery;
  } catch (error) {
    failure.value = error instanceof Error ? error.message : String(error);
  }
}

export function AttacksPanel() {
  useEffect(() => {
    if (view.value === null) void load();
  }, []);
  const Gallery = view.value;
  if (Gallery !== null) return <Gallery />;
  if (failure.value === null) return <p class="empty attacks-loading">Loading the attacks…</p>;
  return (
    <div class="attacks-loading" role="alert">
      <p>The attacks could not be loaded: {failure.value}</p>
      <button type="button" onClick={() => void load()}>
        Load them again
      </button>
    </div>
  );
}
