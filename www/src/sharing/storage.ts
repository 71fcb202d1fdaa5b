/** What the browser keeps for this page. It may keep nothing (a private window, a full disk): then the page does without. */

const PREFIX = "mlld-policy-playground:";

export type Kept = "document" | "starting" | "theme" | "tour";

export function kept(name: Kept): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function keep(name: Kept, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Nothing is lost now, only not kept.
  }
}

export function forget(name: Kept): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}
