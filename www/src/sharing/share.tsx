/** The button that puts what is written into the address, and the address into the clipboard. */

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { written } from "../state/state.js";
import { NoDocument } from "./document.js";
import { say } from "./notice.js";
import { keepChanges } from "./opening.js";
import { pack } from "./pack.js";

/** Longer addresses are cut off by some of the programs that people send them with. */
const LONG = 8000;

export function Share() {
  /** The address, where it could not be copied. */
  const shown = useSignal<string | null>(null);

  const share = async () => {
    shown.value = null;
    try {
      // What is kept now is what the address says, which therefore stays.
      keepChanges();
      const fragment = await pack(written.peek());
      history.replaceState(null, "", `#${fragment}`);
      const copied = await copy(location.href);
      if (!copied) shown.value = location.href;
      const long = location.href.length > LONG ? ` It has ${location.href.length} letters: some programs cut it off.` : "";
      say(`${copied ? "The link is copied." : "The link is in the address bar."}${long}`);
    } catch (error) {
      say(`This cannot be a link: ${error instanceof NoDocument ? error.message : String(error)}. Export it instead.`);
    }
  };

  return (
    <>
      <button type="button" class="primary" onClick={() => void share()}>
        Share
      </button>
      {shown.value !== null && <Address address={shown.value} onClose={() => (shown.value = null)} />}
    </>
  );
}

/** The address to be copied by hand. */
function Address({ address, onClose }: { readonly address: string; readonly onClose: () => void }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), [address]);
  return (
    <div class="address">
      <label for={id}>Copy this link:</label>
      <input
        id={id}
        ref={field}
        readOnly
        value={address}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
      />
      <button type="button" class="icon" aria-label="Close the link" onClick={onClose}>
        ×
      </button>
    </div>
  );
}

/** Whether it could be copied: a browser may not allow it, or only to pages served safely. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
