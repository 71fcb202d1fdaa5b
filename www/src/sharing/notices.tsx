/** Where the page says something about itself. */

import { notice, status } from "./notice.js";

/** What came of the last click. It is always there, so that it is read out when it changes. */
export function Status() {
  return (
    <p class="status" role="status">
      {status.value}
    </p>
  );
}

/** Below the head of the page: what was opened, and the way back. */
export function NoticeBar() {
  const said = notice.value;
  return (
    <div class="notice-bar" role="status" aria-label="Notice">
      {said !== null && (
        <div class={said.isWarning ? "notice-line warning" : "notice-line"}>
          <p>{said.text}</p>
          {said.actions.map(({ label, run }) => (
            <button key={label} type="button" onClick={run}>
              {label}
            </button>
          ))}
          <button
            type="button"
            class="icon"
            aria-label="Dismiss the notice"
            onClick={() => {
              notice.value = null;
            }}
          >
            ×
          </button>
        </div>
      )}
    </div>
  );
}
