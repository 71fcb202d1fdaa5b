/** What the page shows first. */

import { example } from "../state/example.js";
import { open } from "../state/change.js";

export async function openFirst(): Promise<void> {
  open(example);
}
