import { GuardMethods } from "./engine-guards.js";
import type { EngineOptions, PolicyInput } from "./policy.js";

/**
 * Decides what may be done under a list of policies, its layers. An operation is allowed if every layer allows it.
 *
 * Each kind of operation has three methods: `check…` returns the decision, `enforce…` returns it if it is allowed and
 * throws it otherwise, `explain…` returns every rule that was considered. What cannot be understood is denied. What a
 * module declares that it needs has its own: {@link checkNeeds}, {@link selectTier}, {@link selectProfile}. So have
 * labels of data: {@link labels}, {@link operation}, {@link changeLabels}, {@link labelToolResult}. Guards of the host are asked
 * beside the policies in a {@link pipeline}.
 *
 * An engine owns memory of the WebAssembly module: `free()` it, declare it with `using`, or leave it to the garbage
 * collector. A method called afterwards throws.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ allow: ["cmd:git:*"] }, { base: "/work/project" });
 * console.log(engine.checkCommand("git status").decision); // allow
 * console.log(engine.checkCommand("curl example.com").decision); // deny
 * ```
 */
export class PolicyEngine extends GuardMethods {
  /**
   * Builds an engine, whole or not at all.
   *
   * @param layers one policy or an array of them, each an object or JSON text; `{}` restricts nothing but what is on the
   *   built-in danger list
   * @throws {PolicyError} with every problem of the policies and options; without any layer, too
   * @throws {TypeError} if an argument has the wrong type, or a policy holds what JSON cannot
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * const team = '{ "name": "team", "deny": ["cmd:rm:*"] }';
   * using engine = new PolicyEngine([team, { name: "project", allow: ["cmd:git:*"] }], { base: "/work/project" });
   * ```
   */
  constructor(layers: PolicyInput | readonly PolicyInput[], options?: EngineOptions) {
    super(layers, options);
  }
}
