/**
 * The service worker: keeps every file of one build, and answers from there. Built as `offline.js`, with the list of files and the
 * build's version put in by vite.config.ts; it imports nothing.
 *
 * The module for writing policies is kept too, so that notation is read offline. It counts as nothing that the page loads at its
 * start: the worker fetches it when the page has long been standing and idle.
 */

declare const FILES_OF_THE_BUILD: readonly string[];
declare const VERSION_OF_THE_BUILD: string;

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
}

const worker = globalThis as unknown as Worker;
const files = FILES_OF_THE_BUILD;
const { scope } = worker.registration;
/** Other pages of the same server may keep something as well. */
const ours = `mlld-policy-playground ${scope} `;
const current = ours + VERSION_OF_THE_BUILD;
const addresses = new Set(files.map((file) => new URL(file, scope).href));

worker.addEventListener("install", (event) => {
  // All or nothing. What has a hash in its name may come from the browser's own cache, the rest is asked for again.
  const requests = files.map((file) => new Request(new URL(file, scope), { cache: file.startsWith("assets/") ? "default" : "no-cache" }));
  event.waitUntil(caches.open(current).then((cache) => cache.addAll(requests)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => {
      const old = names.filter((name) => name.startsWith(ours) && name !== current);
      // The one before stays until the next update: a page that is still open may need its modules.
      return Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
    }),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  url.hash = "";
  url.search = "";
  // The folder itself is the page.
  if (request.mode === "navigate" && url.href === scope) url.pathname += "index.html";
  if (url.href.startsWith(scope) && (addresses.has(url.href) || url.pathname.includes("/assets/"))) {
    event.respondWith(answer(url.href, request));
  }
});

/** From this build, from the one before it, from the network. */
async function answer(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(current);
  const before = (await caches.keys()).filter((name) => name.startsWith(ours) && name !== current);
  const found = await cache.match(address);
  if (found !== undefined) return found;
  for (const name of before) {
    const older = await (await caches.open(name)).match(address);
    if (older !== undefined) return older;
  }
  return fetch(request);
}
