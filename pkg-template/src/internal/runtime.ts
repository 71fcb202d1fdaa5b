/** The module that decides. */

import * as glue from "wasm-glue";
import { deepFreeze } from "../decision.js";
import { manners } from "./thrown.js";
import type { Glue } from "./wasm.js";
import { WasmModule } from "./wasm-module.js";

export const engine: WasmModule<Glue> = new WasmModule<Glue>(
  glue,
  manners("mlld-policy is not ready: call `await init()` once, before anything else of it"),
);

/** Whether the module failed, so that nothing it says counts any more. */
export function hasFailed(): boolean {
  return engine.hasFailed;
}

/** Refuses what would run the module at a time when it must not run. */
export function assertUsable(): void {
  engine.assertUsable();
}

/**
 * Runs code of the module, and throws what it threw on purpose.
 *
 * @throws {MlldSecurityError} with the code `ENGINE_FAILED`, once it has failed
 */
export function call<T>(run: (module: Glue) => T): T {
  return engine.call(run);
}

/** What a module says, frozen. It says `null` where it could not say it, which is a failure like any other. */
export function said<T extends object>(value: T | null): T {
  if (value === null) throw new Error("the module gave no answer");
  return deepFreeze(value);
}

/**
 * Runs host code in the middle of a check; the module must not be entered again meanwhile. What it throws may be anything,
 * and reading it may run more host code: only its message goes on.
 */
export function callBack<T>(run: () => T): T {
  return engine.outside(() => {
    try {
      return run();
    } catch (thrown) {
      throw new Error(messageOf(thrown));
    }
  });
}

/** The message of what host code threw, read once and without throwing, and of a length that fits into a sentence. */
export function messageOf(thrown: unknown): string {
  try {
    const { message } = thrown as { message?: unknown };
    return typeof message === "string" ? message.slice(0, 500) : "no message";
  } catch {
    return "no message";
  }
}
