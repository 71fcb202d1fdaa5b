/** The glue of the adapter's module, which `scripts/package.mjs` puts in place of this name. */

declare module "wasm-glue-mlld" {
  type Glue = import("./module.js").Glue;
  export const MlldPolicy: Glue["MlldPolicy"];
  export const compat: Glue["compat"];
  export const initSync: Glue["initSync"];
}
