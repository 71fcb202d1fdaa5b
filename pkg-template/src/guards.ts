/** Guards of a host and of policies: what they are, what they are told, and what is said of an operation that passes them. */

import type { Denied, Span } from "./decision.js";
import type { Descriptor, PartialDescriptor } from "./labels.js";
import type { JsonValue, PolicyDocument } from "./policy.js";

/** When a guard is asked: before an operation (`for` is the same), about what came of it, or both. */
export type GuardTiming = "before" | "after" | "always" | "for";

/** What a guard is asked about: each value by itself, or an operation with all its values. */
export type GuardScope = "perInput" | "perOperation";

/**
 * A change of labels that a guard asks for; what adds comes after what takes away. Only a privileged guard takes labels away,
 * or adds `trusted` or `known`.
 */
export interface GuardLabelChange {
  /** Labels to add. */
  readonly add?: readonly string[];
  /** Labels to take away, each exactly. */
  readonly remove?: readonly string[];
  /** Takes `untrusted` away and adds `trusted`. */
  readonly bless?: boolean;
  /** Takes all labels away but `src:*` and `dir:*`. */
  readonly clear?: boolean;
}

/**
 * What a guard says. An unknown key is refused.
 *
 * - `"allow"`; `{ allow: value }` puts another value in the place of the one it was asked about (of an operation with
 *   several inputs a list of as many); `labels` changes what is known of it.
 * - `"deny"`, `{ deny: reason }`.
 * - `"retry"`, `{ retry: hint }`: the host should try again with something else.
 * - `{ env }`: the operation may run in this environment, and under this policy as one more layer.
 *
 * In a `when`, texts may hold paths such as `@mx.op.name`, and a value that is exactly one path is what stands there.
 */
export type GuardAction =
  | "allow"
  | "deny"
  | "retry"
  | { readonly allow: JsonValue; readonly labels?: GuardLabelChange }
  | { readonly labels: GuardLabelChange }
  | { readonly deny: string }
  | { readonly retry: string }
  | { readonly env: JsonValue; readonly policy?: PolicyDocument | { readonly [key: string]: JsonValue } };

/** A condition, or `"*"`, and what the guard says where that holds. */
export type GuardRule = readonly [condition: string, action: GuardAction];

/**
 * Decides in place of conditions. It is called without `this`, with a context of its own. What throws, is rejected, takes
 * too long or is no action denies with `GUARD_FAILED`. A function that blocks is not interrupted; that it took too long is
 * known when it answers.
 */
export type GuardFunction = (context: GuardContext) => GuardAction | PromiseLike<GuardAction>;

/** When a guard is asked, and about what. */
export interface GuardSettings {
  /** What overrides and traces call it, with or without the `@`. Without one it cannot be named. */
  readonly name?: string;
  /** When it is asked. */
  readonly timing: GuardTiming;
  /**
   * A label (`secret`): the inputs that carry it, and the operations that do. With `op:` (`op:cmd:git`): operations alone.
   * With `@` (`@deploy`): the operation of that name.
   */
  readonly filter: string;
  /** Restricts a guard with a label as its filter to values, or to operations. */
  readonly scope?: GuardScope;
  /** Whether nobody skips it, and whether it may lift denials of flow and take labels away. */
  readonly privileged?: boolean;
}

/**
 * A guard: with rules, of which the first that holds decides, or with a function.
 *
 * @example
 * ```ts
 * import { type GuardDefinition, PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({});
 * using pipeline = engine.pipeline();
 * const noSecretsOut: GuardDefinition = {
 *   name: "noSecretsOut",
 *   timing: "before",
 *   filter: "secret",
 *   when: [['@mx.op.labels.includes("net:w")', { deny: "Secrets stay here" }], ["*", "allow"]],
 * };
 * pipeline.guard(noSecretsOut);
 * const result = await pipeline.before({ type: "cmd", command: "git push" }, [{ value: "k3y!", labels: ["secret"] }]);
 * console.log(result.reason); // Secrets stay here
 * ```
 */
export type GuardDefinition =
  | (GuardSettings & { readonly when: readonly GuardRule[]; readonly evaluate?: never; readonly timeout?: never })
  | (GuardSettings & {
      readonly evaluate: GuardFunction;
      /** How long the function may take, in milliseconds, at once or later; where not given, as long as the pipeline says. */
      readonly timeout?: number;
      readonly when?: never;
    });

/** What the function of a guard is told: deeply frozen, and made for this one call. */
export interface GuardContext {
  readonly mx: {
    readonly op: {
      readonly type: string;
      readonly subtype: string | null;
      readonly name: string | null;
      readonly command: string | null;
      /** What the operation does. */
      readonly labels: readonly string[];
    };
    /** Of the value that it is asked about, or of all of them. */
    readonly labels: readonly string[];
    readonly taint: readonly string[];
    readonly sources: readonly string[];
    /** The arguments by name, those that are inputs included. */
    readonly args: { readonly [name: string]: JsonValue };
    readonly guard: {
      readonly name: string | null;
      /** The number of this attempt, from 1. */
      readonly try: number;
      /** How many attempts there may be. */
      readonly max: number;
      /** What was said of earlier attempts. */
      readonly hints: readonly string[];
    };
  };
  /** The value that it is asked about, or the list of all. */
  readonly input: JsonValue;
  /** The same with what is known of each. */
  readonly inputs: readonly {
    readonly value: JsonValue;
    readonly labels: readonly string[];
    readonly taint: readonly string[];
    readonly sources: readonly string[];
  }[];
  /** After an operation, what came of it. */
  readonly output: JsonValue;
}

/** A guard of a host, as {@link GuardPipeline.guards} lists it. */
export interface RegisteredGuard {
  /** Its name with the `@`; `null` for one without a name. */
  readonly name: string | null;
  /** When it is asked; `for` is `before`. */
  readonly timing: "before" | "after" | "always";
  /** What it is asked about, as its definition says it. */
  readonly filter: string;
  /** What it is restricted to; `null` where its definition says nothing, so that it is asked about all that its filter means. */
  readonly scope: GuardScope | null;
  /** Whether nobody skips it, and whether it may lift denials of flow and take labels away. */
  readonly privileged: boolean;
}

/** What a policy watches over, as a guard: always asked, before an operation. */
export interface PolicyGuard {
  /** `__policy_…`; each layer may have one of the name. */
  readonly name: string;
  readonly timing: "before";
  /** Which operations or values it is about; `*` is all operations. */
  readonly filter: string;
  /** Whether it is about each value by itself, or about the operation with all its values. */
  readonly scope: GuardScope;
  /** Always: nobody skips it. */
  readonly privileged: true;
  /** The name of its layer. */
  readonly layer: string;
  /** The rule that it enforces, as a path into the layer's document; of several the first. */
  readonly rule: string;
  /** Whether no guard lifts its denials: all but those of flow, and those of a locked layer. */
  readonly locked: boolean;
}

/** The options of a pipeline. */
export interface PipelineOptions {
  /** How often an operation may be attempted in all where guards ask for that; 3 where not given, at most 1000. */
  readonly maxAttempts?: number | undefined;
  /** How long the function of a guard, or `rebuild`, may take, in milliseconds, at once or later; 30 000 where not given. */
  readonly timeout?: number | undefined;
}

/** A value that goes into an operation, with what is known of it. */
export interface GuardInput extends PartialDescriptor {
  /**
   * Anything. Where a guard, a policy or the search for secrets has to look at it, it must be JSON data; where nobody looks
   * it comes back as it is.
   */
  readonly value?: unknown;
  /** Where it stands in `operation.command`, in UTF-16 code units. Without it, it may stand anywhere. */
  readonly span?: Span | undefined;
  /** The name of the argument that it is. */
  readonly arg?: string | undefined;
}

/** What came of an operation. */
export interface GuardOutput extends PartialDescriptor {
  /** Anything, as for an input. */
  readonly value?: unknown;
}

/** Which guards are skipped: all, all but some, or some. Privileged guards and those of policies never are. */
export type GuardOverride =
  | false
  | { readonly only: readonly string[]; readonly except?: never }
  | { readonly except: readonly string[]; readonly only?: never };

/** The options of `before` and `after`. */
export interface GuardOptions {
  /** Guards to skip, by their names with the `@`. */
  readonly guards?: GuardOverride | undefined;
  /** Arguments beside those that inputs are, by name. One that is `undefined` is absent. */
  readonly args?: { readonly [name: string]: unknown } | undefined;
  /** Whether the host can make another attempt. Without it, a guard that asks for one denies. */
  readonly retryable?: boolean | undefined;
  /**
   * Names the place that makes attempts, so that they are counted; where not given, type, subtype and name of the operation.
   * Calls that may be under way at the same time need an `id` each: without one they share a count and its hints.
   */
  readonly id?: string | undefined;
  /**
   * The command as it will run with these values, where guards replaced some: it is checked again. Throwing, or anything but
   * a string, denies.
   *
   * Without it each replaced value is put where the old one stands in the text (its span, or wherever it stands as
   * a word), and that text is checked. Where that is not known the run is denied (`GUARD_FAILED`): pass `rebuild`.
   */
  readonly rebuild?: ((values: readonly unknown[]) => string | PromiseLike<string>) | undefined;
  /**
   * The context of a guard that is being evaluated, on behalf of which this is asked: only policies are then, because guards
   * are not re-entrant. In Node, Bun and Deno that is known without it; elsewhere only until the guard first awaits.
   */
  readonly within?: GuardContext | undefined;
}

/** The options of `beforeSync` and `afterSync`. */
export interface GuardSyncOptions extends Omit<GuardOptions, "rebuild"> {
  /** The same, at once. */
  readonly rebuild?: ((values: readonly unknown[]) => string) | undefined;
}

/** What is said of an operation: it may run, it must not, or something else should be tried. */
export type GuardDecision = "allow" | "deny" | "retry";

/** A value as the operation is to get it, with what is known of it. */
export interface GuardedValue extends Descriptor {
  /**
   * The one that a guard put in its place; a frozen copy of the one that was looked at; or, where nobody looked, the very
   * thing that the host gave.
   */
  readonly value: unknown;
}

/** What every result has. Secrets stand nowhere in it but in `inputs` and `output`. */
export interface GuardResultDetails {
  /** The reasons of all denials that stand. */
  readonly reasons: readonly string[];
  /** What guards say that another attempt should do. */
  readonly hints: readonly string[];
  /** The values in the order given; none where the engine failed or was freed meanwhile. */
  readonly inputs: readonly GuardedValue[];
  /** After an operation, what came of it; `null` where the engine failed or was freed meanwhile. */
  readonly output: GuardedValue | null;
  /** What every guard said, in order. */
  readonly trace: readonly GuardTraceRow[];
}

/** The operation may run, with `inputs`, in `env`. */
export interface GuardAllowed extends GuardResultDetails {
  readonly decision: "allow";
  readonly reason: null;
  /** The environment that a guard asks for. */
  readonly env: JsonValue;
  readonly denial: null;
}

/** The operation must not run. */
export interface GuardDenied extends GuardResultDetails {
  readonly decision: "deny";
  /** That of `denial`. */
  readonly reason: string;
  readonly env: null;
  /** The first denial that stands; of several by policies the weightiest. */
  readonly denial: Denied;
}

/** The operation must not run as it is; the host can try again with something else. */
export interface GuardRetry extends GuardResultDetails {
  readonly decision: "retry";
  /** The first of the hints. */
  readonly reason: string | null;
  readonly env: null;
  readonly denial: null;
}

/**
 * What a pipeline says of an operation, discriminated by `decision`. Run the operation only where that is `"allow"`.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ deny: ["cmd:rm"] });
 * using pipeline = engine.pipeline();
 * const result = await pipeline.before({ type: "cmd", command: "rm notes.txt" });
 * if (result.decision === "deny") console.log(result.denial.code); // POLICY_CAPABILITY_DENIED
 * ```
 */
export type GuardResult = GuardAllowed | GuardDenied | GuardRetry;

/** What one guard said about one value or operation. */
export interface GuardTraceRow {
  /** Its name: with an `@` that of a host's guard, `null` for one without a name, `__policy_…` for one of a policy. */
  readonly guard: string | null;
  /** The layer, of a policy's guard. */
  readonly layer: string | null;
  /** Whether it is privileged; those of policies are. */
  readonly privileged: boolean;
  /** What it is asked about; `*` is everything. */
  readonly filter: string;
  /** Whether it was asked about a value by itself, or about the operation. */
  readonly scope: GuardScope;
  /** The place of the input that it was asked about; `null` for the operation or its output. */
  readonly input: number | null;
  /** What it said: nothing against it, no, try again, or yes in an environment. `allow`, where it was skipped. */
  readonly decision: "allow" | "deny" | "retry" | "env";
  /** Whether one of its rules matched. */
  readonly matched: boolean;
  /** The rule that matched: `when[0]` of a guard, a path into the document of a policy. */
  readonly rule: string | null;
  /** Why it denies; `null` where it does not. */
  readonly reason: string | null;
  /** What it says that another attempt should do; `null` where it asks for none, or says nothing. */
  readonly hint: string | null;
  /** The kind of denial; `null` where it does not deny. */
  readonly code: Denied["code"] | null;
  /** Whether it replaced a value. */
  readonly replaced: boolean;
  /** Whether it changed labels. */
  readonly relabelled: boolean;
  /** Whether it was not asked, as an override wanted. */
  readonly skipped: boolean;
  /** Whether its denial was lifted by a privileged guard that allows, or by an authorisation. */
  readonly overridden: boolean;
}
