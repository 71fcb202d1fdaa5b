/**
 * Deno: the compiled modules are imported as such, which needs no permission to read files, and the package is ready once
 * imported. (JavaScript, because TypeScript does not know source-phase imports yet.)
 */

import source moduleForAuthoring from "./mlld_policy_authoring_bg.wasm";
import source module from "./mlld_policy_bg.wasm";
import { authoring } from "../internal/authoring.js";
import { followAwaits } from "../internal/evaluation.js";
import { engine } from "../internal/runtime.js";

export * from "../index.js";
export { ready as init, ready as initAuthoring } from "./ready.js";

engine.startSync(module);
authoring.startWhenNeeded(() => moduleForAuthoring);
// Not imported: what bundles this would have to know that Deno has it.
followAwaits(new (globalThis.process.getBuiltinModule("node:async_hooks").AsyncLocalStorage)());
