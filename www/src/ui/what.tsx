/** What the page is, in three sentences behind a button. */

import { useEffect, useId, useRef, useState } from "preact/hooks";

export function WhatIsThis() {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  // It hides what is below it, so it goes as soon as something else is wanted.
  useEffect(() => {
    if (!isOpen) return;
    const onPointer = (event: Event) => {
      if (event.target instanceof Node && !whole.current?.contains(event.target)) setOpen(false);
    };
    addEventListener("pointerdown", onPointer);
    return () => removeEventListener("pointerdown", onPointer);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen || event.key !== "Escape") return;
    event.preventDefault();
    setOpen(false);
    button.current?.focus();
  };

  return (
    <div class="what" ref={whole} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="link"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        What is this?
      </button>
      {isOpen && (
        <p id={id}>
          This page decides whether a program, such as a coding agent, may run a command, open a file or call a host, by the
          policies that you write. Nothing is run. Nothing that you write leaves the page, unless you share or export it.
        </p>
      )}
    </div>
  );
}
