/** What guards say of what is written: read from its texts, asked of the engine, or what is wrong with it. */

import {
  type Denied,
  GuardError,
  type GuardDefinition,
  type GuardInput,
  type GuardResult,
  MlldSecurityError,
  type Operation,
  type PolicyEngine,
  type PolicyGuard,
  type RegisteredGuard,
} from "mlld-policy";
import { computed, signal } from "@preact/signals";
import { engine } from "../engine/engine.js";
import { mistake } from "../engine/operation.js";
import { type Guarding, guarding } from "../state/state.js";
import { type Change, changes } from "./changes.js";

/** Which of the texts something is wrong with. */
export type Field = "definitions" | "operation" | "inputs" | "override";

/** Why guards cannot be asked. */
export interface Mistake {
  readonly field: Field;
  readonly messages: readonly string[];
}

/** How guards were asked, for those who draw it. */
export interface Run {
  readonly operation: Operation;
  readonly inputs: readonly GuardInput[];
  readonly result: GuardResult;
  /** The guards of the host, in order. */
  readonly registered: readonly RegisteredGuard[];
  /** By rows of the trace: what became of values. */
  readonly changes: ReadonlyMap<number, readonly Change[]>;
  /** The guards of policies that were not asked. */
  readonly unasked: readonly PolicyGuard[];
}

export type Answer =
  | { readonly kind: "mistakes"; readonly mistakes: readonly Mistake[] }
  /** Guards were to be skipped, and the host forbids that. */
  | { readonly kind: "blocked"; readonly reason: string; readonly code: Denied["code"] }
  | { readonly kind: "run"; readonly run: Run };

/** How often guards are asked at most, each about each value: more would keep the page from answering. */
const MOST_ASKED = 1000;

/** The number of this attempt, from 1: with more than one, those before are made first. Not part of what is shared. */
export const attempt = signal(1);

/** What guards say of what is written now; `null` while there is no engine. */
export const answer = computed<Answer | null>(() =>
  engine.value === null ? null : askGuards(engine.value, guarding.value, attempt.value),
);

/** The names of the guards that are written, for who chooses among them; none where they cannot be read. */
export const names = computed<readonly string[]>(() => {
  const read = readTexts(guarding.value);
  if (!("definitions" in read)) return [];
  const found = read.definitions.flatMap((definition) => {
    const name: unknown = (definition as { readonly name?: unknown } | null)?.name;
    return typeof name === "string" && name !== "" ? [name.startsWith("@") ? name : `@${name}`] : [];
  });
  return [...new Set(found)];
});

/** Asks the guards that are written, and those of the policies. A pipeline is made for it, and freed. */
export function askGuards(
  deciding: PolicyEngine,
  written: Pick<Guarding, "definitions" | "operation" | "inputs" | "override">,
  attempts = 1,
): Answer {
  const read = readTexts(written);
  if ("mistakes" in read) return { kind: "mistakes", mistakes: read.mistakes };
  const { definitions, operation, inputs } = read;
  const pipeline = deciding.pipeline();
  try {
    const wrong: string[] = [];
    definitions.forEach((definition, at) => {
      try {
        pipeline.guard(definition);
      } catch (error) {
        wrong.push(...problemsOf(error).map((problem) => `guard ${at + 1}: ${problem}`));
      }
    });
    if (wrong.length > 0) return { kind: "mistakes", mistakes: [{ field: "definitions", messages: wrong }] };
    const options = { guards: written.override, retryable: true };
    let result = pipeline.beforeSync(operation, inputs, options);
    for (let made = 1; made < attempts && result.decision === "retry"; made += 1) {
      result = pipeline.beforeSync(operation, inputs, options);
    }
    const asked = new Set(result.trace.map(({ layer, guard }) => JSON.stringify([layer, guard])));
    return {
      kind: "run",
      run: {
        operation,
        inputs,
        result,
        registered: pipeline.guards(),
        changes: changes(deciding, definitions, operation, inputs, result.trace, options),
        unasked: deciding.guards().filter(({ layer, name }) => !asked.has(JSON.stringify([layer, name]))),
      },
    };
  } catch (error) {
    if (error instanceof MlldSecurityError) {
      return { kind: "blocked", reason: error.message, code: error.reasonCode };
    }
    const message = mistake(error);
    return { kind: "mistakes", mistakes: [{ field: fieldOf(message), messages: [plain(message)] }] };
  } finally {
    pipeline.free();
  }
}

interface Read {
  readonly definitions: readonly GuardDefinition[];
  readonly operation: Operation;
  readonly inputs: readonly GuardInput[];
}

function readTexts(written: Pick<Guarding, "definitions" | "operation" | "inputs">): Read | { readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const read = (field: Exclude<Field, "override">, empty: string): unknown => {
    try {
      return JSON.parse(written[field].trim() === "" ? empty : written[field]);
    } catch (error) {
      mistakes.push({ field, messages: [mistake(error)] });
      return undefined;
    }
  };
  const definitions = read("definitions", "[]");
  const operation = read("operation", "null");
  const inputs = read("inputs", "[]");
  if (mistakes.length === 0 && !Array.isArray(definitions)) {
    mistakes.push({ field: "definitions", messages: ["guards must be a list: put them in `[` and `]`"] });
  }
  if (Array.isArray(definitions) && Array.isArray(inputs) && definitions.length * Math.max(1, inputs.length) > MOST_ASKED) {
    mistakes.push({ field: "definitions", messages: [`these are too many for this page: guards times values may be ${MOST_ASKED} at most`] });
  }
  return mistakes.length > 0
    ? { mistakes }
    : { definitions: definitions as GuardDefinition[], operation: operation as Operation, inputs: inputs as GuardInput[] };
}

/** Every problem of a definition, each with its place in it. */
function problemsOf(error: unknown): readonly string[] {
  if (!(error instanceof GuardError)) return [plain(mistake(error))];
  return error.problems.map(({ path, column, message, suggestion }) => {
    const place = column === undefined ? path : `${path}, column ${column}`;
    return `${place === "" ? "" : `${place}: `}${message}${suggestion === undefined ? "" : ` (${suggestion})`}`;
  });
}

/** The engine says which of its arguments has the wrong shape. */
function fieldOf(message: string): Field {
  if (/^(beforeSync: )?inputs/.test(message)) return "inputs";
  if (/^(beforeSync: )?(options\.)?guards/.test(message)) return "override";
  return "operation";
}

/** Without the name of the method, which nobody here has called. */
function plain(message: string): string {
  return message.replace(/^(beforeSync|guard): /, "");
}
