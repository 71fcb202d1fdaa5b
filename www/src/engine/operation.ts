/** Operations as they are written: what each kind is called, how its text is read, and what the engine is asked about it. */

import {
  type CommandPlan,
  DeclarationError,
  type Denied,
  type PolicyEngine,
  type Problem,
  type ScenarioResult,
  type TierOptions,
  type TierTable,
  type ToolCall,
  type Trace,
  type WantedTier,
  runScenario,
} from "mlld-policy";
import type { Operation, OperationKind, Places } from "../state/state.js";
import { canAuthor, loadAuthoring } from "./modules.js";

export interface KindOfOperation {
  readonly kind: OperationKind;
  /** As a choice is labelled. */
  readonly label: string;
  /** What its text may look like. */
  readonly example: string;
  /** Whether its text has lines. */
  readonly isLong: boolean;
}

export const kinds: readonly KindOfOperation[] = [
  { kind: "command", label: "Command", example: "git push --force origin main", isLong: false },
  { kind: "read", label: "Read file", example: "~/.ssh/id_ed25519", isLong: false },
  { kind: "write", label: "Write file", example: "src/app.ts", isLong: false },
  { kind: "url", label: "URL", example: "https://api.github.com/repos", isLong: false },
  {
    kind: "tool",
    label: "Tool call",
    example: '{ "tool": "post_message", "args": { "text": "hello" }, "inputs": { "text": ["untrusted"] } }',
    isLong: true,
  },
  {
    kind: "tiers",
    label: "Tiers",
    example: '[{ "tier": "full", "sh": true }, { "tier": "readonly" }]',
    isLong: true,
  },
  {
    kind: "scenario",
    label: "Scenario",
    example: "/policy { deny: { sh: true } }\n/run sh { echo hello }",
    isLong: true,
  },
];

export function kindOf(kind: OperationKind): KindOfOperation {
  return kinds.find((known) => known.kind === kind) ?? kinds[0]!;
}

/** What is said of an operation in a row of the list. */
export interface Verdict {
  /** `mistake`: what is written is no such operation, so nothing was decided. */
  readonly outcome: "allow" | "deny" | "mistake";
  /** A tier's name, a reason or a mistake; empty where there is nothing to say. */
  readonly summary: string;
  readonly denial: Denied | null;
}

/** What is said of an operation where it is explained. */
export interface Explanation {
  readonly verdict: Verdict;
  /** Every rule that was considered; `null` for tiers, scenarios and mistakes. */
  readonly trace: Trace | null;
  /** Of a command line, what it would run. */
  readonly plan: CommandPlan | null;
  /** Of a question about tiers. */
  readonly table: TierTable | null;
  readonly scenario: ScenarioResult | null;
}

const ALLOWED: Verdict = Object.freeze({ outcome: "allow", summary: "", denial: null });

/** Decides over an operation. */
export function decide(engine: PolicyEngine, operation: Operation, places: Places): Verdict {
  return attempt(() => {
    const { kind, text } = operation;
    switch (kind) {
      case "command":
        return verdict(engine.checkCommand(text));
      case "read":
      case "write":
        return verdict(engine.checkFile(kind, text));
      case "url":
        return verdict(engine.checkNetwork(text));
      case "tool":
        return verdict(engine.checkToolCall(toolCall(text)));
      case "tiers": {
        const [wants, options] = tiers(text);
        const { tier, denial } = engine.selectTier(wants, options);
        if (denial !== null) return denied(denial);
        return { ...ALLOWED, summary: tier === null ? "no tiers are wanted" : `tier ${tier}` };
      }
      case "scenario":
        return ofScenario(scenario(text, places));
    }
  });
}

/** Decides over an operation, with all that led to it. */
export function explain(engine: PolicyEngine, operation: Operation, places: Places): Explanation {
  const { kind, text } = operation;
  const found = { trace: null, plan: null, table: null, scenario: null } as {
    -readonly [K in keyof Omit<Explanation, "verdict">]: Explanation[K];
  };
  const said = decide(engine, operation, places);
  if (said.outcome === "mistake" && kind !== "scenario") return { verdict: said, ...found };
  switch (kind) {
    case "command":
      found.trace = engine.explainCommand(text);
      found.plan = engine.analyzeCommand(text);
      break;
    case "read":
    case "write":
      found.trace = engine.explainFile(kind, text);
      break;
    case "url":
      found.trace = engine.explainNetwork(text);
      break;
    case "tool":
      found.trace = engine.explainToolCall(toolCall(text));
      break;
    case "tiers":
      found.table = engine.explainTier(...tiers(text));
      break;
    case "scenario":
      // One that was stopped by a mistake has decided all that is before it.
      found.scenario = canAuthor.value ? scenarioOrNull(text, places) : null;
      break;
  }
  return { verdict: said, ...found };
}

/** Every rule that an operation was held against; `null` for tiers, scenarios and mistakes. */
export function traceOf(engine: PolicyEngine, { kind, text }: Operation): Trace | null {
  try {
    switch (kind) {
      case "command":
        return engine.explainCommand(text);
      case "read":
      case "write":
        return engine.explainFile(kind, text);
      case "url":
        return engine.explainNetwork(text);
      case "tool":
        return engine.explainToolCall(toolCall(text));
      default:
        return null;
    }
  } catch {
    return null;
  }
}

function verdict(decision: { readonly decision: "allow" } | Denied): Verdict {
  return decision.decision === "allow" ? ALLOWED : denied(decision);
}

function denied(denial: Denied): Verdict {
  return { outcome: "deny", summary: denial.reason, denial };
}

function ofScenario({ error, decisions }: ScenarioResult): Verdict {
  const denial = decisions.findLast((made) => made.denial !== null)?.denial ?? null;
  if (error !== null) return { outcome: denial === null ? "mistake" : "deny", summary: error.message, denial };
  if (denial !== null) return denied(denial);
  // In text without a directive nothing is asked, which is no permission.
  if (decisions.length === 0) return { outcome: "mistake", summary: "no line of it is an operation: directives begin with `/`", denial };
  return { ...ALLOWED, summary: `${decisions.length} ${decisions.length === 1 ? "operation" : "operations"}` };
}

/** What is written may be anything: what the engine refuses to read is no decision. */
function attempt(run: () => Verdict): Verdict {
  try {
    return run();
  } catch (error) {
    return { outcome: "mistake", summary: mistake(error), denial: null };
  }
}

/** What is wrong with something written, for people. */
export function mistake(error: unknown): string {
  if (error instanceof DeclarationError) return error.problems.map(sentence).join("; ");
  if (error instanceof SyntaxError) return `this is not JSON: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** A problem with what to write instead. */
export function sentence({ message, suggestion }: Problem): string {
  return suggestion === undefined ? message : `${message} (${suggestion})`;
}

function toolCall(text: string): ToolCall {
  return JSON.parse(text) as ToolCall;
}

/** Tiers alone, or `{ wants, needs }`: with any other key, or none, something would be taken for granted that nobody has asked about. */
function tiers(text: string): [readonly WantedTier[], TierOptions] {
  const read: unknown = JSON.parse(text);
  if (Array.isArray(read)) return [read as readonly WantedTier[], {}];
  if (typeof read !== "object" || read === null || !("wants" in read)) throw new TypeError("write a list of tiers, or `{ \"wants\": […], \"needs\": {…} }`");
  const { wants, needs, ...others } = read as { readonly wants: readonly WantedTier[]; readonly needs?: never };
  const [other] = Object.keys(others);
  if (other !== undefined) throw new TypeError(`${JSON.stringify(other)} is no key of a question about tiers: it has \`wants\` and \`needs\``);
  return [wants, needs === undefined ? {} : { needs }];
}

function scenarioOrNull(text: string, places: Places): ScenarioResult | null {
  try {
    return scenario(text, places);
  } catch {
    return null;
  }
}

/** A scenario has policies of its own; those of the page do not hold in it. */
function scenario(text: string, { base, home }: Places): ScenarioResult {
  try {
    return runScenario(text, { base, home });
  } catch (error) {
    void loadAuthoring().catch(() => undefined);
    throw error;
  }
}
