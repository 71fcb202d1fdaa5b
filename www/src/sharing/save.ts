/** Saves a text as a file of the reader's. */

/** Opens the browser's way to save it. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A name that every system takes for a file, made of one that a policy has. */
export function fileName(name: string): string {
  const plain = name.slice(0, 200).normalize("NFKD").replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return plain === "" ? "policy" : plain;
}
