/** The guided tour, taken as a user would. */

import assert from "node:assert/strict";
import { inBrowsers } from "./page.mjs";

const titles = ["Policies", "Operations", "Why", "Attacks"];
const parts = ["policy", "operations", "answers", "answers"];
const toured = (page) => page.locator("[data-toured]").evaluateAll((found) => found.map(({ dataset }) => dataset.column));
const focused = (page) => page.evaluate(() => document.activeElement?.textContent ?? "");

inBrowsers("tour", (test) => {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    test(`four steps, each about a part that is seen, ${viewport.width} wide`, async (open) => {
      const page = await open({ viewport });
      const dialog = page.getByRole("dialog");
      assert.equal(await dialog.count(), 0, "the tour is not forced on anybody");
      await page.getByRole("button", { name: "Take the tour" }).click();
      await dialog.waitFor();
      for (const [at, title] of titles.entries()) {
        await dialog.getByRole("heading", { name: title }).waitFor();
        assert.match(await dialog.textContent(), new RegExp(`Step ${at + 1} of 4`));
        assert.deepEqual(await toured(page), [parts[at]]);
        assert.ok(await page.locator("[data-toured]").isVisible());
        assert.equal(await focused(page), title);
        await page.waitForTimeout(100);
        const box = await dialog.boundingBox();
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= viewport.width && box.y + box.height <= viewport.height);
        if (at < 3) await dialog.getByRole("button", { name: "Next" }).click();
      }
      assert.equal(await page.getByRole("tab", { name: "Attacks" }).getAttribute("aria-selected"), "true");
      await dialog.getByRole("button", { name: "Back" }).click();
      await dialog.getByRole("heading", { name: "Why" }).waitFor();
      await dialog.getByRole("button", { name: "Next" }).click();
      await dialog.getByRole("button", { name: "Done" }).click();
      await dialog.waitFor({ state: "detached" });
      assert.deepEqual(await toured(page), []);
      assert.equal(await focused(page), "Tour");
    });
  }

  test("Escape ends it, and the keyboard is enough", async (open) => {
    const page = await open();
    await page.getByRole("button", { name: "Tour", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Policies" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Next", "there is no way back from the first step");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("heading", { name: "Operations" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await focused(page), "Tour");
  });

  test("it is offered once", async (open) => {
    const page = await open();
    await page.getByRole("button", { name: "No, thanks" }).click();
    await page.getByRole("button", { name: "Take the tour" }).waitFor({ state: "detached" });
    await page.reload();
    await page.waitForSelector(".columns[data-ready]");
    assert.equal(await page.getByRole("button", { name: "Take the tour" }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Tour", exact: true }).count(), 1);
  });
});
