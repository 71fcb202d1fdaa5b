/** Calls of host functions on behalf of a run: guarded, limited in time, and known as such to whatever they call. */

import type { GuardContext } from "../guards.js";
import { messageOf } from "./runtime.js";
import { stringify } from "./snapshot.js";

// As they were when the package was loaded. Where there are no timers there is no limit.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis as Partial<typeof globalThis>;

/** What follows a call across its `await`s, on platforms that have such a thing. */
interface AsyncContext {
  run<R>(store: Evaluation, work: () => R): R;
  getStore(): Evaluation | undefined;
}

let asyncContext: AsyncContext | undefined;

/** Of the entry points of platforms that can follow awaits. */
export function followAwaits(context: AsyncContext): void {
  asyncContext = context;
}

/** How many functions of guards are on the stack. */
let depth = 0;

const ofContext = new WeakMap<object, Evaluation>();

/** One call of a guard's function. It ends when the function has answered, or may not any more. */
export class Evaluation {
  isGoingOn = true;

  constructor(context: GuardContext) {
    ofContext.set(context, this);
  }

  /** Runs host code of this call. What it starts, and what goes on after the call has ended, is not of it. */
  enter<T>(work: () => T): T {
    depth += 1;
    try {
      return asyncContext === undefined ? work() : asyncContext.run(this, work);
    } finally {
      depth -= 1;
    }
  }
}

/** Whether this is asked by the function of a guard that is being evaluated. */
export function isWithinGuard(): boolean {
  return depth > 0 || asyncContext?.getStore()?.isGoingOn === true;
}

/** Whether this is the context, by identity, of a guard that is being evaluated. */
export function isCurrentContext(context: unknown): boolean {
  return typeof context === "object" && context !== null && ofContext.get(context)?.isGoingOn === true;
}

/** A host function that is to answer. */
export interface HostCall {
  readonly call: () => unknown;
  /** Reads what it returned, and makes the answer of that; it throws nothing. */
  readonly read: (returned: unknown) => string;
  /** The guard's, where it is one's. */
  readonly evaluation: Evaluation | undefined;
}

/** What a function says that answers now or later, but within `limit` milliseconds. */
export function answerInTime({ call, read, evaluation }: HostCall, limit: number): Promise<string> {
  const enter = <T>(work: () => T): T => (evaluation === undefined ? work() : evaluation.enter(work));
  return new Promise<string>((resolve) => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (answer: string): void => {
      if (isOver) return;
      isOver = true;
      if (evaluation !== undefined) evaluation.isGoingOn = false;
      if (timer !== undefined) stopTimer?.(timer);
      resolve(answer);
    };
    const say = (answer: () => string): void => {
      if (isOver) return;
      try {
        end(enter(answer));
      } catch {
        end(failed("it could not be heard"));
      }
    };
    // `await` itself takes a promise without looking at its `then`, and a thenable, however hostile, by its first answer alone.
    // Nothing gets out of this but by `end`, so that what comes too late is no unhandled rejection either.
    const wait = async (): Promise<void> => {
      let returned: unknown;
      try {
        returned = await call();
      } catch (thrown) {
        say(() => failed(messageOf(thrown)));
        return;
      }
      say(() => read(returned));
    };
    try {
      void enter(wait);
    } catch {
      end(failed("it could not be called"));
    }
    if (!isOver) timer = startTimer?.(() => end(failed(`it did not settle within ${limit} ms`)), limit);
  });
}

/** What a function says that answers now; `refuse` makes the error of one that does not. */
export function answerNow({ call, read, evaluation }: HostCall, refuse: () => Error): string {
  const enter = <T>(work: () => T): T => (evaluation === undefined ? work() : evaluation.enter(work));
  try {
    const answer = enter(() => {
      try {
        const returned = call();
        if (!isThenable(returned)) return read(returned);
        void swallow(returned);
      } catch (thrown) {
        return failed(messageOf(thrown));
      }
      return undefined;
    });
    if (answer === undefined) throw refuse();
    return answer;
  } finally {
    if (evaluation !== undefined) evaluation.isGoingOn = false;
  }
}

function isThenable(value: unknown): boolean {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && typeof (value as { then?: unknown }).then === "function";
}

/** Lets a promise come to nothing. */
async function swallow(promise: unknown): Promise<void> {
  try {
    await promise;
  } catch {
    // Whatever it is, nobody waits for it.
  }
}

/** The answer that a function failed, for a reason. */
export function failed(why: string): string {
  let text: string;
  try {
    // UTF-8 cannot carry lone surrogates, and a message that was cut may end in one.
    text = stringify(why.replace(/\p{Surrogate}/gu, "\ufffd"));
  } catch {
    text = '"no message"';
  }
  return `{"failed":${text}}`;
}

const { apply } = Reflect;
const { toString: describe } = Object.prototype;

/** Whether a function is written as an asynchronous one. */
export function isAsync(evaluate: unknown): boolean {
  try {
    return apply(describe, evaluate, []) === "[object AsyncFunction]";
  } catch {
    // A proxy with an opinion: what it returns will be looked at.
    return false;
  }
}
