/** The plan of a command line as a tree: programs below what reaches them, and below each what it names. */

import type { CommandPlan, PlannedFile, PlannedProgram, Reach, Span, Word } from "mlld-policy";
import { type Parts, type Said, spelled } from "./parts.js";

export type NodeKind = "group" | "program" | "file" | "host" | "assignment" | "opaque" | "note";

export interface PlanNode {
  /** The same for the same place in the same plan. */
  readonly id: string;
  readonly kind: NodeKind;
  /** Before the words: "reads". */
  readonly label: string;
  readonly words: readonly Word[];
  /** Behind the words: "by a redirection". */
  readonly behind: string;
  readonly span: Span | null;
  /** `null` for what is only a heading or a note. */
  readonly said: Said | null;
  readonly children: PlanNode[];
}

const reaches: Record<Reach, string> = {
  pipeline: "in a pipeline",
  list: "in a list, one after another",
  compound: "in an if, for, while or the like",
  substitution: "in a substitution, whose output becomes words",
  "process substitution": "in a process substitution, read or written as a file",
  subshell: "in a shell of its own: ( … )",
  function: "in a function",
  wrapper: "started by it",
  flag: "started by one of its options",
  "shell -c": "in code that it gives to a shell",
  eval: "in text that is evaluated",
  trap: "in a trap, at any time",
  heredoc: "in a here-document",
};

const accesses: Record<PlannedFile["access"], string> = {
  read: "reads",
  write: "writes",
  append: "appends to",
  "read-write": "reads and writes",
  either: "may read or write",
};

const origins: Record<PlannedFile["origin"], string> = {
  redirection: "by a redirection",
  option: "by an option",
  operand: "",
};

interface Placed {
  readonly program: PlannedProgram;
  readonly node: PlanNode;
}

/** Of longer plans only this many parts of a kind are drawn. */
const MOST_DRAWN = 1000;

/** The tree, its first level in the order of the text. */
export function treeOf(whole: CommandPlan, parts: Parts): readonly PlanNode[] {
  const plan = shortened(whole);
  let last = 0;
  const node = (made: Partial<PlanNode> & Pick<PlanNode, "kind">): PlanNode => {
    last += 1;
    return { id: String(last), label: "", words: [], behind: "", span: null, said: null, children: [], ...made };
  };
  const root = node({ kind: "group" });
  const placed: Placed[] = [];
  const groups = new Map<PlanNode, Reach>();

  // What contains another comes before it, so that parents are placed before their children.
  for (const program of [...plan.programs].sort(byPlace)) {
    const parent = parentOf(program, placed);
    let at = parent?.node ?? root;
    for (const reach of within(program, parent?.program)) {
      const before = at.children.findLast(({ kind }) => kind === "group" || kind === "program");
      if (before !== undefined && groups.get(before) === reach) {
        at = before;
        continue;
      }
      const group = node({ kind: "group", label: reaches[reach] ?? reach });
      groups.set(group, reach);
      at.children.push(group);
      at = group;
    }
    const made = node({
      kind: "program",
      words: program.words,
      behind: behind(program),
      span: program.span,
      said: parts.program(program),
    });
    for (const way of program.elsewhere) made.children.push(node({ kind: "note", label: "after cd, as", words: way }));
    at.children.push(made);
    placed.push({ program, node: made });
  }

  const below = (span: Span | null, mentioned: string | null) => ownerOf(span, mentioned, placed);
  for (const file of plan.files) {
    const owner = below(file.span, spelled(file.path));
    const said = parts.file(file, owner?.program);
    const label = accesses[file.access] ?? file.access;
    const made = node({ kind: "file", label, words: [file.path], behind: origins[file.origin] ?? "", span: file.span, said });
    (owner?.node ?? root).children.push(made);
  }
  for (const host of plan.hosts) {
    const owner = below(host.span, spelled(host.target));
    const said = parts.host(host, owner?.program);
    (owner?.node ?? root).children.push(
      node({ kind: "host", label: "reaches", words: [host.target], span: host.span, said }),
    );
  }
  for (const { name, value, span } of plan.assignments) {
    const made = node({ kind: "assignment", label: `sets ${name} to`, words: [value], span });
    (below(span, null)?.node ?? root).children.push(made);
  }
  for (const part of plan.opaque) {
    const made = node({ kind: "opaque", label: part.what, span: part.span, said: parts.opaque(part) });
    (below(part.span, null)?.node ?? root).children.push(made);
  }
  const left = countOf(whole) - countOf(plan);
  if (left > 0) root.children.push(node({ kind: "note", label: `and ${left} more parts, which are decided but not drawn` }));
  return root.children;
}

function shortened({ programs, files, hosts, assignments, opaque }: CommandPlan): CommandPlan {
  const first = <Part>(all: readonly Part[]) => all.slice(0, MOST_DRAWN);
  return {
    programs: first(programs),
    files: first(files),
    hosts: first(hosts),
    assignments: first(assignments),
    opaque: first(opaque),
  };
}

function countOf({ programs, files, hosts, assignments, opaque }: CommandPlan): number {
  return programs.length + files.length + hosts.length + assignments.length + opaque.length;
}

function behind({ transparent, capabilities, usesNetwork }: PlannedProgram): string {
  const notes = [
    transparent ? "needs no permission of its own" : "",
    capabilities.length > 0 ? `needs ${capabilities.join(", ")}` : "",
    usesNetwork ? "may use the network" : "",
  ];
  return notes.filter((note) => note !== "").join("; ");
}

function size(span: Span | null): number {
  return span === null ? Number.POSITIVE_INFINITY : span.end - span.start;
}

function byPlace(a: PlannedProgram, b: PlannedProgram): number {
  const start = (a.span?.start ?? 0) - (b.span?.start ?? 0);
  if (start !== 0) return start;
  const bySize = size(b.span) - size(a.span);
  return bySize === 0 || Number.isNaN(bySize) ? a.via.length - b.via.length : bySize;
}

function contains(outer: Span | null, inner: Span | null): boolean {
  return outer !== null && inner !== null && outer.start <= inner.start && outer.end >= inner.end;
}

/** How a program is reached from the one that it stands in; of the same construct in itself, `via` says it once. */
function within({ via }: PlannedProgram, parent: PlannedProgram | undefined): readonly Reach[] {
  if (parent === undefined) return via;
  return via.length > parent.via.length ? via.slice(parent.via.length) : via.slice(-1);
}

/** The program that another stands in, as far as that is certain: of two in the same string nobody knows which. */
function parentOf({ via, span }: PlannedProgram, placed: readonly Placed[]): Placed | undefined {
  const isAbove = ({ program }: Placed) =>
    contains(program.span, span) &&
    program.via.every((reach, at) => via[at] === reach) &&
    (program.via.length < via.length || size(program.span) > size(span));
  return narrowest(placed.filter(isAbove));
}

/** The narrowest program that a part stands in; of several in the same place, the one that has the part as a word. */
function ownerOf(span: Span | null, mentioned: string | null, placed: readonly Placed[]): Placed | undefined {
  const around = placed.filter(({ program }) => contains(program.span, span));
  const narrow = Math.min(...around.map(({ program }) => size(program.span)));
  const nearest = around.filter(({ program }) => size(program.span) === narrow);
  if (nearest.length === 1) return nearest[0];
  const naming = nearest.filter(({ program: { words, elsewhere } }) =>
    [words, ...elsewhere].some((way) => way.slice(1).some((word) => spelled(word) === mentioned)),
  );
  return naming.length === 1 ? naming[0] : narrowest(around, true);
}

/** The narrowest and innermost of programs; where several are, none of them, but what is around or, if `outer`, above them. */
function narrowest(among: readonly Placed[], outer = false): Placed | undefined {
  let rest = among;
  while (rest.length > 0) {
    const narrow = Math.min(...rest.map(({ program }) => size(program.span)));
    const nearest = rest.filter(({ program }) => size(program.span) === narrow);
    const depth = outer ? Math.min(...nearest.map(depthOf)) : Math.max(...nearest.map(depthOf));
    const candidates = nearest.filter((one) => depthOf(one) === depth);
    if (candidates.length === 1) return candidates[0];
    rest = rest.filter((one) => !candidates.includes(one));
    if (outer) rest = rest.filter((one) => !nearest.includes(one));
  }
  return undefined;
}

function depthOf({ program }: Placed): number {
  return program.via.length;
}
