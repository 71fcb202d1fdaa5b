/** What axe-core finds in a part of the page, one line for each. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function violations(page, part) {
  await page.evaluate(source);
  const found = await page.evaluate(async (selector) => {
    const { violations: all } = await globalThis.axe.run(selector);
    return all.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
  }, part);
  return found;
}
