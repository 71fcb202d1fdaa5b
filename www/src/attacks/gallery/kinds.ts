/** What an attack of the gallery is. */

import type { Guarding, OperationKind } from "../../state/state.js";

/** One operation of the list, or one that passes guards. */
export type Tried =
  | { readonly kind: Exclude<OperationKind, "tiers" | "scenario">; readonly text: string }
  | { readonly kind: "guards"; readonly guarding: Omit<Guarding, "allowGuardBypass"> };

export interface Attack {
  /** The same for ever: tests name it. */
  readonly id: string;
  readonly title: string;
  /** What it tries, and why a filter that reads text lets it through. */
  readonly trick: string;
  /** What whoever tries it would have. */
  readonly gain: string;
  /** What a policy says against it. */
  readonly stops: string;
  /** An entry of `deny` that stops it, where one does. */
  readonly rule?: string;
  readonly tried: Tried;
}

export interface Technique {
  readonly id: string;
  readonly title: string;
  /** What all of them have in common. */
  readonly idea: string;
  readonly attacks: readonly Attack[];
}

export const command = (text: string): Tried => ({ kind: "command", text });
