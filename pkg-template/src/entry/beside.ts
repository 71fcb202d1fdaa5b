/** Node and Bun: what lies beside the bundle. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The bytes of a module, which `called` is to run. */
export function beside(file: string, called = "mlld-policy"): Uint8Array {
  const path = join(__dirname, file);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(
      `${called} cannot read ${path}: mark \`mlld-policy\` as external in your bundler, or copy that file beside the bundle`,
      { cause },
    );
  }
}
