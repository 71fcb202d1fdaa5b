import { ALLOWED, type Allowed, type Decision, type Trace } from "./decision.js";
import { check, enforce, explain, open } from "./engine-core.js";
import { DeclarationChecks } from "./engine-needs.js";
import type { MlldSecurityError } from "./errors.js";
import { changeJson, descriptorJson, descriptorsJson, flowJson, operationJson, toolCallJson } from "./internal/labels.js";
import { call, hasFailed, said } from "./internal/runtime.js";
import type { Handle } from "./internal/wasm.js";
import type {
  ChangedLabels,
  Descriptor,
  DescriptorInput,
  FlowOptions,
  LabelChange,
  LabelChangeOptions,
  Operation,
} from "./labels.js";
import {
  type LabelSet,
  type PreparedOperation,
  labelSet,
  labelSetOrigin,
  operationOrigin,
  preparedOperation,
} from "./prepared.js";
import type { ToolCall } from "./tools.js";

/** What the module gives in place of a number where it has none left. */
const NO_NUMBER = 0xffff_ffff;

/** The methods of an engine that decide over data by its labels, and over calls of tools. */
export abstract class LabelChecks extends DeclarationChecks {
  /**
   * What is known of a value, prepared for {@link checkFlow}. However many a host makes of them, the module keeps no more
   * than rules tell apart.
   *
   * @throws {TypeError} if `value` is no descriptor
   * @throws {MlldSecurityError} if the module failed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ labels: { secret: { deny: ["op:show"] } } });
   * const show = engine.operation({ type: "show" });
   * const token = engine.labels({ labels: ["secret:api"], taint: ["src:env"] });
   * console.log(engine.checkFlow(show, token).decision); // deny
   * console.log(engine.checkFlow(show, engine.labels(["draft"])).decision); // allow
   * ```
   */
  labels(value: DescriptorInput): LabelSet {
    const json = descriptorJson("labels", "value", value);
    const handle = open(this);
    return call((module) => {
      const descriptor = said(module.mergeDescriptors(`[${json}]`));
      return labelSet({ handle, number: handle.prepareValue(json), json }, descriptor);
    });
  }

  /**
   * An operation, prepared for {@link checkFlow}: its commands are analysed once. Its `labels` are those of the operation alone;
   * that its requests carry the data, which makes them `net:w`, counts where a flow is checked.
   *
   * @throws {TypeError} if `operation` is none
   * @throws {MlldSecurityError} if the module failed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * const test = engine.operation({ type: "cmd", command: "npm test" });
   * console.log(test.labels.join()); // op:cmd,op:cmd:npm,op:cmd:npm:test
   * ```
   */
  operation(operation: Operation | PreparedOperation): PreparedOperation {
    const json = operationJson("operation", operation);
    const handle = open(this);
    return call((module) => {
      const labels = Object.freeze(module.operationLabels(json));
      const lets = Object.create(null) as Record<number, true>;
      return preparedOperation({ handle, number: handle.prepareOperation(json), json, lets }, labels);
    });
  }

  /**
   * Decides whether data may flow into an operation, by the rules of `labels` and `defaults.rules`.
   *
   * An array of strings is the labels of one value, any other array has a value in each of its items; an empty one is no
   * data. What the operation is aimed at is the first value, unless `options` say otherwise. A {@link LabelSet} and a
   * {@link PreparedOperation} of this engine are decided fastest, and no differently.
   *
   * @throws {TypeError} if an argument has the wrong shape, such as a key that is not known
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * const labels = { secret: { deny: ["net:w"] } };
   * using engine = new PolicyEngine({ labels, defaults: { rules: ["no-send-to-unknown"] } });
   * const push = { type: "cmd", command: "git push origin main" };
   * console.log(engine.checkFlow(push, [["draft"], { taint: ["secret"] }]).decision); // deny
   * const send = { type: "exe", name: "send", labels: ["exfil:send"] };
   * console.log(engine.checkFlow(send, ["untrusted"], { destination: ["known"] }).decision); // allow
   * ```
   */
  checkFlow(
    operation: Operation | PreparedOperation,
    inputs: DescriptorInput | readonly DescriptorInput[],
    options?: FlowOptions,
  ): Decision {
    if (options === undefined && letsIn(this, operation, inputs)) return ALLOWED;
    return check(this, checkingFlow("checkFlow", operation, inputs, options));
  }

  /** Like {@link checkFlow}, but throws a {@link MlldSecurityError} where that denies. */
  enforceFlow(
    operation: Operation | PreparedOperation,
    inputs: DescriptorInput | readonly DescriptorInput[],
    options?: FlowOptions,
  ): Allowed {
    if (options === undefined && letsIn(this, operation, inputs)) return ALLOWED;
    return enforce(this, checkingFlow("enforceFlow", operation, inputs, options));
  }

  /** Like {@link checkFlow}, with every rule that was considered. */
  explainFlow(
    operation: Operation | PreparedOperation,
    inputs: DescriptorInput | readonly DescriptorInput[],
    options?: FlowOptions,
  ): Trace {
    const flow = flowJson("explainFlow", operation, inputs, options);
    return explain(this, (handle) => handle.explainFlow(flow));
  }

  /**
   * Decides over a call of a tool: by its name and its server's (`env`), by the capabilities that its arguments are about, by
   * what policies authorise, and by what is known of its arguments. The option `tools` says what the tool is.
   *
   * An authorisation that matches overrides rules about labels, but for those of locked layers, and nothing else.
   *
   * @throws {TypeError} if the call has the wrong shape, or an argument holds what JSON cannot
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * const tools = { write_file: { labels: ["tool:w"], args: { path: "fs:w", text: "value" } } } as const;
   * using engine = new PolicyEngine({ allow: ["fs:w:out/**"] }, { base: "/work/project", tools });
   * const write = (path: string) => ({ tool: "write_file", args: { path, text: "hello" } });
   * console.log(engine.checkToolCall(write("out/a.txt")).decision); // allow
   * console.log(engine.checkToolCall(write("out/../a.txt")).decision); // deny
   * ```
   */
  checkToolCall(call: ToolCall): Decision {
    const given = toolCallJson("checkToolCall", call);
    return check(this, (handle) => handle.checkToolCall(given));
  }

  /** Like {@link checkToolCall}, but throws a {@link MlldSecurityError} where that denies. */
  enforceToolCall(call: ToolCall): Allowed {
    const given = toolCallJson("enforceToolCall", call);
    return enforce(this, (handle) => handle.checkToolCall(given));
  }

  /** Like {@link checkToolCall}, with every rule that was considered. */
  explainToolCall(call: ToolCall): Trace {
    const given = toolCallJson("explainToolCall", call);
    return explain(this, (handle) => handle.explainToolCall(given));
  }

  /**
   * What is known of the result of a call: all that is known of its inputs, that it comes from a tool, and `influenced`
   * where a policy says so of models with untrusted input. Nothing is decided here: a call that would be denied has labels
   * too.
   *
   * @param known what the tool, or the host, says of the result besides
   * @throws {TypeError} if an argument has the wrong shape
   * @throws {MlldSecurityError} if the module failed: no labels are given where none were made
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * const result = engine.labelToolResult({ tool: "search", args: { q: "x" }, inputs: { q: ["pii"] } }, ["untrusted"]);
   * console.log(result.labels.join(), result.taint.join(), result.sources.join()); // pii,untrusted src:mcp mcp:search
   * ```
   */
  labelToolResult(call: ToolCall, known?: DescriptorInput): Descriptor {
    const given = toolCallJson("labelToolResult", call);
    const besides = known === undefined ? "{}" : descriptorJson("labelToolResult", "known", known);
    return answerOf(this, (handle) => handle.labelToolResult(given, besides));
  }

  /**
   * What is known of a value that is made of others: like the function of that name, but what the policies count as
   * untrusted for want of a label (`defaults.unlabeled`) is `untrusted` beside labelled values, too.
   *
   * @throws {TypeError} if a value is no descriptor
   * @throws {MlldSecurityError} if the module failed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ defaults: { unlabeled: "untrusted" } });
   * const merged = engine.mergeDescriptors({ taint: ["src:network"] }, ["pii"]);
   * console.log(merged.labels.join()); // pii,untrusted
   * ```
   */
  mergeDescriptors(...values: readonly DescriptorInput[]): Descriptor {
    const given = descriptorsJson("mergeDescriptors", "values", values);
    return answerOf(this, (handle) => handle.merge(given));
  }

  /**
   * A descriptor with a change of its labels, as a guard asks for it. Only a privileged guard takes labels away, or adds
   * `trusted` or `known`. The descriptor that was given stays as it is. What counts as untrusted for want of a label gets
   * the label `untrusted` with the first other one, unless a privileged guard gives that.
   *
   * @throws {LabelError} if the change is refused
   * @throws {TypeError} if an argument has the wrong shape
   * @throws {MlldSecurityError} if the module failed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * const page = { labels: ["untrusted"], taint: ["src:network"] };
   * console.log(engine.changeLabels(page, { add: ["summary"] }).descriptor.labels.join()); // untrusted,summary
   * console.log(engine.changeLabels(page, { bless: true }, { privileged: true }).descriptor.labels.join()); // trusted
   * console.log(engine.changeLabels(page, { add: ["trusted"] }, { privileged: true }).warnings.join()); // TRUST_CONFLICT
   * ```
   */
  changeLabels(value: DescriptorInput, change: LabelChange, options?: LabelChangeOptions): ChangedLabels {
    const given = descriptorJson("changeLabels", "value", value);
    const asked = changeJson("changeLabels", change, options);
    return answerOf(this, (handle) => handle.changeLabels(given, asked.change, asked.privileged));
  }
}

/** An answer for which nothing can stand in once the module has failed. */
function answerOf<T extends object>(engine: LabelChecks, ask: (handle: Handle) => T | null): T {
  const handle = open(engine);
  return call(() => said(ask(handle)));
}

/** Whether what is prepared may flow into a prepared operation. `false` where anything is to be said about it. */
function letsIn(engine: LabelChecks, operation: unknown, inputs: unknown): boolean {
  const into = operationOrigin(operation);
  const value = labelSetOrigin(inputs);
  if (into === undefined || value === undefined) return false;
  const handle = open(engine);
  if (into.handle !== handle || value.handle !== handle) return false;
  if (into.lets[value.number] === true && !hasFailed()) return true;
  try {
    // Numbers that stand for nothing let nothing in.
    const lets = call(() => handle.letsIn(into.number, value.number));
    if (lets) into.lets[value.number] = true;
    return lets;
  } catch {
    // Once more, by those who say why.
    return false;
  }
}

/** What is asked about a flow: two numbers where there are some, and all of it where that denies or cannot be asked. */
function checkingFlow(
  caller: string,
  operation: unknown,
  inputs: unknown,
  options: unknown,
): (handle: Handle) => number {
  const into = operationOrigin(operation);
  const value = labelSetOrigin(inputs);
  if (into === undefined || value === undefined || options !== undefined) {
    const flow = flowJson(caller, operation, inputs, options);
    return (handle) => handle.checkFlow(flow);
  }
  return (handle) => {
    const isReady =
      into.handle === handle && value.handle === handle && into.number !== NO_NUMBER && value.number !== NO_NUMBER;
    if (isReady && handle.letsIn(into.number, value.number)) return 0;
    const decided = handle.checkFlow(`{"operation":${into.json},"inputs":[${value.json}]}`);
    // Two answers to one question: the module cannot be trusted any more.
    if (isReady && decided === 0) throw new Error("a flow was denied and allowed at once");
    return decided;
  };
}
