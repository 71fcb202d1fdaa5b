/** The command line itself, each piece in the colour of what is decided about it, with a legend. */

import { useComputed, useSignal } from "@preact/signals";
import { PlainText } from "../ui/plain-text.js";
import { type Explained, chosen, pointed } from "./explained.js";
import type { Status } from "./parts.js";
import type { Segment } from "./segments.js";
import type { PlanNode } from "./tree-model.js";

/** So much of a long command line is shown before somebody asks for all. */
const MOST_SHOWN = 4000;

function find(nodes: readonly PlanNode[], id: string): PlanNode | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node : find(node.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function CommandLine({ explained: { text, tree, segments }, isAllowed }: { readonly explained: Explained; readonly isAllowed: boolean }) {
  const isWhole = useSignal(false);
  const lit = useComputed(() => (pointed.value === null ? null : (find(tree, pointed.value)?.span ?? null)));
  const shown = isWhole.value ? segments : segments.filter(({ start }) => start < MOST_SHOWN);
  const isLit = ({ start, end }: Segment) => lit.value !== null && lit.value.start <= start && lit.value.end >= end;

  return (
    <>
      <pre
        class="command"
        role="group"
        aria-label="The command line"
        tabIndex={0}
        onMouseLeave={() => {
          pointed.value = null;
        }}
      >
        <code>
          {shown.map((segment) => (
            <Piece key={segment.start} segment={segment} text={text} isLit={isLit(segment)} />
          ))}
          {shown.length < segments.length && "…"}
        </code>
      </pre>
      {shown.length < segments.length && (
        <button
          type="button"
          class="more"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {text.length} characters
        </button>
      )}
      <Legend segments={segments} isAllowed={isAllowed} />
    </>
  );
}

function Piece({ segment: { start, end, status, isCause, node }, text, isLit }: { readonly segment: Segment; readonly text: string; readonly isLit: boolean }) {
  const own = text.slice(start, end);
  if (status === "none" && node === null) return <PlainText text={own} />;
  return (
    // The tree says the same, with the keyboard too.
    <span
      class="piece"
      data-status={status}
      data-cause={isCause ? "" : undefined}
      data-lit={isLit ? "" : undefined}
      onMouseEnter={() => {
        pointed.value = node;
      }}
      onClick={() => {
        if (document.getSelection()?.isCollapsed !== false) chosen.value = node;
      }}
    >
      <PlainText text={own} />
    </span>
  );
}

const meanings: Record<Exclude<Status, "none">, string> = {
  allow: "allowed on its own",
  deny: "denied too",
  unknown: "not understood",
};

/** What the colours and lines that are there mean. */
function Legend({ segments, isAllowed }: { readonly segments: readonly Segment[]; readonly isAllowed: boolean }) {
  const has = (status: Status, isCause = false) => segments.some((one) => one.status === status && one.isCause === isCause);
  return (
    <ul class="legend" aria-label="Legend">
      {(["deny", "unknown"] as const)
        .filter((status) => has(status, true))
        .map((status) => (
          <li key={status}>
            <span class="piece" data-status={status} data-cause="">
              {status === "deny" ? "denied here" : "denied here, since it is not understood"}
            </span>
          </li>
        ))}
      {(["deny", "unknown", "allow"] as const)
        .filter((status) => has(status))
        .map((status) => (
          <li key={status}>
            <span class="piece" data-status={status}>
              {status === "allow" && isAllowed ? "allowed" : meanings[status]}
            </span>
          </li>
        ))}
      <li class="hint">no colour: not asked about alone</li>
    </ul>
  );
}
