/** A document as the fragment of an address, and back: JSON, compressed, in the letters that an address may hold. */

import type { Document } from "../state/state.js";
import { MOST_TEXT, NoDocument, readDocument } from "./document.js";

/** What begins a fragment of this page; the number is that of the form of what follows. */
const START = "p=";
const VERSION = "1";

/** The fragment of a document, without its `#`. */
export async function pack(document: Document): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  if (bytes.length > MOST_TEXT) throw new NoDocument("it is longer than 1 MiB");
  return `${START}${VERSION}.${toLetters(await through(bytes, new CompressionStream("deflate-raw"), Infinity))}`;
}

/** Whether a fragment, with or without its `#`, is meant to hold a document. */
export function isPacked(fragment: string): boolean {
  return fragment.replace(/^#/, "").startsWith(START);
}

/** The document of a fragment. @throws {NoDocument} where it holds none */
export async function unpack(fragment: string): Promise<Document> {
  const packed = fragment.replace(/^#/, "").slice(START.length);
  const [version, letters, ...more] = packed.split(".");
  if (version !== VERSION || letters === undefined || more.length > 0) {
    throw new NoDocument(/^[0-9]+$/.test(version ?? "") && version !== VERSION ? "it is of another version of this page" : "it is incomplete");
  }
  // Text that does not shrink at all has 4 letters for 3 bytes.
  if (letters.length > MOST_TEXT * 1.5) throw new NoDocument("it is longer than 1 MiB");
  const bytes = await through(fromLetters(letters), new DecompressionStream("deflate-raw"), MOST_TEXT);
  let json: string;
  try {
    json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NoDocument("it is cut off or was changed on its way");
  }
  return readDocument(json);
}

/** What comes of bytes; stops as soon as it is more than `most`: a small text may say a very large one. */
async function through(bytes: Uint8Array<ArrayBuffer>, change: CompressionStream | DecompressionStream, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(change).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) throw new NoDocument("what it holds is longer than 1 MiB");
      parts.push(value as Uint8Array<ArrayBuffer>);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    if (error instanceof NoDocument) throw error;
    throw new NoDocument("it is cut off or was changed on its way");
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** base64url, RFC 4648 §5, without padding. */
function toLetters(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromLetters(letters: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(letters)) throw new NoDocument("it is cut off or was changed on its way");
  try {
    return Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    throw new NoDocument("it is cut off or was changed on its way");
  }
}
