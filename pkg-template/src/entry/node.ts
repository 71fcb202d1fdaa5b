/** Node and Bun, and what they bundle: the modules lie beside this file. The package is ready once imported. */

import { AsyncLocalStorage } from "node:async_hooks";
import { authoring } from "../internal/authoring.js";
import { followAwaits } from "../internal/evaluation.js";
import { engine } from "../internal/runtime.js";
import { beside } from "./beside.js";

export * from "../index.js";
export { ready as init, ready as initAuthoring } from "./ready.js";

engine.startSync(beside("mlld_policy_bg.wasm"));
authoring.startWhenNeeded(() => beside("mlld_policy_authoring_bg.wasm"));
followAwaits(new AsyncLocalStorage());
