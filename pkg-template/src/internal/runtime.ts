/** The one WebAssembly module: whether it is there, and whether it can still be trusted. */

import * as glue from "wasm-glue";
import { type Denied, ENGINE_FAILED, deepFreeze } from "../decision.js";
import {
  DeclarationError,
  GuardError,
  LabelError,
  type LabelErrorCode,
  MlldSecurityError,
  PolicyError,
  type Problem,
} from "../errors.js";
import type { Glue } from "./wasm.js";

let ready = false;
let failure: { readonly cause: unknown } | undefined;
let inCallback = false;

/** Starts the module now, where the platform allows that. */
export function startSync(module: WebAssembly.Module | Uint8Array): void {
  glue.initSync({ module });
  ready = true;
}

/** Starts the module where only asynchronous instantiation is allowed, as in browsers. */
export async function start(module: WebAssembly.Module): Promise<void> {
  await glue.default({ module_or_path: module });
  ready = true;
}

/** Whether the module failed. It may have stopped amid a change of its own memory, so nothing it says counts any more. */
export function hasFailed(): boolean {
  return failure !== undefined;
}

/** Refuses what would run the module at a time when it must not run. */
export function assertUsable(): void {
  if (!ready) throw new Error("mlld-policy is not ready: call `await init()` once, before anything else of it");
  if (inCallback) throw new Error("mlld-policy cannot be used inside a realPath callback");
}

/**
 * Runs code of the module. What the module throws on purpose becomes a `PolicyError`, a `DeclarationError`, a
 * `GuardError`, a `LabelError`, a `MlldSecurityError` with its own denial or a `TypeError`; anything else, a trap or an
 * exhausted stack, means that it failed, for good.
 *
 * @throws {MlldSecurityError} with the code `ENGINE_FAILED`, now and ever after
 */
export function call<T>(run: (module: Glue) => T): T {
  assertUsable();
  if (failure === undefined) {
    try {
      return run(glue);
    } catch (error) {
      const meant = meantError(error);
      if (meant !== undefined) throw meant;
      failure = { cause: error };
    }
  }
  throw new MlldSecurityError(ENGINE_FAILED, failure);
}

/** What the module says, frozen. It says `null` where it could not say it, which is a failure like any other. */
export function said<T extends object>(value: T | null): T {
  if (value === null) throw new Error("the module gave no answer");
  return deepFreeze(value);
}

/**
 * Runs host code in the middle of a check; the module must not be entered again meanwhile. What it throws may be anything,
 * and reading it may run more host code: only its message goes on.
 */
export function callBack<T>(run: () => T): T {
  inCallback = true;
  try {
    return run();
  } catch (thrown) {
    throw new Error(messageOf(thrown));
  } finally {
    inCallback = false;
  }
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

interface Meant {
  kind?: unknown;
  problems?: Problem[];
  message?: string;
  change?: { code: LabelErrorCode; label: string };
  denial?: Denied;
}

/** The error that the module threw on purpose: a plain object that names its kind. */
function meantError(thrown: unknown): Error | undefined {
  if (typeof thrown !== "object" || thrown === null || thrown instanceof Error) return undefined;
  const { kind, problems, message, change, denial } = thrown as Meant;
  if (kind === "PolicyError" && problems !== undefined) return new PolicyError(problems);
  if (kind === "DeclarationError" && problems !== undefined) return new DeclarationError(problems);
  if (kind === "LabelError" && change !== undefined) return new LabelError(change.code, change.label, message ?? "");
  if (kind === "GuardError" && problems !== undefined) return new GuardError(problems);
  if (kind === "MlldSecurityError" && denial !== undefined) return new MlldSecurityError(deepFreeze(denial));
  if (kind === "TypeError") return new TypeError(message);
  return undefined;
}
