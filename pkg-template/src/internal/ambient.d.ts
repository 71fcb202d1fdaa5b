/** What the entry points import and only some platforms have. */

declare module "wasm-glue" {
  type Glue = import("./wasm.js").Glue;
  export const Engine: Glue["Engine"];
  export const operationLabels: Glue["operationLabels"];
  export const mergeDescriptors: Glue["mergeDescriptors"];
  export const validateAuthorizations: Glue["validateAuthorizations"];
  export const dangerEntries: Glue["dangerEntries"];
  export const version: Glue["version"];
  export const initSync: Glue["initSync"];
  const start: Glue["default"];
  export default start;
}

declare module "wasm-glue-authoring" {
  type Glue = import("./wasm.js").AuthoringGlue;
  export const layersInJson: Glue["layersInJson"];
  export const union: Glue["union"];
  export const normalize: Glue["normalize"];
  export const printNotation: Glue["printNotation"];
  export const placeOfRule: Glue["placeOfRule"];
  export const runScenario: Glue["runScenario"];
  export const lint: Glue["lint"];
  export const initSync: Glue["initSync"];
  const start: Glue["default"];
  export default start;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "node:fs" {
  export function readFileSync(path: string): Uint8Array;
}

declare module "node:path" {
  export function join(...parts: string[]): string;
}

declare module "node:async_hooks" {
  export class AsyncLocalStorage<T> {
    run<R>(store: T, work: () => R): R;
    getStore(): T | undefined;
  }
}

declare const __dirname: string;
