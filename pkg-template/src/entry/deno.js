/**
 * Deno: the compiled module is imported as such, which needs no permission to read files, and the package is ready once
 * imported. (JavaScript, because TypeScript does not know source-phase imports yet.)
 */

import source module from "./mlld_policy_bg.wasm";
import { followAwaits } from "../internal/evaluation.js";
import { startSync } from "../internal/runtime.js";

export * from "../index.js";
export { ready as init } from "./ready.js";

startSync(module);
// Not imported: what bundles this would have to know that Deno has it.
followAwaits(new (globalThis.process.getBuiltinModule("node:async_hooks").AsyncLocalStorage)());
