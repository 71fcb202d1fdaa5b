/**
 * As much of an interpreter as its policies need: it loads policy modules, registers the guards of each, and runs
 * operations past them. What it decides is what the adapter says; it has no rule of its own.
 */

/** An interpreter that asks the functions of `mlld`. */
export class Host {
  #mlld;
  #policy;
  #guards = [];
  /** The operations that ran. */
  ran = [];

  constructor(mlld) {
    this.#mlld = mlld;
  }

  /** Loads a policy module: its policy is united with those before, and its guards are registered. */
  loadPolicy(name, module) {
    const { mergePolicyConfigs, normalizePolicyConfig, generatePolicyGuards } = this.#mlld;
    const policy = normalizePolicyConfig(module);
    this.#policy = this.#policy === undefined ? policy : mergePolicyConfigs(this.#policy, policy);
    for (const spec of generatePolicyGuards(policy, name))
      this.#guards.push(Object.freeze({ ...spec, fromPolicy: true }));
  }

  /** Registers a guard of the user: `decide(operation, input)` gives `allow`, `deny` or `retry`, or nothing. */
  registerGuard(name, filterKind, filterValue, decide, privileged = false) {
    const scope = filterKind === "data" ? "perInput" : "perOperation";
    this.#guards.push(Object.freeze({ name, filterKind, filterValue, scope, timing: "before", privileged, decide }));
  }

  /** Runs a command, or throws: `inputs` are values with descriptors, `withGuards` is the override of the invocation. */
  run(command, { inputs = [], labels = [], withGuards } = {}) {
    const { getOperationLabels, parseCommand } = this.#mlld;
    const operation = {
      type: "run",
      command,
      labels,
      opLabels: getOperationLabels({ type: "cmd", ...parseCommand(command) }),
      metadata: { runSubtype: "runCommand", command },
    };
    const state = this.#reduce(operation, inputs, withGuards);
    const action = this.#mlld.toHookAction(state.decision);
    if (action !== "continue") throw new Error(`${action}: ${state.reasons.join("; ")}`);
    this.#flow(operation, inputs);
    this.ran.push(command);
  }

  /** Reads or writes a file, or throws. */
  open(mode, path, places) {
    const { allowed, reason } = this.#mlld.evaluateFilesystemAccess(this.#policy, mode, path, places);
    if (!allowed) throw new Error(`abort: ${reason}`);
    this.ran.push(`${mode} ${path}`);
  }

  #reduce(operation, inputs, withGuards) {
    const { applyGuardDecisionResult, applyGuardOverrideFilter, buildOperationKeySet, createGuardDecisionState } =
      this.#mlld;
    const keys = buildOperationKeySet(operation);
    const active = applyGuardOverrideFilter(this.#guards, this.#mlld.normalizeGuardOverride(withGuards));
    const told = inputs.map(({ descriptor }) => descriptor);
    let state = createGuardDecisionState();
    const ask = (guard, key, input) => {
      const result = this.#ask(guard, key, { operation, input, inputs: told });
      if (result !== undefined) state = applyGuardDecisionResult(state, result, { retryOverridesDeny: false });
    };
    for (const [place, input] of inputs.entries()) {
      for (const guard of active) {
        const isAbout = guard.filterKind === "data" && this.#mlld.hasLabel(input.descriptor, guard.filterValue);
        if (isAbout) ask(guard, `perInput:${place}`, input.descriptor);
      }
    }
    for (const guard of active) {
      if (guard.filterKind === "operation" && keys.has(guard.filterValue)) ask(guard, "perOperation");
    }
    return state;
  }

  #ask(guard, guardScopeKey, context) {
    const said = guard.fromPolicy
      ? guard.policyCondition(context)
      : { decision: guard.decide(context.operation, context.input), reason: `${guard.name} said so` };
    if (said.decision === undefined) return undefined;
    const metadata = {
      guardScopeKey,
      policyGuard: guard.fromPolicy === true,
      policyLocked: said.locked === true,
      guardPrivileged: guard.privileged,
      guardActionMatched: guard.fromPolicy !== true,
      // Values of the interpreter refer to each other.
      context,
      guard,
    };
    return { decision: said.decision, guardName: guard.name, reason: said.reason, metadata };
  }

  /** What the rules about labels say, beside the guards. */
  #flow({ opLabels, labels }, inputs) {
    const inputTaint = [...new Set(inputs.flatMap(({ descriptor }) => descriptor.taint))];
    const context = { inputTaint, opLabels, exeLabels: labels, inputs: inputs.map(({ descriptor }) => descriptor) };
    const { allowed, reason } = this.#mlld.checkExplicitLabelFlowRules(context, this.#policy);
    if (!allowed) throw new Error(`abort: ${reason}`);
  }
}
