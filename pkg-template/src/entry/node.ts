/** Node and Bun, and what they bundle: the module lies beside this file, and is ready once imported. */

import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { followAwaits } from "../internal/evaluation.js";
import { startSync } from "../internal/runtime.js";

export * from "../index.js";
export { ready as init } from "./ready.js";

startSync(wasm());
followAwaits(new AsyncLocalStorage());

function wasm(): Uint8Array {
  const path = join(__dirname, "mlld_policy_bg.wasm");
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(
      `mlld-policy cannot read ${path}: mark \`mlld-policy\` as external in your bundler, or copy that file beside the bundle`,
      { cause },
    );
  }
}
