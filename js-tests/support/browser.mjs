/** A folder, served on this machine only, and the headless browsers that load it. */

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import process from "node:process";
import { chromium, firefox } from "playwright-core";

const chromiums = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const firefoxes = [
  process.env.FIREFOX,
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
];

/** Starts Chromium; the tests that asked for it close it. */
export async function launch() {
  return chromium.launch({
    executablePath: installed("Chromium", "CHROMIUM", chromiums),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Starts the Firefox of the system, which Playwright drives by WebDriver BiDi; its own build is not needed. */
export async function launchFirefox() {
  return firefox.launch({ executablePath: installed("Firefox", "FIREFOX", firefoxes), channel: "moz-firefox" });
}

function installed(name, variable, candidates) {
  const found = candidates.find((file) => file !== undefined && existsSync(file));
  if (found !== undefined) return found;
  throw new Error(`${name} is not installed: run \`make setup-${name.toLowerCase()}\`, or name it in the variable ${variable}`);
}

const types = {
  ".html": "text/html",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const forbidsEval = { "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };

/**
 * Serves a folder, by default with a policy that forbids `eval`, and returns its address, how to stop, and what was asked for:
 * `{ pathname, headers }` of each request.
 */
export async function serve(folder, headers = forbidsEval) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    requests.push({ pathname, headers: request.headers });
    const file = path.join(folder, path.normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": types[path.extname(file)] ?? "application/octet-stream",
      ...headers,
    });
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    // Those that browsers keep open would be answered still.
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close, requests };
}

/** Loads a page and returns what its script left in `globalThis.result`. */
export async function resultOf(browser, url) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(url);
    const found = await page.waitForFunction(() => globalThis.result, undefined, { timeout: 20_000 });
    return await found.jsonValue();
  } catch (error) {
    throw new Error(`${url} gave no result: ${error.message}\n${complaints.join("\n")}`);
  } finally {
    await page.close();
  }
}
