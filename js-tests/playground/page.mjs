/** The built playground, opened in a browser as a user would. */

import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { launch, launchFirefox, serve } from "../support/browser.mjs";
import { root } from "../support/installed.mjs";

/** What `make www` makes. */
export const built = path.join(root, "www", "dist");
/** No headers of the server: the page's own policy must do. */
export const headers = {};

/**
 * Runs tests in both browsers. `tests(open)` declares them; `await open(options)` gives a fresh page that has started,
 * `options.fragment` being what follows the `#`, `options.viewport` its size, `options.theme` "light" or "dark", `options.server`
 * another server, `options.context` what Playwright takes for a context. What the page complains of in its console fails the test
 * that opened it. `test` has a title, what is to be done, and for how many milliseconds that may take.
 */
export function inBrowsers(name, tests) {
  for (const [browserName, start] of [["Chromium", launch], ["Firefox", launchFirefox]]) {
    describe(`${name}, in ${browserName}`, () => {
      let browser;
      let server;
      before(async () => {
        if (!existsSync(path.join(built, "index.html"))) throw new Error("www/dist/ is missing: run `make www`");
        [browser, server] = await Promise.all([start(), serve(built, headers)]);
      });
      after(async () => {
        await browser?.close();
        server?.close();
      });
      const test = (title, run, timeout = 60_000) =>
        it(title, { timeout }, async () => {
          const opened = [];
          const open = async (options = {}) => {
            const page = await openPage(browser, options.server?.url ?? server.url, options);
            opened.push(page);
            return page;
          };
          try {
            await run(open);
            for (const { complaints } of opened) {
              if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
            }
          } finally {
            await Promise.all(opened.map((page) => page.context().close()));
          }
        });
      tests(test, browserName);
    });
  }
}

async function openPage(browser, url, { fragment, viewport = { width: 1440, height: 900 }, theme, path: at = "/", context: settings = {} }) {
  const context = await browser.newContext({ viewport, ...settings });
  const page = await context.newPage();
  page.complaints = [];
  page.asked = [];
  page.on("request", (request) => page.asked.push(request.url()));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(message.text());
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto(`${url}${at}${fragment === undefined ? "" : `#${fragment}`}`);
  await page.waitForSelector(".columns[data-ready]");
  // Not every Firefox can be told what its user prefers; the page's own choice is the same.
  if (theme !== undefined) await page.evaluate((chosen) => { document.documentElement.dataset.theme = chosen; }, theme);
  return page;
}
