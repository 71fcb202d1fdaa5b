/** The plan as a tree, as the ARIA Authoring Practices have it: one stop for the Tab key, arrows move within it. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { PlainText } from "../ui/plain-text.js";
import { chosen, pointed } from "./explained.js";
import { Mark } from "./mark.js";
import type { PlanNode } from "./tree-model.js";
import { Words } from "./word.js";

interface Line {
  readonly node: PlanNode;
  readonly parent: Line | null;
  readonly level: number;
  readonly at: number;
  readonly siblings: number;
}

/** So many lines are drawn before somebody asks for all. */
const MOST_LINES = 120;
/** Lines of a deeper level stand below each other. */
const DEEPEST = 12;

function linesOf(nodes: readonly PlanNode[], closed: ReadonlySet<string>): readonly Line[] {
  const lines: Line[] = [];
  const add = (siblings: readonly PlanNode[], parent: Line | null) => {
    for (const [index, node] of siblings.entries()) {
      const line = { node, parent, level: (parent?.level ?? 0) + 1, at: index + 1, siblings: siblings.length };
      lines.push(line);
      if (!closed.has(node.id)) add(node.children, line);
    }
  };
  add(nodes, null);
  return lines;
}

export function PlanTree({ tree }: { readonly tree: readonly PlanNode[] }) {
  const closed = useSignal<ReadonlySet<string>>(new Set());
  const current = useSignal("");
  const isWhole = useSignal(false);
  const list = useRef<HTMLDivElement>(null);
  const lines = linesOf(tree, closed.value);
  const shown = isWhole.value ? lines : lines.slice(0, MOST_LINES);
  const focusable = shown.some(({ node }) => node.id === current.value) ? current.value : shown[0]?.node.id;

  const focus = (id: string | undefined) => {
    if (id !== undefined) list.current?.querySelector<HTMLElement>(`[data-node="${id}"]`)?.focus();
  };
  const open = (id: string, isOpen: boolean) => {
    const next = new Set(closed.value);
    if (isOpen) next.delete(id);
    else next.add(id);
    closed.value = next;
  };
  // What was chosen in the command line: everything around it opens, and the focus goes there.
  useSignalEffect(() => {
    const id = chosen.value;
    if (id === null) return;
    chosen.value = null;
    closed.value = new Set();
    const at = linesOf(tree, closed.peek()).findIndex(({ node }) => node.id === id);
    if (at >= MOST_LINES) isWhole.value = true;
    requestAnimationFrame(() => focus(id));
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const at = shown.findIndex(({ node }) => node.id === focusable);
    const line = shown[at];
    if (line === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const { node, parent } = line;
    const isFolded = closed.value.has(node.id);
    const moves: Record<string, () => void> = {
      ArrowDown: () => focus(shown[at + 1]?.node.id),
      ArrowUp: () => focus(shown[at - 1]?.node.id),
      Home: () => focus(shown[0]?.node.id),
      End: () => focus(shown.at(-1)?.node.id),
      ArrowRight: () => {
        if (node.children.length === 0) return;
        if (isFolded) open(node.id, true);
        else focus(node.children[0]?.id);
      },
      ArrowLeft: () => {
        if (node.children.length > 0 && !isFolded) open(node.id, false);
        else focus(parent?.node.id);
      },
      Enter: () => node.children.length > 0 && open(node.id, isFolded),
      " ": () => node.children.length > 0 && open(node.id, isFolded),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  return (
    <>
      <div
        class="plan"
        role="tree"
        aria-label="What the command line would run"
        ref={list}
        onKeyDown={onKeyDown}
        onMouseLeave={() => {
          pointed.value = null;
        }}
        onFocusOut={() => {
          pointed.value = null;
        }}
      >
        {shown.map((line) => (
          <TreeLine
            key={line.node.id}
            line={line}
            isFolded={closed.value.has(line.node.id)}
            isFocusable={line.node.id === focusable}
            onFocus={() => {
              current.value = line.node.id;
              pointed.value = line.node.id;
            }}
            onToggle={(isOpen) => open(line.node.id, isOpen)}
          />
        ))}
      </div>
      {shown.length < lines.length && (
        <button
          type="button"
          class="more"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {lines.length} lines
        </button>
      )}
    </>
  );
}

interface LineProps {
  readonly line: Line;
  readonly isFolded: boolean;
  readonly isFocusable: boolean;
  readonly onFocus: () => void;
  readonly onToggle: (isOpen: boolean) => void;
}

function TreeLine({ line: { node, level, at, siblings }, isFolded, isFocusable, onFocus, onToggle }: LineProps) {
  const { id, kind, label, words, behind, said, children } = node;
  const isPointed = useComputed(() => pointed.value === id);
  const isParent = children.length > 0;
  return (
    <div
      role="treeitem"
      class={`plan-line plan-${kind}`}
      data-node={id}
      data-status={said?.status}
      data-cause={said?.isCause ? "" : undefined}
      data-pointed={isPointed.value ? "" : undefined}
      aria-level={level}
      aria-posinset={at}
      aria-setsize={siblings}
      aria-expanded={isParent ? !isFolded : undefined}
      tabIndex={isFocusable ? 0 : -1}
      style={{ "--level": String(Math.min(level, DEEPEST) - 1) }}
      onFocus={onFocus}
      onMouseEnter={() => {
        pointed.value = id;
      }}
      onClick={(event) => {
        event.currentTarget.focus();
        if (isParent && (event.target as Element).closest(".twist") !== null) onToggle(isFolded);
      }}
    >
      <span class="twist" aria-hidden="true">
        {isParent ? (isFolded ? "▸" : "▾") : ""}
      </span>
      {said !== null && <Mark status={said.status} />}
      <span class="plan-text">
        {label !== "" && <span class="plan-label"><PlainText text={label} />{" "}</span>}
        <Words words={words} />
        {behind !== "" && (
          <span class="plan-behind">
            {" "}
            <PlainText text={behind} />
          </span>
        )}
      </span>
      {said !== null && said.why !== "" && (said.status !== "none" || kind === "program") && (
        <span class="plan-said">
          {said.isCause && <strong>denied here: </strong>}
          <PlainText text={said.why} />
        </span>
      )}
    </div>
  );
}
