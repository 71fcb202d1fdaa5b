/** Changes of policies that keep the rest of their text as it is. */

/**
 * Adds an entry to a key of a layer's document, as the suggestions of denials name both; `false` where the text cannot be
 * changed so.
 */
export async function addEntry(_layer: number, _path: string, _entry: string): Promise<boolean> {
  return false;
}
