/** Tools that a host offers: what they are, calls of them, and who may make those. */

import { deepFreeze } from "./decision.js";
import { PolicyError, type Problem } from "./errors.js";
import { objectJson } from "./internal/arguments.js";
import { call, said } from "./internal/runtime.js";
import { toJson } from "./internal/snapshot.js";
import type { DescriptorInput } from "./labels.js";
import type { JsonValue, OneOrMany, PolicyDocument } from "./policy.js";

/**
 * What a tool's argument is used for: a command line (`cmd`), a URL or host (`net`), a file that is read (`fs:r`) or
 * written (`fs:w`), all of which capability rules are asked about; where something is sent (`destination`), what is
 * destroyed (`target`); or nothing that rules know of (`value`, `null` and `{}` alike).
 */
export type ArgumentRole =
  "cmd" | "net" | "fs:r" | "fs:w" | "destination" | "target" | "value" | null | { readonly [key: string]: never };

/**
 * What a tool is. Without a description a tool counts as one that writes, and all its arguments as control arguments.
 *
 * @example
 * ```ts
 * import { PolicyEngine, type ToolDescription } from "mlld-policy";
 *
 * const send_email: ToolDescription = {
 *   labels: ["tool:w", "exfil:send"],
 *   args: { to: "destination", body: "value" },
 *   controlArgs: ["to"],
 * };
 * using engine = new PolicyEngine({ defaults: { rules: ["no-send-to-unknown"] } }, { tools: { send_email } });
 * const call = { tool: "send_email", args: { to: "eve@x.example" }, inputs: { to: ["untrusted"] } };
 * console.log(engine.checkToolCall(call).decision); // deny
 * ```
 */
export interface ToolDescription {
  /** What a call of it does, as labels of operations: `tool:r`, `tool:w:delete`, `exfil:send`, `llm`. */
  readonly labels?: OneOrMany;
  /** Its arguments. */
  readonly args?: { readonly [argument: string]: ArgumentRole | readonly ArgumentRole[] };
  /** The arguments that an authorisation must say something about; where not given, all of them. */
  readonly controlArgs?: OneOrMany;
}

/** A call of a tool. An unknown key is refused. */
export interface ToolCall {
  /** The server that offers the tool, for `env.mcps`. Without it the call goes to none, and `env.mcps` says nothing. */
  readonly server?: string | undefined;
  readonly tool: string;
  /** The arguments, each what JSON can hold. One that is `undefined` is absent. */
  readonly args?: { readonly [argument: string]: unknown } | undefined;
  /**
   * Labels of this call, beside those of the tool's description. They are the host's word: `tool:r` for a tool that is not
   * described says that the call needs no authorisation. Never copy them from a server or a model.
   */
  readonly labels?: readonly string[] | undefined;
  /**
   * What is known of each argument: of all of it, or in an array of descriptors of each element of a list. An array of
   * strings is the labels of all of it.
   */
  readonly inputs?:
    { readonly [argument: string]: DescriptorInput | readonly DescriptorInput[] | undefined } | undefined;
  /** Where the host has the call on record, for the descriptor of its result. */
  readonly auditRef?: string | undefined;
}

/** What is said of authorisations. */
export interface Validation {
  /** Whether they may be used: no problem is an error. */
  readonly valid: boolean;
  /**
   * What is wrong with them: what is wrong with any policy, and `UNKNOWN_TOOL`, `UNKNOWN_ARGUMENT`,
   * `MISSING_CONTROL_ARGUMENT` (an entry that leaves one out, or is `true` for a tool that has any) and
   * `UNSUPPORTED_CONSTRAINT`.
   */
  readonly problems: readonly Problem[];
}

/**
 * Whether authorisations from elsewhere, such as a planner, fit the tools of the host. What is not valid must not be
 * used, no part of it.
 *
 * @param fragment `{ authorizations: { allow: … } }`, or the value of `authorizations` alone; anything else is a problem,
 *   not an exception
 * @param tools the tools, as in the option of an engine
 * @throws {PolicyError} with every problem of `tools`
 * @throws {TypeError} if an argument holds what JSON cannot
 * @throws {MlldSecurityError} if the module failed
 *
 * @example
 * ```ts
 * import { validateAuthorizations } from "mlld-policy";
 *
 * const tools = { send_email: { args: { to: "destination", body: "value" }, controlArgs: ["to"] } } as const;
 * const planned = { allow: { send_email: { args: { to: "ann@x.example" } } } };
 * console.log(validateAuthorizations(planned, tools).valid); // true
 * const { problems } = validateAuthorizations({ allow: { send_email: true } }, tools);
 * console.log(problems[0]?.code); // MISSING_CONTROL_ARGUMENT
 * ```
 */
export function validateAuthorizations(
  fragment: Pick<PolicyDocument, "authorizations"> | NonNullable<PolicyDocument["authorizations"]> | JsonValue,
  tools: { readonly [tool: string]: ToolDescription },
): Validation {
  const described = objectJson("validateAuthorizations: tools", tools);
  let given: string;
  try {
    given = toJson(fragment, "validateAuthorizations: fragment");
  } catch (error) {
    // Too large or too deep.
    if (error instanceof PolicyError) return deepFreeze({ valid: false, problems: error.problems });
    throw error;
  }
  return call((module) => said(module.validateAuthorizations(given, described)));
}
