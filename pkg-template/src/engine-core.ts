import { ALLOWED, type Allowed, type Decision, type Denied, FAILED_TRACE, type Trace } from "./decision.js";
import { MlldSecurityError } from "./errors.js";
import { engineOptions, layers as layersJson, name } from "./internal/arguments.js";
import { author } from "./internal/authoring.js";
import { call, callBack, said } from "./internal/runtime.js";
import { wellFormed } from "./internal/snapshot.js";
import { InNotation } from "./internal/thrown.js";
import type { Glue, Handle } from "./internal/wasm.js";
import { weakly } from "./internal/weak.js";
import { Owned, own, owned } from "./owned.js";
import type { EngineOptions, Limits, PolicyInput } from "./policy.js";

/** What an engine is: memory of the module, built of policies and given back, and what the policies say by themselves. */
export abstract class EngineCore extends Owned {
  readonly #realPath: ((path: string) => unknown) | undefined;

  /** Builds an engine, whole or not at all. */
  constructor(layers: PolicyInput | readonly PolicyInput[], options?: EngineOptions) {
    super();
    const policies = layersJson("PolicyEngine", layers);
    const { json, realPath } = engineOptions("PolicyEngine", options);
    this.#realPath = realPath;
    // The module holds on to what it is given, so it is given nothing that would keep this engine, or the host's
    // callback and what that closes over, from being collected.
    const self = weakly(this);
    const resolve = realPath && ((path: string) => self.deref()!.#resolve(path));
    own(this, "PolicyEngine", compiled(policies, json, resolve));
  }

  /**
   * The labels that `signers` give to what this identity signed, without duplicates.
   *
   * @throws {TypeError} if `identity` is no well-formed string
   */
  signerLabels(identity: string): readonly string[] {
    const signer = name("signerLabels", "identity", identity);
    const handle = open(this);
    return Object.freeze(call(() => handle.signerLabels(signer)));
  }

  /** The smallest limits of all layers. */
  limits(): Limits {
    const handle = open(this);
    return call(() => said(handle.limits()));
  }

  /** The names of the layers as decisions show them. */
  layers(): readonly string[] {
    const handle = open(this);
    return Object.freeze(call(() => handle.layers()));
  }

  /** What the module calls: a resolved path, or a plain error that it turns into a denial. */
  #resolve(path: string): string {
    const realPath = this.#realPath!;
    return callBack(() => {
      const resolved = realPath(path);
      if (typeof resolved !== "string") throw new TypeError("it returned no string");
      return wellFormed(resolved, () => "the path it returned");
    });
  }
}

/** An engine in the module's memory. Layers in notation are read by the module for authoring, which tells what is wrong then. */
function compiled(layers: string, ...rest: [options: string, realPath: RealPath]): Handle {
  try {
    return call((module) => new module.Engine(layers, ...rest));
  } catch (error) {
    if (!(error instanceof InNotation)) throw error;
  }
  const inJson = author((module) => module.layersInJson(layers, rest[0]));
  return call((module) => new module.Engine(inJson, ...rest));
}

type RealPath = ConstructorParameters<Glue["Engine"]>[2];

/** @internal What a method asks of; refused after `free()`. */
export function open(engine: EngineCore): Handle {
  return owned(engine) as Handle;
}

/** @internal A decision: `ask` answers 0 for allowed, 1 for denied. */
export function check(engine: EngineCore, ask: (handle: Handle) => number): Decision {
  const handle = open(engine);
  try {
    return call(() => (ask(handle) === 0 ? ALLOWED : said(handle.takeDenial())));
  } catch (error) {
    if (error instanceof MlldSecurityError) return error.decision;
    throw error;
  }
}

/** @internal The same, with the denial thrown. */
export function enforce(engine: EngineCore, ask: (handle: Handle) => number): Allowed {
  const decision = check(engine, ask);
  // By identity: what a denial says could have been tampered with, that it is one could not.
  if (decision !== ALLOWED) throw new MlldSecurityError(decision as Denied);
  return ALLOWED;
}

/** @internal A decision with all that was considered. */
export function explain(engine: EngineCore, ask: (handle: Handle) => Trace | null): Trace {
  return answer(engine, ask, FAILED_TRACE);
}

/** @internal The answer of the module; once that has failed, the one that denies. */
export function answer<T extends object>(engine: EngineCore, ask: (handle: Handle) => T | null, failed: T): T {
  const handle = open(engine);
  try {
    return call(() => said(ask(handle)));
  } catch (error) {
    if (error instanceof MlldSecurityError) return failed;
    throw error;
  }
}
