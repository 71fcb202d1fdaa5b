/** The guards of a policy, and what a policy says of commands and capabilities. */

import { type Compiled, required } from "./internal/compiled.js";
import { decided } from "./internal/module.js";
import { placesOf, someText } from "./internal/places.js";
import { data, each, pick, record } from "./internal/parts.js";
import { quoted } from "./internal/plain.js";
import { labelled, labelsText } from "./internal/questions.js";
import type { PolicyInput } from "./policy-config.js";
import type { Labels } from "./security.js";

/** What a policy says of a command. */
export interface CommandAccess {
  /** Whether it may run. */
  allowed: boolean;
  /** The program, as messages name it. */
  commandName: string;
  /** Why not. */
  reason?: string;
}

/** Whether something may be done. */
export interface Access {
  /** Whether it may be. */
  allowed: boolean;
  /** Why not. */
  reason?: string;
}

/** What of the code of a shell is denied. */
export interface DeniedShellCommand {
  /** The part of the code. */
  commandText: string;
  /** Its program. */
  commandName: string;
  /** Why. */
  reason: string;
}

/** The labels of a value, as guards are told them. */
export interface LabelledInput {
  /** What it is called. */
  readonly labels?: Labels | null | undefined;
  /** What it was made of. */
  readonly taint?: Labels | null | undefined;
  /** Where it comes from. */
  readonly sources?: Labels | null | undefined;
}

/** An operation, as guards are told it. What else the interpreter says of it is not read. */
export interface GuardedOperation {
  /** What it is: `run`, `exe`, `show`. */
  readonly type?: string | undefined;
  /** The name of what is called. */
  readonly name?: string | undefined;
  /** The command line, where there is one. */
  readonly command?: string | undefined;
  /** `commandPreview` and `command` of it are read. */
  readonly metadata?: object | null | undefined;
  /** The labels of what is called. */
  readonly labels?: readonly string[] | null | undefined;
  /** What kind of operation it is: `op:cmd:git`. */
  readonly opLabels?: readonly string[] | null | undefined;
}

/** What a condition is asked about. */
export interface PolicyConditionContext {
  /** What is about to be done. */
  readonly operation?: GuardedOperation | null | undefined;
  /** The value that a guard of data is about. */
  readonly input?: unknown;
  /** The values that go into the operation. */
  readonly inputs?: readonly unknown[] | null | undefined;
}

/** What a condition says. */
export interface PolicyConditionResult {
  /** Whether the operation may go on. */
  decision: "allow" | "deny";
  /** Why not. */
  reason?: string;
  /** The policy, by the name it was given. */
  policyName?: string;
  /** The part of the policy that denies. */
  rule?: string;
  /** Whether no privileged guard may overrule it. */
  locked?: boolean;
  /** What would permit it. */
  suggestions?: string[];
}

/** A guard of a policy, for the interpreter to register. */
export interface PolicyGuardSpec {
  /** Its name, which begins with `__policy_`. */
  name: string;
  /** Whether it is about data with a label, or about operations with a key. */
  filterKind: "data" | "operation";
  /** The label or the key. */
  filterValue: string;
  /** Whether it is asked of each input or once for an operation. */
  scope: "perInput" | "perOperation";
  /** An empty block of rules: the condition says it all. */
  block: { type: "GuardBlock"; rules: never[] };
  /** When it is asked. */
  timing: "before";
  /** Overrides do not switch it off. */
  privileged: true;
  /** What it says of an operation. */
  policyCondition: (context: PolicyConditionContext) => PolicyConditionResult;
}

/** Whether a command line may run; `/bin/sh` is what runs it. */
export function evaluateCommandAccess(policy: PolicyInput, text: string): CommandAccess {
  return decided<CommandAccess>(
    () => {
      const question = record({ text: quoted(someText(text, "the command")), ...placesOf() });
      return required(policy).ask("evaluateCommandAccess", question);
    },
    (reason) => ({ allowed: false, commandName: "command", reason }),
  );
}

/** Whether a capability may be used: `sh`, `js`, `node`, `py`, `prose`, or any other name. */
export function evaluateCapabilityAccess(policy: PolicyInput, capability: string): Access {
  return decided<Access>(
    () => {
      const question = record({ capability: quoted(someText(capability, "the capability")), ...placesOf() });
      return required(policy).ask("evaluateCapabilityAccess", question);
    },
    (reason) => ({ allowed: false, reason }),
  );
}

/** The first command in the code of a shell that a policy denies; what the policy permits is not asked. */
export function findDeniedShellCommand(policy: PolicyInput, code: string): DeniedShellCommand | null {
  return decided<DeniedShellCommand | null>(
    () => {
      const question = record({ code: quoted(someText(code, "the code")), ...placesOf() });
      return required(policy).ask("findDeniedShellCommand", question);
    },
    (reason) => ({ commandText: typeof code === "string" ? code : "", commandName: "command", reason }),
  );
}

/**
 * The guards of a policy. They decide by the policy as it is now: what becomes of the object later loosens no guard that
 * is registered.
 */
export function generatePolicyGuards(policy: PolicyInput, displayName?: string): PolicyGuardSpec[] {
  return decided(
    () => {
      const made = required(policy).keep();
      const specs = made.ask<Omit<PolicyGuardSpec, "policyCondition">[]>("generatePolicyGuards", "{}");
      return specs.map((spec) => ({ ...spec, policyCondition: conditionOf(made, spec.name, displayName) }));
    },
    (reason) => ["run", "exe"].map((key) => refusing(key, reason)),
  );
}

/** The condition of a guard, by its name. */
function conditionOf(policy: Compiled, guard: string, displayName: unknown): PolicyGuardSpec["policyCondition"] {
  const name = typeof displayName === "string" ? quoted(displayName) : undefined;
  return (context) =>
    decided<PolicyConditionResult>(
      () => {
        const question = { guard: quoted(guard), context: contextOf(context), displayName: name, ...placesOf() };
        return policy.ask("policyCondition", record(question));
      },
      (reason) => ({ decision: "deny", reason, locked: false }),
    );
}

function contextOf(context: unknown): string | undefined {
  const metadata = (value: unknown) => pick(value, { commandPreview: data, command: data });
  const operation = (value: unknown) =>
    pick(value, { type: data, name: data, command: data, metadata, labels: labelsText, opLabels: labelsText });
  return pick(context, { operation, input: labelled, inputs: (values) => each(values, labelled) });
}

/** A guard that lets nothing through, of a policy that cannot be used. */
function refusing(filterValue: string, reason: string): PolicyGuardSpec {
  return {
    name: filterValue === "run" ? "__policy_deny_all" : `__policy_deny_all_${filterValue}`,
    filterKind: "operation",
    filterValue,
    scope: "perOperation",
    block: { type: "GuardBlock", rules: [] },
    timing: "before",
    privileged: true,
    policyCondition: () => ({ decision: "deny", reason, rule: "deny", locked: true }),
  };
}
