/** Browsers and bundlers: `init` fetches and compiles the engine's module, `initAuthoring` the other. */

import type { WasmSource } from "../index.js";
import { authoring } from "../internal/authoring.js";
import { engine } from "../internal/runtime.js";

export * from "../index.js";

export const init = /* @__PURE__ */ loader(
  "init",
  "mlld-policy/wasm",
  () => new URL("./mlld_policy_bg.wasm", import.meta.url),
  (module) => engine.start(module),
);

export const initAuthoring = /* @__PURE__ */ loader(
  "initAuthoring",
  "mlld-policy/authoring/wasm",
  () => new URL("./mlld_policy_authoring_bg.wasm", import.meta.url),
  (module) => authoring.start(module),
);

/** The function `called` that loads what the package exports as `file`: once, and after a failure anew. */
function loader(
  called: string,
  file: string,
  besideThis: () => URL,
  start: (module: WebAssembly.Module) => Promise<void>,
): (source?: WasmSource) => Promise<void> {
  let starting: Promise<void> | undefined;
  return (source) => {
    starting ??= compile(source ?? besideThis(), called, file)
      .then(start)
      .catch((cause: unknown) => {
        starting = undefined;
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`mlld-policy: ${called}() failed, as the WebAssembly module could not be loaded: ${why}`, { cause });
      });
    return starting;
  };
}

async function compile(source: WasmSource, called: string, file: string): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.compile(source as ArrayBuffer | ArrayBufferView<ArrayBuffer>);
  }
  const url: unknown = typeof source === "string" ? source : (source as URL).href;
  if (typeof url !== "string") throw new TypeError(`${called}: source must be a URL, bytes or a WebAssembly.Module`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${response.statusText}`);
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/html")) {
    throw new Error(
      `${url} is a page, not the WebAssembly module: pass \`${called}\` the URL of \`${file}\`; for the development server of Vite before version 8, set \`optimizeDeps: { exclude: ["mlld-policy"] }\``,
    );
  }
  // Streaming needs a server that names the type; any other gets there as well, only later.
  return type.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
