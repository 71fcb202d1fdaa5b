/** The steps of the tour: a dialog beside the part that it is about. The page stays usable meanwhile. */

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Column, type View, column, view } from "../state/state.js";

interface Step {
  readonly title: string;
  readonly text: string;
  readonly column: Column;
  readonly view?: View;
}

const steps: readonly Step[] = [
  {
    title: "Policies",
    text: "Here are the policies, one tab each. All of them must allow an operation. Change a rule: mistakes are marked where they stand, and every decision follows at once.",
    column: "policy",
  },
  {
    title: "Operations",
    text: "Here is what a program might try: commands, files, URLs, calls of tools. Add your own below, or paste a whole list. Nothing is run.",
    column: "operations",
  },
  {
    title: "Why",
    text: "Choose the decision of an operation, and see what it would do, which rules were considered, and which one decided. Suggestions change the policy with one click.",
    column: "answers",
    view: "why",
  },
  {
    title: "Attacks",
    text: "Here are ways around a policy that others have tried. Run them against yours, and see which ones it stops.",
    column: "answers",
    view: "attacks",
  },
];

export function TourSteps({ onEnd }: { readonly onEnd: () => void }) {
  const [at, setAt] = useState(0);
  const id = useId();
  const dialog = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const step = steps[at] ?? steps[0]!;

  useLayoutEffect(() => {
    column.value = step.column;
    if (step.view !== undefined) view.value = step.view;
    const part = document.querySelector<HTMLElement>(`.panel[data-column="${step.column}"]`);
    part?.setAttribute("data-toured", "");
    // The heading, so that each step is read from its beginning.
    title.current?.focus();
    const place = () => {
      if (part !== null && dialog.current !== null) placeBeside(part, dialog.current);
    };
    // Once what was chosen is shown.
    const frame = requestAnimationFrame(place);
    addEventListener("resize", place);
    return () => {
      part?.removeAttribute("data-toured");
      cancelAnimationFrame(frame);
      removeEventListener("resize", place);
    };
  }, [step]);

  // Wherever the focus has gone, as long as nothing else wants the key.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) onEnd();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [onEnd]);

  return (
    <div class="tour" role="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} ref={dialog}>
      <p class="tour-count">
        Step {at + 1} of {steps.length}
      </p>
      <h2 id={`${id}-title`} tabIndex={-1} ref={title}>
        {step.title}
      </h2>
      <p id={`${id}-text`}>{step.text}</p>
      <div class="tour-buttons">
        {at < steps.length - 1 && (
          <button type="button" onClick={onEnd}>
            End the tour
          </button>
        )}
        <span />
        <button type="button" disabled={at === 0} onClick={() => setAt(at - 1)}>
          Back
        </button>
        {at < steps.length - 1 ? (
          <button type="button" class="primary" onClick={() => setAt(at + 1)}>
            Next
          </button>
        ) : (
          <button type="button" class="primary" onClick={onEnd}>
            Done
          </button>
        )}
      </div>
    </div>
  );
}

/** To the right of the part where there is room, else to its left, else at its foot. */
function placeBeside(part: HTMLElement, card: HTMLElement): void {
  const [around, size, gap] = [part.getBoundingClientRect(), card.getBoundingClientRect(), 12];
  const right = around.right + gap;
  const left = around.left - gap - size.width;
  const x = right + size.width + gap <= innerWidth ? right : left >= gap ? left : around.left + (around.width - size.width) / 2;
  const isBeside = right + size.width + gap <= innerWidth || left >= gap;
  const y = isBeside ? around.top + 56 : around.bottom - size.height - gap;
  card.style.left = `${Math.max(gap, Math.min(x, innerWidth - size.width - gap))}px`;
  card.style.top = `${Math.max(gap, Math.min(y, innerHeight - size.height - gap))}px`;
}
