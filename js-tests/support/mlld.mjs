/** What the tests of `mlld-policy/mlld` share: the adapter as it is installed, and what mlld 2.0.5 returned. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { load, root, workspace } from "./installed.mjs";

/** The adapter, loaded the way `require` does. */
export function loadAdapter() {
  load();
  return createRequire(path.join(workspace, "anything.js"))("mlld-policy/mlld");
}

/** The adapter, loaded anew, with the functions that its module exports replaced by `wrap(name, function)`. */
export function loadWatched(wrap) {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...args) {
    const { exports } = new Instance(...args);
    const watched = Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? wrap(name, value) : value,
    ]);
    return { exports: Object.fromEntries(watched) };
  };
  const require = createRequire(path.join(workspace, "anything.js"));
  const file = require.resolve("mlld-policy/mlld");
  const before = require.cache[file];
  try {
    delete require.cache[file];
    return require(file);
  } finally {
    WebAssembly.Instance = Instance;
    if (before === undefined) delete require.cache[file];
    else require.cache[file] = before;
  }
}

/** A file of `tests/mlld/`. */
export function readMlld(name) {
  return JSON.parse(readFileSync(path.join(root, "tests", "mlld", name), "utf8"));
}

/** Freezes a value and all that is in it. */
export function deepFreeze(value) {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Reflect.ownKeys(value).forEach((key) => deepFreeze(value[key]));
  }
  return value;
}

/** JSON text in which sets are sorted lists, with the keys in their order. */
export function shown(value) {
  return JSON.stringify(value, (_, item) => (item instanceof Set ? [...item].sort(byCodeUnit) : item));
}

/** The same with sorted keys, so that texts can be searched. */
export function canonical(value) {
  return JSON.stringify(value, (_, item) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => byCodeUnit(a, b)));
  });
}

function byCodeUnit(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
