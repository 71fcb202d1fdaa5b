/** The life of a WebAssembly module: whether it is there, and whether it can still be trusted. */

/** A compiled module, or its bytes. */
export type Compiled = WebAssembly.Module | Uint8Array;

/** What the glue of every module has. */
interface Startable {
  initSync(source: { module: Compiled }): unknown;
}

/** What a module says of itself. */
export interface Manners {
  /** What is said where it is used before it is there. */
  readonly notReady: string;
  /** The error that it threw on purpose; `undefined` for anything else, which means that it failed. */
  meant(thrown: unknown): Error | undefined;
  /** What is thrown once it has failed. */
  failed(failure: { readonly cause: unknown }): Error;
}

/** One WebAssembly module. What becomes of it is of no concern to another. */
export class WasmModule<Glue extends Startable> {
  readonly #glue: Glue;
  readonly #manners: Manners;
  #isReady = false;
  #isOutside = false;
  #load: (() => Compiled) | undefined;
  #failure: { readonly cause: unknown } | undefined;

  constructor(glue: Glue, manners: Manners) {
    this.#glue = glue;
    this.#manners = manners;
  }

  /** Starts it now, where the platform allows that. */
  startSync(module: Compiled): void {
    this.#glue.initSync({ module });
    this.#isReady = true;
  }

  /** Starts it when it is first needed; where it cannot be loaded, that is tried anew the next time. */
  startWhenNeeded(load: () => Compiled): void {
    this.#load = load;
  }

  /** Starts it where only asynchronous instantiation is allowed, as in browsers. */
  async start(this: WasmModule<Glue & AsyncStartable>, module: WebAssembly.Module): Promise<void> {
    await this.#glue.default({ module_or_path: module });
    this.#isReady = true;
  }

  /** Whether it failed. It may have stopped amid a change of its own memory, so nothing it says counts any more. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Refuses what would run it at a time when it must not run. */
  assertUsable(): void {
    if (!this.#isReady) this.#startNow();
    if (this.#isOutside) throw new Error("mlld-policy cannot be used inside a realPath callback");
  }

  #startNow(): void {
    if (this.#load === undefined) throw new Error(this.#manners.notReady);
    this.startSync(this.#load());
  }

  /**
   * Runs code of the module. What it throws on purpose is thrown; anything else, a trap or an exhausted stack, means that it
   * failed, for good.
   */
  call<T>(run: (module: Glue) => T): T {
    this.assertUsable();
    if (this.#failure === undefined) {
      try {
        return run(this.#glue);
      } catch (error) {
        const meant = this.#manners.meant(error);
        if (meant !== undefined) throw meant;
        this.#failure = { cause: error };
      }
    }
    throw this.#manners.failed(this.#failure);
  }

  /** Runs host code in the middle of a call; the module must not be entered again meanwhile. */
  outside<T>(run: () => T): T {
    this.#isOutside = true;
    try {
      return run();
    } finally {
      this.#isOutside = false;
    }
  }
}

interface AsyncStartable extends Startable {
  default(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
}
