/// <reference lib="esnext.disposable" preserve="true" />

import { assertUsable, call, hasFailed } from "./internal/runtime.js";
import { finalizers } from "./internal/weak.js";

/** @internal Something in the memory of the module. */
export interface Releasable {
  free(): void;
}

let give: (owner: Owned, name: string, handle: Releasable) => void;
let take: (owner: Owned) => Releasable;
let isGone: (owner: Owned) => boolean;

/** What owns memory of the WebAssembly module, until that is given back: by `free()`, by `using`, or as garbage. */
export abstract class Owned {
  #handle: Releasable | undefined;
  #name = "";

  static {
    // The methods of the classes above this one reach the module by way of the functions below, and nothing else does.
    give = (owner, name, handle) => {
      owner.#handle = handle;
      owner.#name = name;
      abandoned.register(owner, handle, owner);
    };
    take = (owner) => {
      if (owner.#handle === undefined) throw new Error(`${owner.#name} used after free()`);
      assertUsable();
      return owner.#handle;
    };
    isGone = (owner) => owner.#handle === undefined;
  }

  /**
   * Gives the memory back. Every method called afterwards throws; freeing twice does nothing.
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

  /** Frees at the end of the block that declared it with `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

// Where there is no `Symbol.dispose`, that method has the name "undefined", and what compilers make of `using` looks for
// another symbol.
if ((Symbol.dispose as symbol | undefined) === undefined) {
  delete (Owned.prototype as { undefined?: unknown }).undefined;
  Object.defineProperty(Owned.prototype, Symbol.for("Symbol.dispose"), {
    value: Owned.prototype.free,
    configurable: true,
    writable: true,
  });
}

/** @internal Makes `owner`, which messages call `name`, the owner of a handle: once, at the end of its constructor. */
export function own(owner: Owned, name: string, handle: Releasable): void {
  give(owner, name, handle);
}

/** @internal What is owned; refused after `free()`. */
export function owned(owner: Owned): Releasable {
  return take(owner);
}

/** @internal Whether `free()` was called. */
export function isFreed(owner: Owned): boolean {
  return isGone(owner);
}

/** Frees the memory of owners that nobody freed. */
const abandoned = finalizers<Releasable>(release);

/** Handles of a failed module are kept, lest their own finalizers run it again. */
const stranded: Releasable[] = [];

function release(handle: Releasable): void {
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
