/** workerd: the platform hands out the compiled modules, and the package is ready once imported. */

import moduleForAuthoring from "./mlld_policy_authoring_bg.wasm";
import module from "./mlld_policy_bg.wasm";
import { authoring } from "../internal/authoring.js";
import { engine } from "../internal/runtime.js";

export * from "../index.js";
export { ready as init, ready as initAuthoring } from "./ready.js";

engine.startSync(module);
authoring.startWhenNeeded(() => moduleForAuthoring);
