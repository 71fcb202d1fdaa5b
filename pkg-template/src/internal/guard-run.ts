/** One operation on its way through the guards: what the module asks of the host, and what it says in the end. */

import { type Denied, ENGINE_FAILED, deepFreeze } from "../decision.js";
import { MlldSecurityError } from "../errors.js";
import type { GuardContext, GuardDecision, GuardResult, GuardedValue } from "../guards.js";
import { type GuardRequest, valuesJson } from "./guards.js";
import { call, hasFailed, said } from "./runtime.js";
import { put, toJson } from "./snapshot.js";
import type { Outcome, OutcomeValue, PipelineHandle, Said } from "./wasm.js";

const { freeze, hasOwn } = Object;
const parse: (text: string) => unknown = JSON.parse;

/** What is next: the end, or something that the host is asked for. */
export type Step =
  | { readonly kind: "result"; readonly result: GuardResult }
  | { readonly kind: "guard"; readonly place: number; readonly context: GuardContext }
  | { readonly kind: "rebuild"; readonly values: readonly unknown[] };

/** Where a run has the module from. */
export interface Host {
  /** The guards; throws where they, or the engine, were freed. */
  open(): PipelineHandle;
  /** What was freed, if anything was. */
  freed(): string | undefined;
  /** Outcomes of other runs that may be said again. */
  readonly outcomes: Outcomes;
}

/** Outcomes that have numbers. */
export class Outcomes {
  #first = 0;
  /** By how much their numbers are above the first. Without a prototype, which could have such keys. */
  #known = Object.create(null) as Record<number, Outcome>;

  get(number: number): Outcome | undefined {
    return this.#known[number - this.#first];
  }

  keep({ number, first }: NonNullable<Said["known"]>, outcome: Outcome): void {
    if (first !== this.#first) {
      this.#first = first;
      this.#known = Object.create(null) as Record<number, Outcome>;
    }
    this.#known[number - first] = outcome;
  }
}

/** A question that stands for the value of the output, beside the places of inputs. */
const OUTPUT = -1;

export class GuardRun {
  readonly request: GuardRequest;
  readonly #host: Host;
  /** The number under which the module waits. */
  #number: number | undefined;
  /** The JSON text of each value that was looked at, by its place. Without a prototype, which could have such keys. */
  #texts: Record<number, string> | undefined;

  constructor(host: Host, request: GuardRequest) {
    this.#host = host;
    this.request = request;
  }

  /** Begins. Misuse, such as overrides that mean nothing, throws. */
  start(): Step {
    this.#host.open();
    return this.#go((handle) => handle.start(this.request.given, false));
  }

  /** Goes on with what the host answered. */
  answer(answer: string): Step {
    return this.#go((handle) => handle.answer(this.#take(), answer));
  }

  /** Lets the module forget what nobody will answer. */
  abandon(): void {
    const number = this.#number;
    if (number === undefined || hasFailed() || this.#host.freed() !== undefined) return;
    const handle = this.#host.open();
    this.#number = undefined;
    call(() => handle.forget(number));
  }

  #take(): number {
    const number = this.#number!;
    this.#number = undefined;
    return number;
  }

  /** Asks the module until it is done, or asks for what only the host can do. */
  #go(ask: (handle: PipelineHandle) => Said | number | null): Step {
    for (let next = ask; ; ) {
      // Host code ran since: a guard's function, or what reads a value.
      const freed = this.#host.freed();
      if (freed !== undefined) return ended(denied(guardFailed(`the ${freed} was freed`)));
      const handle = this.#host.open();
      const asking = next;
      let told: Said | number;
      try {
        told = call(() => {
          const answer = asking(handle);
          return typeof answer === "number" ? answer : said(answer);
        });
      } catch (error) {
        if (error instanceof MlldSecurityError && error.decision === ENGINE_FAILED) return ended(denied(ENGINE_FAILED));
        throw error;
      }
      const { outcomes } = this.#host;
      if (typeof told === "number") {
        const known = outcomes.get(told);
        if (known !== undefined) return ended(this.#result(known));
        next = (again) => again.start(this.request.given, true);
        continue;
      }
      const outcome = member(told, "outcome");
      if (outcome !== undefined) {
        const known = member(told, "known");
        if (known !== undefined) outcomes.keep(known, outcome);
        return ended(this.#result(outcome));
      }
      this.#number = member(told, "run");
      const place = member(told, "guard");
      if (place !== undefined) return { kind: "guard", place, context: member(told, "context") as GuardContext };
      const replaced = member(told, "rebuild");
      if (replaced !== undefined) return { kind: "rebuild", values: this.#valuesWith(replaced) };
      const answer = this.#look(member(told, "values")!, member(told, "output") === true);
      next = (again) => again.answer(this.#take(), answer);
    }
  }

  /** The values that somebody has to see, each read once for all of the run. */
  #look(places: readonly number[], withOutput: boolean): string {
    const texts = Object.create(null) as Record<number, string | undefined>;
    const known = (this.#texts ??= Object.create(null) as Record<number, string>);
    let length = 0;
    const add = (place: number, value: unknown, called: string): void => {
      if (value !== undefined) {
        const where = `${this.request.caller}: ${called}.value`;
        try {
          known[place] ??= toJson(value, where);
        } catch {
          // Neither what it holds nor where: it may be a secret.
          throw new TypeError(`${where} must be JSON data of at most 16 MiB, because a guard or a policy looks at it`);
        }
      }
      texts[length] = known[place];
      length += 1;
    };
    for (let index = 0; index < places.length; index += 1) {
      const place = places[index]!;
      add(place, this.request.values[place], `inputs[${place}]`);
    }
    if (withOutput) add(OUTPUT, this.request.output, "output");
    return valuesJson(texts, length, `${this.request.caller}: what guards and policies look at`);
  }

  /** All values, with these in their places. */
  #valuesWith(replaced: NonNullable<Said["rebuild"]>): readonly unknown[] {
    const news = Object.create(null) as Record<number, unknown>;
    for (let index = 0; index < replaced.length; index += 1) {
      const pair = replaced[index]!;
      news[pair[0]] = pair[1];
    }
    return list(this.request.count, (place) => (place in news ? news[place] : this.#value(place)));
  }

  /** What was looked at, or else the very thing that the host gave. */
  #value(place: number): unknown {
    const text = this.#texts?.[place];
    if (text !== undefined) return deepFreeze(parse(text));
    return place === OUTPUT ? this.request.output : this.request.values[place];
  }

  #shown(given: OutcomeValue, place: number): GuardedValue {
    const { labels, taint, sources, tools } = given.descriptor;
    const value = hasOwn(given, "value") ? given.value : this.#value(place);
    return freeze({ value, labels, taint, sources, tools });
  }

  #result(outcome: Outcome): GuardResult {
    const { decision, reason, reasons, hints, inputs, output, env, trace, denial } = outcome;
    const all = {
      decision: decision satisfies GuardDecision,
      reason,
      reasons,
      hints,
      inputs: list(inputs.length, (place) => this.#shown(inputs[place]!, place)),
      output: output === null ? null : this.#shown(output, OUTPUT),
      env,
      trace,
      denial,
    };
    return freeze(all) as GuardResult;
  }
}

/** A member of what the module said, and not of what somebody put on `Object.prototype`. */
function member<K extends keyof Said>(told: Said, key: K): Said[K] | undefined {
  return hasOwn(told, key) ? told[key] : undefined;
}

function ended(result: GuardResult): Step {
  return { kind: "result", result };
}

/** The result of a run that ended without the module. */
function denied(denial: Denied): GuardResult {
  const { reason } = denial;
  const none = freeze([]);
  const reasons = freeze([reason]);
  return freeze({
    decision: "deny",
    reason,
    reasons,
    hints: none,
    inputs: none,
    output: null,
    env: null,
    trace: none,
    denial,
  });
}

function guardFailed(why: string): Denied {
  return freeze({
    decision: "deny",
    code: "GUARD_FAILED",
    reason: `Guards could not be evaluated: ${why}`,
    policy: null,
    rule: null,
    subject: null,
    span: null,
    suggestions: freeze([]),
  });
}

/** A frozen list. */
function list<T>(length: number, make: (place: number) => T): readonly T[] {
  if (length === 1) return freeze([make(0)]);
  const all: T[] = [];
  for (let place = 0; place < length; place += 1) {
    put(all, place, make(place));
  }
  return freeze(all);
}
