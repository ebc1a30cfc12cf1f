// The board: it moves by itself, opens to what is behind a number, and says the same without scripts.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { become, counter, receive } from "../lib/city.mjs";
import { PHONE, closeBrowser, theBrowser, visitor, visiting } from "../lib/harness.mjs";

describe("the board", () => {
  before(theBrowser);
  after(closeBrowser);

  it("shows within a moment what was just received, without a reload", visiting({}, async (page) => {
    await page.goto("/board?period=today");
    await page.waitForSelector("h1[data-live=headline]");
    const before = await page.locator("[data-live=tiles]").innerText();
    await page.evaluate(() => (globalThis.neverReloaded = true));
    const other = await visitor();
    const desk = await counter(other.page);
    await become(other.page, desk);
    await receive(other.page);
    await other.leave();
    await page.waitForFunction(
      (before) => document.querySelector("[data-live=tiles]").innerText !== before,
      before,
      { timeout: 10_000 },
    );
    assert.ok(await page.evaluate(() => globalThis.neverReloaded), "without a reload");
  }));

  it("leads from the city to a unit and to where it is stuck in two clicks, and on to fields and procedures", visiting({}, async (page) => {
    await page.goto("/board?period=since");
    await page.locator("[data-live=league] tbody a").last().click();
    assert.match(page.url(), /unit=/);
    await page.locator("[data-live=act-now]").waitFor();
    // The largest first: of it some groups are large enough for everybody.
    await page.goto("/board/drill?period=since&metric=received");
    await page.locator("main table a").first().click();
    assert.match(page.url(), /\/board\/drill\?.*unit=/);
    await page.locator("main table").waitFor();
    assert.match(await page.locator("main").innerText(), /chỉ dành cho cán bộ/);
  }));

  it("lists the dossiers behind a number to an officer who may see them", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await page.goto("/board/drill?period=today&metric=received");
    const units = page.locator("main table a");
    let found = false;
    for (const href of await units.evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      await page.goto(href);
      if ((await page.locator("main").innerText()).includes(code)) {
        found = true;
        break;
      }
    }
    assert.ok(found, "what was received today is behind the number of received");
  }));

  it("says the same without scripts, on a narrow screen too", visiting({ script: false, viewport: PHONE }, async (page) => {
    await page.goto("/board?period=since");
    assert.match(await page.locator("h1").innerText(), /\d+\/126/);
    await page.locator("details summary").first().click();
    await page.selectOption("#period", "today");
    await page.locator("main form button").first().click();
    assert.match(page.url(), /period=today/);
  }));
});
