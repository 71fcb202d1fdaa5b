/** What the panel shows of a command line, computed anew with every change. */

import { computed, signal } from "@preact/signals";
import { explanation } from "../engine/decisions.js";
import { engine } from "../engine/engine.js";
import { operation } from "../state/state.js";
import { Parts } from "./parts.js";
import { type Segment, segmentsOf } from "./segments.js";
import { type PlanNode, treeOf } from "./tree-model.js";

export interface Explained {
  readonly text: string;
  readonly tree: readonly PlanNode[];
  readonly segments: readonly Segment[];
}

/** The node of the tree that is pointed at, in it or in the command line. */
export const pointed = signal<string | null>(null);
/** The node of the tree that was chosen in the command line. */
export const chosen = signal<string | null>(null);

/** The command line that is explained; `null` for everything else. */
export const explained = computed<Explained | null>(() => {
  const [deciding, asked, said] = [engine.value, operation.value, explanation.value];
  if (deciding === null || asked === undefined || said === null || said.plan === null || said.trace === null) return null;
  const { text } = asked;
  const tree = treeOf(said.plan, new Parts(deciding, text, said.trace, said.plan));
  return { text, tree, segments: segmentsOf(text.length, tree, said.trace.denial) };
});
