import type { EngineCore } from "./engine-core.js";
import { open } from "./engine-core.js";
import type {
  GuardContext,
  GuardDefinition,
  GuardInput,
  GuardOptions,
  GuardOutput,
  GuardResult,
  GuardSyncOptions,
  RegisteredGuard,
} from "./guards.js";
import { Evaluation, type HostCall, answerInTime, answerNow } from "./internal/evaluation.js";
import { GuardRun, type Host, Outcomes, type Step } from "./internal/guard-run.js";
import { type KnownGuard, actionJson, commandJson, guardDefinition, guardRequest } from "./internal/guards.js";
import { call } from "./internal/runtime.js";
import type { PipelineHandle } from "./internal/wasm.js";
import type { Operation } from "./labels.js";
import { Owned, isFreed, own, owned } from "./owned.js";

/** Only this module has it: nobody else makes a pipeline. */
const KEY = {};

let newPipeline: (engine: EngineCore, handle: PipelineHandle, timeout: number) => GuardPipeline;

/**
 * The way of operations through guards: those of a host, which are registered here, and those that the policies of an engine
 * are. {@link PolicyEngine.pipeline} makes one.
 *
 * A host asks `before` it does something, does it only where that allows, with the `inputs` of the result, and hands what
 * came of it to `after`. Runs do not get in each other's way, and a guard that is registered meanwhile is not for them.
 *
 * A pipeline owns memory of the WebAssembly module as an engine does, and keeps its engine from being collected. Once that is
 * freed, the pipeline cannot be used either; a run that is under way then ends in a denial.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ deny: ["cmd:rm"] });
 * using pipeline = engine.pipeline();
 * pipeline.guard({
 *   name: "noSecretsOut",
 *   timing: "before",
 *   filter: "secret",
 *   when: [['@mx.op.labels.includes("net:w")', { deny: "Secrets cannot flow to network operations" }]],
 * });
 * const send = { type: "run", command: "curl -d @- https://example.com" };
 * const result = await pipeline.before(send, [{ value: "s3cr3t", labels: ["secret"] }]);
 * if (result.decision === "deny") console.log(result.reason); // Secrets cannot flow to network operations
 * ```
 */
export class GuardPipeline extends Owned {
  readonly #engine: EngineCore;
  readonly #timeout: number;
  readonly #host: Host;
  /** By the places that the module gives. Without a prototype, which could have such keys. */
  readonly #guards = Object.create(null) as Record<number, KnownGuard>;
  #count = 0;
  /** The first whose function is an asynchronous one. */
  #asynchronous: KnownGuard | undefined;

  static {
    newPipeline = (engine, handle, timeout) => new GuardPipeline(KEY, engine, handle, timeout);
  }

  private constructor(key: object, engine: EngineCore, handle: PipelineHandle, timeout: number) {
    if (key !== KEY) throw new TypeError("GuardPipeline: only the method `pipeline` of an engine makes one");
    super();
    this.#engine = engine;
    this.#timeout = timeout;
    this.#host = {
      open: () => this.#open(),
      freed: () => (isFreed(this.#engine) ? "engine" : isFreed(this) ? "pipeline" : undefined),
      outcomes: new Outcomes(),
    };
    own(this, "GuardPipeline", handle);
  }

  /**
   * Registers a guard. Guards are asked in the order in which they were registered.
   *
   * @returns the pipeline itself
   * @throws {GuardError} with every problem of the definition; a name that is taken is one
   * @throws {TypeError} if the definition is no plain object, `evaluate` is no function, or anything else of it is what JSON
   *   cannot hold
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * using pipeline = engine.pipeline();
   * pipeline
   *   .guard({ name: "full", timing: "before", filter: "draft", when: [["@input.trim() == ''", "deny"]] })
   *   .guard({ timing: "after", filter: "op:exe", evaluate: async ({ output }) => (output === "" ? "retry" : "allow") });
   * console.log(pipeline.guards().map(({ name }) => name)); // [ '@full', null ]
   * ```
   */
  guard(definition: GuardDefinition): this {
    const { json, known } = guardDefinition("guard", definition);
    const handle = this.#open();
    const place = call(() => handle.register(json));
    this.#guards[place] = known;
    this.#count = place + 1;
    if (known.isAsync) this.#asynchronous ??= known;
    return this;
  }

  /**
   * The guards that were registered, in order. Those of policies are {@link PolicyEngine.guards}.
   *
   * @throws {Error} if the pipeline or its engine was freed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * using pipeline = engine.pipeline();
   * pipeline.guard({ name: "quiet", timing: "for", filter: "op:show", when: [["*", "deny"]] });
   * for (const { name, timing, filter } of pipeline.guards()) console.log(name, timing, filter); // @quiet before op:show
   * ```
   */
  guards(): readonly RegisteredGuard[] {
    this.#open();
    return Object.freeze(Array.from({ length: this.#count }, (_, place) => this.#guards[place]!.shown));
  }

  /**
   * Asks guards and policies about an operation that is about to run.
   *
   * The arguments are read when it is called; values, where somebody has to see them. A function of a guard that fails in any
   * way denies, and so does an engine that fails or is freed meanwhile.
   *
   * @throws {TypeError} as a rejection: if an argument has the wrong shape, an override means nothing, or a value that has to
   *   be looked at is no JSON data
   * @throws {MlldSecurityError} as a rejection, with the code `GUARD_BYPASS_BLOCKED`: if `guards` are to be skipped where the
   *   option `config` of the engine forbids that
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * using pipeline = engine.pipeline();
   * pipeline.guard({ name: "redact", timing: "before", filter: "pii", when: [["*", { allow: "(hidden)" }]] });
   * const { decision, inputs } = await pipeline.before({ type: "show" }, [{ value: "Ann", labels: ["pii"] }, { value: 7 }]);
   * console.log(decision, inputs.map(({ value }) => value), inputs[0]?.sources); // allow [ '(hidden)', 7 ] [ 'guard:@redact' ]
   * ```
   */
  async before(operation: Operation, inputs: readonly GuardInput[] = [], options?: GuardOptions): Promise<GuardResult> {
    // Awaited: what is returned as a promise goes by its `then`, which somebody may have replaced.
    return await this.#eventually(new GuardRun(this.#host, guardRequest("before", operation, inputs, [], options)));
  }

  /**
   * Asks guards about what came of an operation. The output carries what is known of the inputs beside what is said of it:
   * what policies say of it is decided where it goes next.
   *
   * @throws {TypeError} as a rejection, as {@link before} does
   * @throws {MlldSecurityError} as a rejection, as {@link before} does
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * using pipeline = engine.pipeline();
   * const when = [["@output == null", { retry: "say something" }]] as const;
   * pipeline.guard({ timing: "after", filter: "op:exe", when });
   * const ask = { type: "exe", name: "ask" };
   * const result = await pipeline.after(ask, [{ labels: ["pii"] }], { value: null }, { retryable: true });
   * console.log(result.decision, result.reason, result.output?.labels); // retry say something [ 'pii' ]
   * ```
   */
  async after(
    operation: Operation,
    inputs: readonly GuardInput[] = [],
    output: GuardOutput,
    options?: GuardOptions,
  ): Promise<GuardResult> {
    return await this.#eventually(new GuardRun(this.#host, guardRequest("after", operation, inputs, [output], options)));
  }

  /**
   * Like {@link before}, at once: for pipelines whose guards all answer at once. A function that takes longer than it may is
   * not interrupted, but what it then says denies with `GUARD_FAILED`.
   *
   * @throws {Error} if the function of a registered guard is asynchronous, or one returns a promise
   * @throws {TypeError} as {@link before} does
   * @throws {MlldSecurityError} as {@link before} does
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * using pipeline = engine.pipeline();
   * pipeline.guard({ name: "quiet", timing: "before", filter: "op:show", when: [["*", { deny: "Not now" }]] });
   * console.log(pipeline.beforeSync({ type: "show" }).reason); // Not now
   * console.log(pipeline.beforeSync({ type: "show" }, [], { guards: { except: ["@quiet"] } }).decision); // allow
   * ```
   */
  beforeSync(operation: Operation, inputs: readonly GuardInput[] = [], options?: GuardSyncOptions): GuardResult {
    return this.#now(new GuardRun(this.#host, guardRequest("beforeSync", operation, inputs, [], options)));
  }

  /**
   * Like {@link after}, at once, as {@link beforeSync} is.
   *
   * @throws {Error} as {@link beforeSync} does
   * @throws {TypeError} as {@link before} does
   * @throws {MlldSecurityError} as {@link before} does
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({});
   * using pipeline = engine.pipeline();
   * pipeline.guard({ name: "short", timing: "after", filter: "op:exe", when: [["@output.length > 3", { allow: "…" }]] });
   * const { decision, output } = pipeline.afterSync({ type: "exe", name: "ask" }, [], { value: "a long answer" });
   * console.log(decision, output?.value); // allow …
   * ```
   */
  afterSync(
    operation: Operation,
    inputs: readonly GuardInput[] = [],
    output: GuardOutput,
    options?: GuardSyncOptions,
  ): GuardResult {
    return this.#now(new GuardRun(this.#host, guardRequest("afterSync", operation, inputs, [output], options)));
  }

  #open(): PipelineHandle {
    const handle = owned(this) as PipelineHandle;
    open(this.#engine);
    return handle;
  }

  /** How long its function may take, or where it is no guard `rebuild`. */
  #limit(guard: KnownGuard | undefined): number {
    return guard?.timeout ?? this.#timeout;
  }

  async #eventually(run: GuardRun): Promise<GuardResult> {
    try {
      let step = run.start();
      while (step.kind !== "result") {
        const guard = step.kind === "guard" ? this.#guards[step.place] : undefined;
        step = run.answer(await answerInTime(hostCall(step, guard, run), this.#limit(guard)));
      }
      return step.result;
    } finally {
      run.abandon();
    }
  }

  #now(run: GuardRun): GuardResult {
    const { caller, isNested } = run.request;
    this.#open();
    // Within a guard none is asked.
    if (this.#asynchronous !== undefined && !isNested) throw refusal(caller, this.#asynchronous);
    try {
      let step = run.start();
      while (step.kind !== "result") {
        const guard = step.kind === "guard" ? this.#guards[step.place] : undefined;
        step = run.answer(answerNow(hostCall(step, guard, run), this.#limit(guard), () => refusal(caller, guard)));
      }
      return step.result;
    } finally {
      run.abandon();
    }
  }
}

/** @internal */
export function guardPipeline(engine: EngineCore, handle: PipelineHandle, timeout: number): GuardPipeline {
  return newPipeline(engine, handle, timeout);
}

/** The error of one that answers later, in a method that answers at once. */
function refusal(caller: string, guard: KnownGuard | undefined): Error {
  const who = guard === undefined ? "`rebuild`" : guard.shown.name === null ? "a guard" : `the guard ${guard.shown.name}`;
  return new Error(`${caller}: ${who} answers asynchronously: use \`${caller.replace("Sync", "")}\``);
}

/** The call of a host function that a step asks for. */
function hostCall(step: Exclude<Step, { kind: "result" }>, guard: KnownGuard | undefined, run: GuardRun): HostCall {
  if (step.kind === "rebuild") {
    const rebuild = run.request.rebuild!;
    return { call: () => rebuild(step.values), read: commandJson, evaluation: undefined };
  }
  const evaluate = guard!.evaluate!;
  const context: GuardContext = step.context;
  return { call: () => evaluate(context), read: actionJson, evaluation: new Evaluation(context) };
}
