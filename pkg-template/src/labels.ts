/** What is known of values and of operations, and what becomes of it where no policy is asked. */

import type { Span } from "./decision.js";
import { descriptorsJson, operationJson } from "./internal/labels.js";
import { call, said } from "./internal/runtime.js";
import type { JsonValue } from "./policy.js";

/**
 * What is known of a value. It follows the value wherever that goes: what is made of several values has the
 * {@link mergeDescriptors | merge} of their descriptors.
 *
 * Each list holds nothing twice. Rules look at `labels` and `taint` alike.
 */
export interface Descriptor {
  /** What it is: `secret`, `pii`, `untrusted`. */
  readonly labels: readonly string[];
  /** Where it came from: `src:mcp`, `src:file`, `dir:/tmp`. */
  readonly taint: readonly string[];
  /** How it got here: `mcp:createIssue`, `cmd:curl`. */
  readonly sources: readonly string[];
  /** The tool calls that it went through. */
  readonly tools: readonly ToolUse[];
}

/** A tool call that a value went through. */
export interface ToolUse {
  readonly name: string;
  /** The names of its arguments, or whatever the host keeps of them. */
  readonly args?: JsonValue | undefined;
  /** Where the host has the call on record. Of two uses with the same reference the first is kept. */
  readonly auditRef?: string | undefined;
}

/** A descriptor of which lists may be missing: a missing list is an empty one. An unknown key is refused. */
export interface PartialDescriptor {
  readonly labels?: readonly string[] | undefined;
  readonly taint?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly tools?: readonly ToolUse[] | undefined;
}

/**
 * What is known of a value, as methods take it: a descriptor, a part of one, what {@link PolicyEngine.labels} made of it,
 * or its labels alone.
 *
 * @example
 * ```ts
 * import { type DescriptorInput, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ labels: { secret: { deny: ["op:show"] } } });
 * const token: DescriptorInput[] = [["secret"], { labels: ["secret"], taint: ["src:env"] }, engine.labels(["secret"])];
 * console.log(token.map((value) => engine.checkFlow({ type: "show" }, value).decision).join()); // deny,deny,deny
 * ```
 */
export type DescriptorInput = PartialDescriptor | readonly string[];

/** A value that stands in a command line. */
export interface CommandInput extends PartialDescriptor {
  /** Where it stands, in UTF-16 code units of the text. Without it, it may stand anywhere. */
  readonly span?: Span | undefined;
}

/**
 * A change of labels, as a guard asks for it. All four may be left out; what adds comes after what takes away.
 *
 * @example
 * ```ts
 * import { type LabelChange, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({});
 * const change: LabelChange = { bless: true, add: ["reviewed"] };
 * const { descriptor } = engine.changeLabels(["untrusted", "pii"], change, { privileged: true });
 * console.log(descriptor.labels.join()); // pii,trusted,reviewed
 * ```
 */
export interface LabelChange {
  /** Labels to add. */
  readonly add?: readonly string[] | undefined;
  /** Labels to take away, each exactly: `secret` is not `secret:api`. */
  readonly remove?: readonly string[] | undefined;
  /** Takes `untrusted` away and adds `trusted`. */
  readonly bless?: boolean | undefined;
  /** Takes all labels away but `src:*` and `dir:*`. */
  readonly clear?: boolean | undefined;
}

/** Who asks for a change of labels. */
export interface LabelChangeOptions {
  /** Whether it is a privileged guard, which alone may take labels away and add `trusted` and `known`. */
  readonly privileged?: boolean | undefined;
}

/** A change that was made. The descriptor that it was made to is as it was. */
export interface ChangedLabels {
  readonly descriptor: Descriptor;
  /** `TRUST_CONFLICT`: the value is called trusted and untrusted, and counts as untrusted. */
  readonly warnings: readonly "TRUST_CONFLICT"[];
}

/**
 * An operation that data flows into. An unknown key is refused, but within `metadata`.
 *
 * What its commands do counts as well: every program that bash would run with them, every file and host.
 */
export interface Operation {
  /**
   * What it is, in lower case: `cmd` or `run`, `sh`, `js`, `node`, `py`, `prose`, `show`, `output`, `log`, `append`, `stream`,
   * `exe`, or a word of the host's own. The operation has the label `op:<type>`; `run` is `cmd`.
   */
  readonly type: string;
  /** The language of a `run`: with `sh`, `js`, `node`, `py` or `prose` the operation has that label, too. */
  readonly subtype?: string | null | undefined;
  /** What people call it. No rule looks at it. */
  readonly name?: string | null | undefined;
  /** Labels of the operation: `net:w`, `exfil:send`, `tool:w`. */
  readonly opLabels?: readonly string[] | undefined;
  /** More of them. */
  readonly labels?: readonly string[] | undefined;
  /** A command line. */
  readonly command?: string | null | undefined;
  /** What a host keeps with its operations: here, too, command lines are looked for. */
  readonly metadata?:
    | {
        readonly command?: string | null | undefined;
        readonly commandPreview?: string | null | undefined;
        readonly [other: string]: unknown;
      }
    | null
    | undefined;
}

/** What an operation is aimed at, where that is not the first of the values that flow into it. */
export interface FlowOptions {
  /** Of what says where something is sent: one value, or several, each of which must satisfy the rules. */
  readonly destination?: DescriptorInput | readonly DescriptorInput[] | undefined;
  /** Of what says what is destroyed. */
  readonly target?: DescriptorInput | readonly DescriptorInput[] | undefined;
}

/**
 * What is known of a value that was made of others: all that is known of each, what comes first first. Of no values at
 * all nothing is known. Where policies have `defaults.unlabeled`, take the engine's method of this name.
 *
 * @throws {TypeError} if a value is no descriptor
 * @throws {MlldSecurityError} if the module failed: no labels are given where none were made
 *
 * @example
 * ```ts
 * import { mergeDescriptors } from "mlld-policy";
 *
 * const merged = mergeDescriptors(["secret"], { labels: ["pii", "secret"], taint: ["src:mcp"] });
 * console.log(merged.labels.join(), merged.taint.join()); // secret,pii src:mcp
 * ```
 */
export function mergeDescriptors(...values: readonly DescriptorInput[]): Descriptor {
  const given = descriptorsJson("mergeDescriptors", "values", values);
  return call((module) => said(module.mergeDescriptors(given)));
}

/**
 * What an operation does, as labels that rules name; `*` where it may do anything.
 *
 * Its commands are read as ones without data in them, and without the folders of an engine.
 *
 * @throws {TypeError} if `operation` is none
 * @throws {MlldSecurityError} if the module failed
 *
 * @example
 * ```ts
 * import { operationLabels } from "mlld-policy";
 *
 * console.log(operationLabels({ type: "cmd", command: "git status" }).join()); // op:cmd,op:cmd:git,op:cmd:git:status
 * console.log(operationLabels({ type: "show", labels: ["advice"] }).join()); // op:show,advice
 * ```
 */
export function operationLabels(operation: Operation): readonly string[] {
  const given = operationJson("operationLabels", operation);
  return Object.freeze(call((module) => module.operationLabels(given)));
}
