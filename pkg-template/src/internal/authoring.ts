/** The module for whoever writes policies: notation, scenarios, and what can be asked of documents. */

import * as glue from "wasm-glue-authoring";
import { manners } from "./thrown.js";
import type { AuthoringGlue } from "./wasm.js";
import { WasmModule } from "./wasm-module.js";

export const authoring: WasmModule<AuthoringGlue> = new WasmModule<AuthoringGlue>(
  glue,
  manners(
    "mlld-policy has not loaded its module for authoring, which policies in mlld notation need, as do `lint`, `normalize`, `union`, `format`, `locateRule` and `runScenario`: call `await initAuthoring()` once, before them",
  ),
);

/**
 * Runs code of the module, and throws what it threw on purpose.
 *
 * @throws {MlldSecurityError} with the code `ENGINE_FAILED`, once it has failed
 */
export function author<T>(run: (module: AuthoringGlue) => T): T {
  return authoring.call(run);
}
