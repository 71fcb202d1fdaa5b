import { open } from "./engine-core.js";
import { LabelChecks } from "./engine-labels.js";
import type { PipelineOptions, PolicyGuard } from "./guards.js";
import { pipelineOptions } from "./internal/guards.js";
import { call, said } from "./internal/runtime.js";
import { type GuardPipeline, guardPipeline } from "./pipeline.js";

/** The methods of an engine that have operations pass guards. */
export abstract class GuardMethods extends LabelChecks {
  /**
   * A pipeline, without guards of the host yet: what policies deny is denied in it from the start. An engine can have several,
   * which know nothing of each other.
   *
   * @throws {TypeError} if an option is unknown or out of its range
   * @throws {MlldSecurityError} if the module failed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: { sh: true } });
   * using pipeline = engine.pipeline({ maxAttempts: 2, timeout: 1000 });
   * const result = await pipeline.before({ type: "cmd", command: 'sh -c "echo hello"' });
   * console.log(result.reason); // Shell access denied by policy
   * ```
   */
  pipeline(options?: PipelineOptions): GuardPipeline {
    const { maxAttempts, timeout } = pipelineOptions("pipeline", options);
    const handle = open(this);
    return guardPipeline(
      this,
      call(() => handle.pipeline(maxAttempts)),
      timeout,
    );
  }

  /**
   * What the policies watch over, as guards, layer by layer. Every pipeline of this engine asks them, before operations.
   *
   * @throws {MlldSecurityError} if the module failed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ name: "team", labels: { secret: { deny: ["net:w"] } }, danger: "*" });
   * for (const { name, layer, filter } of engine.guards()) console.log(name, layer, filter); // __policy_label_secret team secret
   * ```
   */
  guards(): readonly PolicyGuard[] {
    const handle = open(this);
    return call(() => said(handle.guards()));
  }
}
