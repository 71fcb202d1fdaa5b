/** Browsers and bundlers: the module is fetched and compiled by `init`. */

import type { WasmSource } from "../index.js";
import { start } from "../internal/runtime.js";

export * from "../index.js";

let starting: Promise<void> | undefined;

export function init(source?: WasmSource): Promise<void> {
  starting ??= compile(source ?? new URL("./mlld_policy_bg.wasm", import.meta.url))
    .then(start)
    .catch((cause: unknown) => {
      starting = undefined;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`mlld-policy: init() failed, as the WebAssembly module could not be loaded: ${why}`, { cause });
    });
  return starting;
}

async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.compile(source as ArrayBuffer | ArrayBufferView<ArrayBuffer>);
  }
  const url: unknown = typeof source === "string" ? source : (source as URL).href;
  if (typeof url !== "string") throw new TypeError("init: source must be a URL, bytes or a WebAssembly.Module");
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${response.statusText}`);
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/html")) {
    throw new Error(
      `${url} is a page, not the WebAssembly module: pass \`init\` the URL of \`mlld-policy/wasm\`; for the development server of Vite before version 8, set \`optimizeDeps: { exclude: ["mlld-policy"] }\``,
    );
  }
  // Streaming needs a server that names the type; any other gets there as well, only later.
  return type.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
