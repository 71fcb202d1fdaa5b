/// <reference lib="esnext.disposable" preserve="true" />

import { ALLOWED, type Allowed, type Decision, type Denied, FAILED_TRACE, type Trace } from "./decision.js";
import { MlldSecurityError } from "./errors.js";
import { engineOptions, layers as layersJson, name } from "./internal/arguments.js";
import { assertUsable, call, callBack, hasFailed, said } from "./internal/runtime.js";
import { wellFormed } from "./internal/snapshot.js";
import type { Handle } from "./internal/wasm.js";
import { finalizers, weakly } from "./internal/weak.js";
import type { EngineOptions, Limits, PolicyInput } from "./policy.js";

let openHandle: (engine: EngineCore) => Handle;

/** What an engine is: memory of the module, built of policies and given back, and what the policies say by themselves. */
export abstract class EngineCore {
  #handle: Handle | undefined;
  readonly #realPath: ((path: string) => unknown) | undefined;

  static {
    // The methods of the classes above this one reach the module by way of the functions below, and nothing else does.
    openHandle = (engine) => {
      if (engine.#handle === undefined) throw new Error("PolicyEngine used after free()");
      assertUsable();
      return engine.#handle;
    };
  }

  /** Builds an engine, whole or not at all. */
  constructor(layers: PolicyInput | readonly PolicyInput[], options?: EngineOptions) {
    const policies = layersJson("PolicyEngine", layers);
    const { json, realPath } = engineOptions("PolicyEngine", options);
    this.#realPath = realPath;
    // The module holds on to what it is given, so it is given nothing that would keep this engine, or the host's
    // callback and what that closes over, from being collected.
    const self = weakly(this);
    const resolve = realPath && ((path: string) => self.deref()!.#resolve(path));
    const handle = call((module) => new module.Engine(policies, json, resolve));
    this.#handle = handle;
    abandoned.register(this, handle, this);
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

  /**
   * Gives the engine's memory back. Every method called afterwards throws; freeing twice does nothing.
   *
   * @throws {Error} within a `realPath` callback, where the engine is at work
   */
  free(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    assertUsable();
    this.#handle = undefined;
    abandoned.unregister(this);
    release(handle);
  }

  /** Frees the engine at the end of the block that declared it with `using`. */
  [Symbol.dispose](): void {
    this.free();
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

// Where there is no `Symbol.dispose`, that method has the name "undefined", and what compilers make of `using` looks for
// another symbol.
if ((Symbol.dispose as symbol | undefined) === undefined) {
  delete (EngineCore.prototype as { undefined?: unknown }).undefined;
  Object.defineProperty(EngineCore.prototype, Symbol.for("Symbol.dispose"), {
    value: EngineCore.prototype.free,
    configurable: true,
    writable: true,
  });
}

/** @internal What a method asks of; refused after `free()`. */
export function open(engine: EngineCore): Handle {
  return openHandle(engine);
}

/** @internal A decision: `ask` answers 0 for allowed, 1 for denied. */
export function check(engine: EngineCore, ask: (handle: Handle) => number): Decision {
  const handle = openHandle(engine);
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
  const handle = openHandle(engine);
  try {
    return call(() => said(ask(handle)));
  } catch (error) {
    if (error instanceof MlldSecurityError) return failed;
    throw error;
  }
}

/** Frees the memory of engines that nobody freed. */
const abandoned = finalizers<Handle>(release);

/** Handles of a failed module are kept, lest their own finalizers run it again. */
const stranded: Handle[] = [];

function release(handle: Handle): void {
  if (hasFailed()) {
    stranded.push(handle);
    return;
  }
  try {
    call(() => handle.free());
  } catch {
    stranded.push(handle);
  }
}
