/** What the page says about itself, for a while or until it is read. */

import { signal } from "@preact/signals";

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly text: string;
  readonly isWarning?: boolean;
  readonly actions: readonly NoticeAction[];
}

/** Stands below the head of the page until it is dismissed, or until there is another. */
export const notice = signal<Notice | null>(null);
/** What came of the last click, in the head of the page. */
export const status = signal("");

let clearing: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  clearTimeout(clearing);
  status.value = text;
  clearing = setTimeout(() => {
    status.value = "";
  }, 10_000);
}
