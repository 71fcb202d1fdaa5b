/** The WebAssembly module of the adapter, and what it answers. */

import * as glue from "wasm-glue-mlld";
import { beside } from "../../entry/beside.js";
import { type Compiled, WasmModule } from "../../internal/wasm-module.js";

/** A policy in the module's memory. All that crosses is JSON text. */
export interface Handle {
  free(): void;
  ask(name: string, question: string): string;
  warnings(basePath: string, homeDir: string): string;
}

/** What the module offers, as the wasm-bindgen glue exposes it. */
export interface Glue {
  MlldPolicy: new (policy: string) => Handle;
  compat(name: string, args: string): string;
  initSync(source: { module: Compiled }): unknown;
}

const { getPrototypeOf } = Object;
const { parse } = JSON;

const module = new WasmModule<Glue>(glue, {
  notReady: "mlld-policy/mlld is not ready",
  // What it throws on purpose is an `Error`, and of no other class.
  meant: (error) => (isPlainError(error) ? error : undefined),
  failed: (failure) => new Error("the policy engine failed; start the process anew", failure),
});

module.startSync(beside("mlld_policy_mlld_bg.wasm", "mlld-policy/mlld"));

/** Runs code of the module, and throws what it threw on purpose; once it has failed, an `Error` that says so. */
export function run<T>(work: (module: Glue) => T): T {
  return module.call(work);
}

function isPlainError(error: unknown): error is Error {
  return typeof error === "object" && error !== null && getPrototypeOf(error) === Error.prototype;
}

/** The value of JSON text of the module. */
export function read<T>(json: string): T {
  return parse(json) as T;
}

/** What is decided; where that fails, for whatever reason, what denies. */
export function decided<T>(decide: () => T, deny: (reason: string) => T): T {
  try {
    return decide();
  } catch (error) {
    return deny(`Everything denied by policy: ${messageOf(error)}`);
  }
}

/** The message of what was thrown, read without throwing. */
function messageOf(thrown: unknown): string {
  try {
    const { message } = thrown as { message?: unknown };
    return typeof message === "string" && message !== "" ? message.slice(0, 500) : "it could not be decided";
  } catch {
    return "it could not be decided";
  }
}
