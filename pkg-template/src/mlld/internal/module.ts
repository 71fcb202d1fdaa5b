/** The WebAssembly module of the adapter: whether it is there, and whether it can still be trusted. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as glue from "wasm-glue-mlld";

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
  initSync(source: { module: Uint8Array }): unknown;
}

const { getPrototypeOf } = Object;
const { parse } = JSON;

let failure: { readonly cause: unknown } | undefined;

glue.initSync({ module: wasm() });

/** The module, which lies beside the bundle. */
function wasm(): Uint8Array {
  const path = join(__dirname, "mlld_policy_mlld_bg.wasm");
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(
      `mlld-policy/mlld cannot read ${path}: mark \`mlld-policy\` as external in your bundler, or copy that file beside the bundle`,
      { cause },
    );
  }
}

/**
 * Runs code of the module. What it throws on purpose is an `Error`; anything else, a trap or an exhausted stack, means
 * that it failed amid a change of its own memory, so that nothing it says counts any more.
 */
export function run<T>(work: (module: Glue) => T): T {
  if (failure === undefined) {
    try {
      return work(glue);
    } catch (error) {
      if (isMeant(error)) throw error;
      failure = { cause: error };
    }
  }
  throw new Error("the policy engine failed; start the process anew", failure);
}

function isMeant(error: unknown): boolean {
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
