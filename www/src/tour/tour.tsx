/** The guided tour: offered once, taken at will, loaded when it is taken. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "../sharing/notice.js";
import { keep, kept } from "../sharing/storage.js";

/** Whether the tour is on. */
const isOn = signal(false);
/** Whether it is offered: on the first visit, until it is taken or refused. */
const isOffered = signal(kept("tour") === null);

function startTour(): void {
  isOffered.value = false;
  isOn.value = true;
  keep("tour", "seen");
}

function refuse(): void {
  isOffered.value = false;
  keep("tour", "seen");
}

export function TourButton() {
  return (
    <button type="button" id="tour-button" onClick={startTour}>
      Tour
    </button>
  );
}

/** A line that can be overlooked. */
export function TourOffer() {
  if (!isOffered.value) return null;
  return (
    <aside class="tour-offer" aria-label="Tour">
      <p>New here? Four steps show what this page does.</p>
      <button type="button" onClick={startTour}>
        Take the tour
      </button>
      <button type="button" onClick={refuse}>
        No, thanks
      </button>
    </aside>
  );
}

export function Tour() {
  const [Steps, setSteps] = useState<ComponentType<{ onEnd: () => void }> | null>(null);
  const on = isOn.value;
  useEffect(() => {
    if (!on || Steps !== null) return;
    import("./steps.js").then(
      ({ TourSteps }) => setSteps(() => TourSteps),
      () => {
        isOn.value = false;
        say("The tour could not be loaded: try it again.");
      },
    );
  }, [on]);
  if (!on || Steps === null) return null;
  return (
    <Steps
      onEnd={() => {
        isOn.value = false;
        document.querySelector<HTMLElement>("#tour-button")?.focus();
      }}
    />
  );
}
