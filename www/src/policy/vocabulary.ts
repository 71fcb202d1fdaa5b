/** Words that policies are made of and the schema leaves open: how entries begin, labels, the danger list. */

import { type DangerEntry, dangerEntries } from "mlld-policy";
import type { Step } from "./outline.js";

export interface Offer {
  readonly text: string;
  readonly about: string;
  /** Whether more is to be written behind it. */
  readonly isBeginning?: boolean;
}

const capabilities: readonly Offer[] = [
  { text: "cmd:", about: "Commands: `cmd:git status:*`.", isBeginning: true },
  { text: "fs:r:", about: "Files that are read, by path glob.", isBeginning: true },
  { text: "fs:w:", about: "Files that are written, by path glob.", isBeginning: true },
  { text: "fs:rw:", about: "Files that are read or written, by path glob.", isBeginning: true },
  { text: "net:", about: "Hosts: `net:*.example.com`.", isBeginning: true },
  { text: "sh", about: "Shell blocks and shell programs." },
  { text: "js", about: "JavaScript blocks." },
  { text: "node", about: "Node blocks." },
  { text: "py", about: "Python blocks." },
  { text: "prose", about: "Prose blocks." },
  { text: "cmd", about: "Every command." },
  { text: "fs", about: "Every file." },
  { text: "net", about: "Every host." },
  { text: "@keychain", about: "The keychain." },
  { text: "pkg:node", about: "Node packages." },
  { text: "pkg:python", about: "Python packages." },
  { text: "pkg:ruby", about: "Ruby packages." },
  { text: "pkg:go", about: "Go packages." },
  { text: "pkg:rust", about: "Rust packages." },
];

const operationLabels: readonly Offer[] = [
  { text: "op:cmd", about: "Every command." },
  { text: "op:cmd:", about: "One program, or one of its subcommands: `op:cmd:git:push`.", isBeginning: true },
  { text: "op:sh", about: "A shell is started." },
  { text: "op:show", about: "Something is shown." },
  { text: "net:r", about: "A program of the network, or a host." },
  { text: "net:w", about: "Data can leave: uploads, bodies, pipes." },
  { text: "fs:r", about: "Files are read." },
  { text: "fs:w", about: "Files are written." },
  { text: "tool:w", about: "Tools that write." },
  { text: "exfil", about: "What sends data away." },
  { text: "destructive", about: "What destroys." },
  { text: "privileged", about: "What takes privilege." },
  { text: "advice", about: "What people act on." },
];

const risks: readonly Offer[] = operationLabels.slice(-4);

const dataLabels: readonly Offer[] = [
  { text: "secret", about: "Passwords, tokens, keys." },
  { text: "sensitive", about: "What only some may know." },
  { text: "pii", about: "What is known of a person." },
  { text: "untrusted", about: "What comes from where anybody may write." },
  { text: "influenced", about: "What a model said that read something untrusted." },
  { text: "src:mcp", about: "What a server of tools sent." },
  { text: "src:network", about: "What came over the network." },
  { text: "src:file", about: "What was read from a file." },
];

let list: readonly DangerEntry[] | null = null;
function dangers(): readonly DangerEntry[] {
  list ??= dangerEntries();
  return list;
}

/** Why an entry is on the danger list. */
export function dangerOf(entry: string): string | undefined {
  return dangers().find((known) => known.entry === entry)?.reason;
}

const isRules = (steps: readonly Step[]) =>
  /^(capabilities )?(allow|deny)$/.test(steps.filter((step) => typeof step === "string").join(" "));

/** What may stand as the value at the end of a path, beside the words of the schema. */
export function offersFor(steps: readonly Step[]): readonly Offer[] {
  const [first] = steps;
  const last = steps.findLast((step) => typeof step === "string");
  if (isRules(steps)) return capabilities;
  if (last === "danger") {
    return [{ text: "*", about: "All of the danger list." }, ...dangers().map(({ entry, reason }) => ({ text: entry, about: reason }))];
  }
  if (first === "operations" || (first === "labels" && (last === "allow" || last === "deny"))) return operationLabels;
  return [];
}

/** What keys an object may have, beside those of the schema. */
export function keyOffersFor(steps: readonly Step[]): readonly Offer[] {
  if (steps.length !== 1) return [];
  if (steps[0] === "labels") return dataLabels;
  return steps[0] === "operations" ? risks : [];
}

/** Whether entries at this path are rules, which operations are held against. */
export function isRulePath(steps: readonly Step[]): boolean {
  const [first, second] = steps;
  if (first === "env") return second === "net" || second === "tools" || second === "mcps";
  if (first === "defaults") return second === "rules" || second === "unlabeled";
  return ["allow", "deny", "deny_cmd", "danger", "capabilities", "labels", "authorizations", "default"].includes(String(first));
}
