/** Who signed something, and what that makes of it. */

import { compat } from "./errors.js";
import { plain } from "./internal/plain.js";

/** Whether a pattern is about an identity. */
export function matchesSignerPattern(identity: string, pattern: string): boolean {
  return compat("matchesSignerPattern", plain(identity), plain(pattern));
}

/** Whether one of several patterns is. */
export function matchesAnySignerPattern(identity: string, patterns: readonly string[]): boolean {
  return compat("matchesAnySignerPattern", plain(identity), plain(patterns));
}

/**
 * The labels of what somebody signed: those of every pattern about an identity that is `verified`; what stands for
 * unlabeled otherwise.
 */
export function resolveSignerLabels(
  identity: string | null | undefined,
  status: string,
  signers?: object | null,
  unlabeled?: string | null,
): string[] {
  return compat("resolveSignerLabels", plain(identity), plain(status), plain(signers), plain(unlabeled));
}
