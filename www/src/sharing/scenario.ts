/**
 * The layers and operations as a scenario, for `mlld-policy test` and `runScenario`. Not every operation can be said in one, and
 * a page stops at its first denial: so each is tried by itself, and only what is decided there as it is here is said; the rest
 * are comments. Loaded when it is needed.
 */

import { PolicyEngine, format, normalize, runScenario } from "mlld-policy";
import { built, options } from "../engine/engine.js";
import { decide, kindOf } from "../engine/operation.js";
import type { Document, OperationKind, Places } from "../state/state.js";

export interface ScenarioFile {
  readonly text: string;
  /** How many operations it tries. */
  readonly said: number;
  /** How many stand in it only as comments. */
  readonly leftOut: number;
}

interface Written {
  readonly kind: OperationKind;
  readonly text: string;
}

/** @throws where the policies have errors, or cannot stand in one page */
export async function scenarioFile(document: Document): Promise<ScenarioFile> {
  if (built.peek().engine === null) throw new Error("there are errors in what is written");
  // Not the page's: that is gone as soon as somebody goes on writing.
  const deciding = new PolicyEngine(document.layers, options.peek());
  try {
    return await fileOf(document, deciding);
  } finally {
    deciding.free();
  }
}

async function fileOf(document: Document, deciding: PolicyEngine): Promise<ScenarioFile> {
  const policies = document.layers.map((layer) => `${policyOf(layer)}\n`).join("\n");
  const { error } = runScenario(`${policies}\n/show "policies"\n`, document.places);
  if (error !== null && error.code !== null && !error.code.startsWith("POLICY_")) throw new Error(error.message);

  const [allowed, denied, other]: [string[], string[], string[]] = [[], [], []];
  let tiers = 0;
  for (const operation of document.operations) {
    const { outcome } = decide(deciding, { id: 0, ...operation }, document.places);
    const directive = outcome === "mistake" ? null : directiveOf(operation, tiers);
    if (directive === null || !isSame(deciding, operation, `${policies}\n${directive}\n`, document.places)) {
      other.push(...comment(operation, outcome));
      continue;
    }
    if (operation.kind === "tiers") tiers += 1;
    if (outcome === "allow") allowed.push(directive);
    else denied.push(directive);
    await rest();
  }
  const text = page(document.places, policies, allowed, denied, other);
  const said = allowed.length + Math.min(1, denied.length);
  const whole = runScenario(text, document.places);
  const isAsSaid = whole.decisions.every(({ decision }, at) => decision === (at < allowed.length ? "allow" : "deny"));
  if (whole.decisions.length !== said || !isAsSaid) throw new Error(whole.error?.message ?? "its operations depend on each other");
  return { text, said, leftOut: document.operations.length - said };
}

/** A layer as a directive: as it is written where that means the same, so that rules are where they were; else in its canonical form. */
function policyOf(layer: string): string {
  const asWritten = `/policy ${layer.trim()}`;
  try {
    if (JSON.stringify(normalize(asWritten)) === JSON.stringify(normalize(layer))) return asWritten;
  } catch {
    // In notation already, or with an `@` that would be a name there.
  }
  return `/${format(layer, "mlld").trim()}`;
}

function page({ base, home }: Places, policies: string, allowed: readonly string[], denied: readonly string[], other: readonly string[]): string {
  const [last, ...others] = denied;
  const parts = [
    "# What these policies decide",
    `This page, as \`example.md\` in a folder, is tried by \`mlld-policy test --base ${quoted(base, "PROJECT")} --home ${quoted(home, "HOME")} FOLDER\`.\nIt stops at the first denial.`,
    policies.trim(),
  ];
  if (allowed.length > 0) parts.push("Allowed:", allowed.join("\n"));
  if (last !== undefined) parts.push("Denied:", last);
  if (others.length > 0) parts.push("Denied as well, each in a page of its own:", others.map(hidden).join("\n"));
  if (other.length > 0) parts.push("What a scenario cannot say, or decides otherwise:", other.join("\n"));
  return `${parts.join("\n\n")}\n`;
}

/** An operation as scenarios have it, or `null` where they have none like it. */
function directiveOf({ kind, text }: Written, tiersBefore: number): string | null {
  switch (kind) {
    case "command":
      // What a literal would read in another way stands in quotes.
      return /^(?!.*(?:>>|<<))[^{}@`\\'"\n\r]+$/.test(text) ? `/run cmd { ${text} }` : `/run ${literal(text)}`;
    case "write":
      return `/output "text" to ${literal(text)}`;
    case "tiers":
      // A page asks once.
      return tiersBefore > 0 ? null : tiersOf(text);
    default:
      return null;
  }
}

function tiersOf(text: string): string | null {
  const read = JSON.parse(text) as unknown;
  const { wants, needs } = Array.isArray(read) ? { wants: read, needs: undefined } : (read as { wants: unknown; needs?: unknown });
  const asked = needs === undefined ? "" : `/needs ${JSON.stringify(needs, null, 2)}\n`;
  return `${asked}/wants ${JSON.stringify(wants, null, 2)}\n/show @mx.policy.tier`;
}

/** A text between single quotes, where no `@` means anything. */
function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Whether a page says of the operation what the engine says. */
function isSame(deciding: PolicyEngine, operation: Written, source: string, places: Places): boolean {
  const { outcome, summary, denial } = decide(deciding, { id: 0, ...operation }, places);
  const { decisions, error, output } = runScenario(source, places);
  const found = decisions.at(-1)?.denial ?? null;
  if (outcome === "deny") {
    return error !== null && found !== null && denial !== null &&
      found.code === denial.code && found.policy === denial.policy && found.subject === denial.subject;
  }
  return error === null && decisions.length === 1 && (operation.kind !== "tiers" || output.trim() === summary.replace(/^tier /, ""));
}

function comment({ kind, text }: Written, outcome: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => `>>   ${plain(line)}`);
  return [`>> ${outcome}, ${kindOf(kind).label.toLowerCase()}:`, ...lines];
}

function hidden(directive: string): string {
  return directive.split("\n").map((line) => `>> ${plain(line)}`).join("\n");
}

/** Without anything that could end the line, or that nobody sees. */
function plain(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
}

/** For a shell; a path that is none of the usual ones could be read as more than text, and is left to the reader. */
function quoted(path: string, otherwise: string): string {
  if (/^[A-Za-z0-9_./~-]+$/.test(path)) return path;
  return /^[A-Za-z0-9_./~ +:@-]+$/.test(path) ? `'${path}'` : otherwise;
}

/** Lets the page answer between two operations. */
function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
