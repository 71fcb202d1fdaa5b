/** What an engine has worked out ahead, so that a flow is decided by two numbers. */

import type { Handle } from "./internal/wasm.js";
import type { Descriptor, ToolUse } from "./labels.js";

/** @internal Where something prepared comes from: an engine, its number there, and the JSON text that it was made of. */
export interface Origin {
  readonly handle: Handle;
  readonly number: number;
  readonly json: string;
}

/** @internal That of an operation. */
export interface OperationOrigin extends Origin {
  /**
   * The numbers of values that the engine lets into it: what it says of two numbers it says for ever, and is asked once. Without
   * a prototype, which could have such keys.
   */
  readonly lets: Record<number, true>;
}

/** Only this module has it: nobody else makes what looks as if an engine had prepared it. */
const KEY = {};

let originOfLabelSet: (value: unknown) => Origin | undefined;
let originOfOperation: (value: unknown) => OperationOrigin | undefined;
let newLabelSet: (origin: Origin, descriptor: Descriptor) => LabelSet;
let newOperation: (origin: OperationOrigin, labels: readonly string[]) => PreparedOperation;

/**
 * What is known of a value, prepared by {@link PolicyEngine.labels} for any number of flows. It is a descriptor itself,
 * and stays one when its engine is freed; other engines take it as any descriptor.
 *
 * @example
 * ```ts
 * import { LabelSet, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ labels: { secret: { deny: ["net:w"] } } });
 * const token = engine.labels(["secret"]);
 * console.log(token instanceof LabelSet, token.labels.join()); // true secret
 * ```
 */
export class LabelSet implements Descriptor {
  readonly labels: readonly string[];
  readonly taint: readonly string[];
  readonly sources: readonly string[];
  readonly tools: readonly ToolUse[];
  readonly #origin: Origin;

  static {
    originOfLabelSet = (value) =>
      typeof value === "object" && value !== null && #origin in value ? value.#origin : undefined;
    newLabelSet = (origin, descriptor) => new LabelSet(KEY, origin, descriptor);
  }

  private constructor(key: object, origin: Origin, descriptor: Descriptor) {
    if (key !== KEY) throw new TypeError("LabelSet: only the method `labels` of an engine makes one");
    this.labels = descriptor.labels;
    this.taint = descriptor.taint;
    this.sources = descriptor.sources;
    this.tools = descriptor.tools;
    this.#origin = origin;
    Object.freeze(this);
  }
}

/**
 * An operation, prepared by {@link PolicyEngine.operation} for any number of flows. Other engines take it as the operation
 * that it was made of.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ labels: { secret: { deny: ["net:w"] } } });
 * const push = engine.operation({ type: "cmd", command: "git push" });
 * console.log(push.labels.includes("op:cmd:git:push"), engine.checkFlow(push, ["secret"]).decision); // true deny
 * ```
 */
export class PreparedOperation {
  /** What it does, as {@link operationLabels} says. */
  readonly labels: readonly string[];
  readonly #origin: OperationOrigin;

  static {
    originOfOperation = (value) =>
      typeof value === "object" && value !== null && #origin in value ? value.#origin : undefined;
    newOperation = (origin, labels) => new PreparedOperation(KEY, origin, labels);
  }

  private constructor(key: object, origin: OperationOrigin, labels: readonly string[]) {
    if (key !== KEY) throw new TypeError("PreparedOperation: only the method `operation` of an engine makes one");
    this.labels = labels;
    this.#origin = origin;
    Object.freeze(this);
  }
}

/** @internal Where a set of labels comes from; `undefined` for anything else, whatever it looks like. */
export function labelSetOrigin(value: unknown): Origin | undefined {
  return originOfLabelSet(value);
}

/** @internal Where a prepared operation comes from; `undefined` for anything else. */
export function operationOrigin(value: unknown): OperationOrigin | undefined {
  return originOfOperation(value);
}

/** @internal */
export function labelSet(origin: Origin, descriptor: Descriptor): LabelSet {
  return newLabelSet(origin, descriptor);
}

/** @internal */
export function preparedOperation(origin: OperationOrigin, labels: readonly string[]): PreparedOperation {
  return newOperation(origin, labels);
}
