/** A command line cut into pieces, each with one colour: of what lies over another, the innermost counts. */

import type { Denied, Span } from "mlld-policy";
import type { Status } from "./parts.js";
import type { PlanNode } from "./tree-model.js";

export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly status: Status;
  /** Whether it belongs to what the decision names as denied. */
  readonly isCause: boolean;
  /** The innermost part here, by the `id` of its node. */
  readonly node: string | null;
}

interface Range extends Span {
  status: Status;
  isCause: boolean;
  node: string | null;
}

const severity: Record<Status, number> = { allow: 0, none: 1, unknown: 2, deny: 3 };

/** All that stands in the text, in one list. */
function flat(nodes: readonly PlanNode[]): readonly PlanNode[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

/** The pieces of a text of this length, without gaps. What the denial names is marked, even where no part stands for it. */
export function segmentsOf(length: number, tree: readonly PlanNode[], denial: Denied | null): readonly Segment[] {
  const ranges = new Map<string, Range>();
  const add = ({ start, end }: Span, status: Status, isCause: boolean, node: string | null) => {
    if (start >= end || start < 0 || end > length) return;
    const key = `${start}-${end}`;
    const range = ranges.get(key);
    if (range === undefined) {
      ranges.set(key, { start, end, status, isCause, node });
      return;
    }
    // What is denied outweighs what is not known, and that what is allowed.
    if (severity[status] > severity[range.status] || (isCause && !range.isCause)) range.node = node ?? range.node;
    if (severity[status] > severity[range.status]) range.status = status;
    range.isCause ||= isCause;
  };
  for (const { id, kind, span, said } of flat(tree)) {
    if (span === null || kind === "group" || kind === "note") continue;
    add(span, said?.status ?? "none", said?.isCause ?? false, id);
  }
  if (denial !== null && denial.span !== null) {
    add(denial.span, denial.code === "POLICY_UNANALYZABLE" ? "unknown" : "deny", true, null);
  }
  return sweep(length, [...ranges.values()]);
}

function sweep(length: number, ranges: readonly Range[]): readonly Segment[] {
  const starting = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const cuts = [...new Set([0, length, ...ranges.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const segments: Segment[] = [];
  let active: Range[] = [];
  let next = 0;
  for (const [at, start] of cuts.entries()) {
    const end = cuts[at + 1];
    if (end === undefined) break;
    active = active.filter((range) => range.end > start);
    while (starting[next] !== undefined && starting[next]!.start <= start) active.push(starting[next++]!);
    segments.push(piece(start, end, active));
  }
  return segments;
}

function piece(start: number, end: number, active: readonly Range[]): Segment {
  const inward = [...active].sort((a, b) => a.end - a.start - (b.end - b.start));
  const innermost = inward[0];
  if (innermost === undefined) return { start, end, status: "none", isCause: false, node: null };
  // Nobody was asked about the innermost: what is denied around it holds for it, what is allowed does not.
  const deciding = inward.find(({ status }) => status !== "none");
  const status = deciding === undefined || (deciding !== innermost && deciding.status === "allow") ? "none" : deciding.status;
  const isCause = deciding?.isCause === true && status !== "none";
  return { start, end, status, isCause, node: inward.find(({ node }) => node !== null)?.node ?? null };
}
