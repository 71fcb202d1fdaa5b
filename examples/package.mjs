// Finds the package that `make build` assembled. Your own code simply imports "mlld-policy".

import { existsSync } from "node:fs";
import process from "node:process";

const entry = new URL("../pkg/node.js", import.meta.url);

if (!existsSync(entry)) {
  console.error("The package is not built yet: pkg/ is missing. Run `make build` first.");
  process.exit(1);
}

export const { PolicyEngine, PolicyError } = await import(entry.href);
