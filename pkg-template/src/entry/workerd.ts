/** workerd: the platform hands out the compiled module, and the package is ready once imported. */

import module from "./mlld_policy_bg.wasm";
import { startSync } from "../internal/runtime.js";

export * from "../index.js";
export { ready as init } from "./ready.js";

startSync(module);
