/** Node and Bun, and what they bundle: the module lies beside this file, and is ready once imported. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startSync } from "../internal/runtime.js";

export * from "../index.js";
export { ready as init } from "./ready.js";

startSync(wasm());

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
