// The board: it moves by itself, opens to what is behind a number, and says the same without scripts.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { paper, tooWide } from "../lib/checks.mjs";
import { become, bring, colleague, counter, receive } from "../lib/city.mjs";
import { PHONE, closeBrowser, theBrowser, visitor, visiting } from "../lib/harness.mjs";

/** The narrowest screen there is to hold. */
const NARROWEST = { width: 320, height: 640 };
/** A sheet lying, in points. */
const LYING = { a4: { width: 842, height: 595 }, a3: { width: 1191, height: 842 } };

/** Receives a dossier as somebody else, in a visit of their own. */
async function receivedElsewhere() {
  const other = await visitor();
  const desk = await counter(other.page);
  await become(other.page, desk);
  const code = await receive(other.page);
  await other.leave();
  return { desk, code };
}

/** The tiles as text. */
const tiles = (page) => page.locator("[data-live=tiles]").innerText();

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

  it("leads from the city to a unit and to where it is stuck in two clicks, and tells the public no more than the unit", visiting({}, async (page) => {
    await page.goto("/board?period=since");
    await page.locator("[data-live=league] tbody a").last().click();
    assert.match(page.url(), /unit=/);
    await page.locator("[data-live=act-now]").waitFor();
    await page.goto("/board/drill?period=since&metric=received");
    await page.locator("main table a").first().click();
    assert.match(page.url(), /\/board\/drill\?.*unit=/);
    // Where the time of all its dossiers went may stand there; nothing that leads further down.
    assert.equal(await page.locator("main table a").count(), 0);
    assert.match(await page.locator("main").innerText(), /chỉ dành cho cán bộ/);
    await page.locator("main a", { hasText: "Dữ liệu mở" }).waitFor();
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

  it("finds the commune that misses the target and where it is stuck in two clicks", visiting({}, async (page) => {
    await page.goto("/board?period=since");
    const last = page.locator("[data-live=league] tbody tr").last();
    const unit = (await last.locator("th a").innerText()).trim();
    await last.locator("th a").click();
    assert.ok((await page.locator("main").innerText()).includes(unit), `the answer is about ${unit}`);
    const stuck = page.locator("[data-live=act-now]");
    const rows = stuck.locator("tbody tr");
    if ((await rows.count()) === 0) {
      assert.match(await stuck.innerText(), /Không có|chưa có/i, "nothing is stuck there, and that is said");
      return;
    }
    assert.ok((await rows.first().locator(".hn-peers").first().innerText()).trim().length > 0, "the step is named");
    await rows.first().locator("a").first().click();
    assert.match(page.url(), /\/board\/drill\?.*metric=overdue/);
  }));

  it("opens from the city down to the page of a dossier", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await page.goto("/board/drill?period=today&metric=received");
    const hrefs = await page.locator("main table a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    for (const href of hrefs) {
      await page.goto(href);
      if ((await page.locator("main").innerText()).includes(code)) break;
    }
    // Down by field and procedure, until nothing but dossiers is below.
    for (const level of ["lĩnh vực", "thủ tục"]) {
      assert.match(await page.locator("main h2").first().innerText(), new RegExp(level, "i"));
      const below = await page.locator("main table").first().locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      for (const href of below) {
        await page.goto(href);
        if ((await page.locator("main").innerText()).includes(code)) break;
      }
    }
    await page.locator("main table a", { hasText: code }).click();
    assert.ok(page.url().endsWith(`/desk/dossiers/${code}`), page.url());
  }));

  it("names officers behind a number to a head, by name and without ranks, and to nobody else", visiting({}, async (page) => {
    const { desk, code } = await receivedElsewhere();
    await bring(page, desk, code, "propose", { stopBefore: true });
    await become(page, await colleague(page, desk, "unitHead"));
    await page.goto("/board/drill?period=today&metric=received");
    const hrefs = await page.locator("main table a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    let here;
    for (const href of hrefs) {
      await page.goto(href);
      if ((await page.locator("main").innerText()).includes(code)) here = href;
      if (here) break;
    }
    assert.ok(here, "the head finds the unit");
    await page.locator("main a[href*='by=officer']").click();
    const officers = page.locator("main table:has(th:text-is('Bước đã làm'))");
    const names = await officers.locator("tbody th").allInnerTexts();
    assert.ok(names.length > 0, "somebody works there");
    const given = names.map((name) => name.trim().split(" ").pop());
    assert.deepEqual(given, [...given].sort((a, b) => a.localeCompare(b, "vi")), "in the order of names");
    await officers.locator("tbody th a").first().click();
    assert.match(page.url(), /officer=\d+/);
    const asked = page.url();
    const guest = await visitor();
    await guest.page.goto(asked);
    const told = await guest.page.locator("main").innerText();
    assert.ok(!names.some((name) => told.includes(name.trim())), "no name");
    assert.equal(await guest.page.locator("th:text-is('Bước đã làm')").count(), 0, "never public");
    await guest.leave();
  }));

  it("stands still while it is paused and catches up afterwards", visiting({}, async (page) => {
    await page.goto("/board?period=today");
    const state = page.locator("[data-board-state]");
    const button = page.locator("[data-board-pause]");
    await button.click();
    const paused = await page.locator("[data-board]").getAttribute("data-words-paused");
    assert.equal(await state.innerText(), paused);
    const before = await tiles(page);
    await receivedElsewhere();
    const other = await visitor();
    await other.page.goto("/board?period=today");
    assert.notEqual(await tiles(other.page), before, "the numbers moved");
    await other.leave();
    assert.equal(await tiles(page), before, "this page did not");
    await button.click();
    await page.waitForFunction(
      (before) => document.querySelector("[data-live=tiles]").innerText !== before, before, { timeout: 10_000 },
    );
  }));

  it("says so when nothing came for a minute, and goes on by its link", visiting({}, async (page) => {
    await page.clock.install();
    // A stream that was cut and does not come back.
    await page.route("**/board/stream*", (route) => route.fulfill({
      status: 200, contentType: "text/event-stream", body: "retry: 600000\n\n",
    }));
    await page.goto("/board?period=today");
    await page.waitForSelector("[data-board-pause]:not([hidden])");
    await page.clock.fastForward(61_000);
    const stale = await page.locator("[data-board]").getAttribute("data-words-stale");
    await page.waitForFunction((stale) => document.querySelector("[data-board-state]").textContent === stale, stale);
    assert.ok(await page.locator(".hn-fresh--stale").isVisible());
    await page.locator("[data-board] a").click();
    await page.waitForSelector("h1[data-live=headline]");
  }));

  for (const [sheet, size] of Object.entries(LYING)) {
    it(`prints on ${sheet.toUpperCase()}, lying, with its tables and nothing cut`, visiting({}, async (page) => {
      await page.goto(`/board?period=since&sheet=${sheet}${sheet === "a3" ? "&all=1" : ""}`);
      const pages = await paper(page);
      assert.ok(pages.length >= 1);
      for (const one of pages) {
        assert.ok(Math.abs(one.width - size.width) <= 1 && Math.abs(one.height - size.height) <= 1, JSON.stringify(one));
      }
      await page.emulateMedia({ media: "print" });
      // As wide as the sheet without its margins, at 96 to the inch.
      await page.setViewportSize({ width: Math.round(((size.width - 68) * 96) / 72), height: 900 });
      assert.ok(await page.locator("[data-live=league] table").isVisible(), "the league is on paper");
      const rows = await page.locator("[data-live=league] tbody tr").count();
      assert.ok(sheet === "a4" ? rows > 0 : rows >= 126, `${rows} rows`);
      const cut = await page.locator("main .hn-scroll, main table").evaluateAll((all) =>
        all.filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible").length,
      );
      assert.equal(cut, 0, "nothing is cut at the edge of a table");
      assert.equal(await page.locator(".hn-noprint:visible").count(), 0);
    }));
  }

  for (const address of ["/board?period=since", "/board?unit=00097", "/board/drill?unit=00097&metric=received", "/board/index", "/board/metrics", "/open-data"]) {
    it(`holds ${address} on 320 pixels`, visiting({ viewport: NARROWEST }, async (page) => {
      await page.goto(address);
      assert.deepEqual(await tooWide(page), []);
    }));
  }

  it("shows what was just added in its row of the funnel on a phone", visiting({ viewport: PHONE }, async (page) => {
    await page.goto("/board?period=today");
    const heights = () => page.locator(".hn-funnel li").evaluateAll((rows) => rows.map((row) => row.offsetHeight));
    await page.waitForSelector(".hn-funnel li");
    const before = await heights();
    await page.evaluate(() => {
      for (const at of document.querySelectorAll(".hn-funnel [data-watch]")) {
        const told = document.createElement("span");
        told.className = "hn-moved__by";
        told.textContent = "+3";
        at.after(told);
      }
    });
    assert.deepEqual(await heights(), before, "no row grows");
  }));
});
