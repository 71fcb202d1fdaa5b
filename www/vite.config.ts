import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { type Plugin, defineConfig } from "vite";

/** The service worker's entry, and what its file is called in every build: browsers look for the same address again. */
const worker = "offline";

/** Tells the worker which files the build has, and gives them a version: a hash of all that they hold. */
function listFilesForWorker(): Plugin {
  let publicFolder = "";
  return {
    name: "list-files-for-worker",
    apply: "build",
    configResolved({ publicDir }) {
      publicFolder = publicDir;
    },
    generateBundle: {
      // After the page itself has been put into the bundle.
      order: "post",
      handler(_, bundle) {
        const chunk = Object.values(bundle).find(({ fileName }) => fileName === `${worker}.js`);
        if (chunk?.type !== "chunk" || chunk.imports.length > 0) this.error("the service worker must be one file of its own");
        const hash = createHash("sha256");
        const add = (name: string, content: string | Uint8Array) => hash.update(`${name}\0`).update(content);
        const files: string[] = [];
        for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
          add(name, file.type === "chunk" ? file.code : file.source);
          if (file !== chunk) files.push(name);
        }
        for (const name of readdirSync(publicFolder, { recursive: true, withFileTypes: true })) {
          if (!name.isFile()) continue;
          const file = path.join(name.parentPath, name.name);
          const address = path.relative(publicFolder, file).split(path.sep).join("/");
          add(address, readFileSync(file));
          files.push(address);
        }
        const known: Record<string, unknown> = { FILES_OF_THE_BUILD: files, VERSION_OF_THE_BUILD: hash.digest("hex").slice(0, 16) };
        for (const [name, value] of Object.entries(known)) {
          if (!chunk.code.includes(name)) this.error(`the service worker asks for no ${name}`);
          chunk.code = chunk.code.replaceAll(name, JSON.stringify(value));
        }
      },
    },
  };
}

/** Has the browser fetch the engine's module beside the page's script, not after it. */
function fetchEngineEarly(): Plugin {
  return {
    name: "fetch-engine-early",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle = {} }) {
        const module = Object.keys(bundle).find((name) => /mlld_policy_bg[^/]*\.wasm$/.test(name));
        if (module === undefined) throw new Error("the engine's module is not in the bundle");
        const attrs = { rel: "preload", href: `./${module}`, as: "fetch", type: "application/wasm", crossorigin: "anonymous" };
        return [{ tag: "link", attrs, injectTo: "head" }];
      },
    },
  };
}

export default defineConfig({
  // Relative, so that the files work in any folder of any server.
  base: "./",
  plugins: [listFilesForWorker(), fetchEngineEarly()],
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // Those of what is bundled ask to be passed on with it.
    license: { fileName: "licenses.md" },
    // Files, not `data:` addresses, which the page's Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // A build on a busy machine is no slow plugin.
      checks: { pluginTimings: false },
      input: { index: "index.html", [worker]: "src/sharing/worker.ts" },
      output: { entryFileNames: ({ name }) => (name === worker ? `${worker}.js` : "assets/[name]-[hash].js") },
    },
  },
  optimizeDeps: { exclude: ["mlld-policy"] },
});
