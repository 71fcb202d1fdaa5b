/** All that the page knows: what is written in it, and what is chosen. What follows from that is computed elsewhere. */

import { computed, signal } from "@preact/signals";
import type { GuardOverride } from "mlld-policy";

/** What an operation is: how its text is read. */
export type OperationKind = "command" | "read" | "write" | "url" | "tool" | "tiers" | "scenario";

/** One policy. Its name is in its text. */
export interface Layer {
  /** The same for as long as the layer is there. */
  readonly id: number;
  /** JSON, or mlld notation. */
  readonly text: string;
}

/** One operation of the list. */
export interface Operation {
  /** The same for as long as the operation is there. */
  readonly id: number;
  readonly kind: OperationKind;
  readonly text: string;
}

/** Where relative paths start from, and what `~` is. */
export interface Places {
  readonly base: string;
  readonly home: string;
}

/** What passes guards: an operation, its values, and guards of a host, each as JSON text. */
export interface Guarding {
  /** A list of guards, each `{ name, timing, filter, when }`. */
  readonly definitions: string;
  /** The operation, `{ type, command }`. */
  readonly operation: string;
  /** Its values, each `{ value, labels }`. */
  readonly inputs: string;
  /** Which guards the caller skips. */
  readonly override: GuardOverride | undefined;
  /** `security.allowGuardBypass` of the host's configuration. */
  readonly allowGuardBypass: boolean;
}

/** What a module declares, as JSON text. */
export interface Declared {
  /** A list of tiers, the wanted one first. */
  readonly wants: string;
  /** What it needs in any case. */
  readonly needs: string;
}

/** Everything that is written in the page: what is shared and kept. */
export interface Document {
  readonly layers: readonly string[];
  readonly operations: readonly { readonly kind: OperationKind; readonly text: string }[];
  readonly places: Places;
  /** The tools of the host, as JSON text. */
  readonly tools: string;
  readonly declared: Declared;
  readonly guarding: Guarding;
}

/** The columns of the page, of which a phone shows one. */
export type Column = "policy" | "operations" | "answers";

/** A rule that somebody wants to see in the editor. */
export interface Revealed {
  /** The `id` of its layer. */
  readonly layer: number;
  /** Where it stands in the document, such as `deny.cmd[0]`. */
  readonly rule: string;
}

export type View = "why" | "tiers" | "guards" | "attacks";

let lastId = 0;
/** A number that nothing else in the page has. */
export function newId(): number {
  lastId += 1;
  return lastId;
}

export const layers = signal<readonly Layer[]>([]);
/** The `id` of the layer in the editor. */
export const chosenLayer = signal(0);
export const operations = signal<readonly Operation[]>([]);
/** The `id` of the operation that is explained. */
export const chosenOperation = signal(0);
export const places = signal<Places>({ base: "/", home: "/" });
export const tools = signal("{}");
export const declared = signal<Declared>({ wants: "[]", needs: "{}" });
export const guarding = signal<Guarding>({
  definitions: "[]",
  operation: '{ "type": "show" }',
  inputs: "[]",
  override: undefined,
  allowGuardBypass: true,
});
export const view = signal<View>("why");
export const column = signal<Column>("policy");
/** Set to show a rule; the editor goes there, and sets it to `null`. */
export const revealed = signal<Revealed | null>(null);

/** The operation that is explained. */
export const operation = computed(() => operations.value.find(({ id }) => id === chosenOperation.value));

/** Everything that is written in the page. */
export const written = computed<Document>(() => ({
  layers: layers.value.map(({ text }) => text),
  operations: operations.value.map(({ kind, text }) => ({ kind, text })),
  places: places.value,
  tools: tools.value,
  declared: declared.value,
  guarding: guarding.value,
}));
