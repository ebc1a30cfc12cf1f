// A kiosk as people meet it, on a screen of 1080 by 1920: enrolled by a code, used to file, left alone, left behind.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { become, counter } from "../lib/city.mjs";
import { closeBrowser, speak, theBrowser, visitor } from "../lib/harness.mjs";
import { STATUS, choose, keeper, kiosk } from "../lib/kiosk.mjs";

/** Pages as they were seen, for the checker of markup: it is asked once. */
const seen = {};

/** What can be touched and is too small, or lies in the upper half when everything was asked to lie below. */
const outOfReach = (page) => page.evaluate(() => {
  const low = document.body.classList.contains("hn-kiosk--low");
  const wrong = [];
  for (const element of document.querySelectorAll("a[href], button, select, textarea, summary, input:not([type=hidden])")) {
    if (element.closest("dialog:not([open])") || getComputedStyle(element).pointerEvents === "none") continue;
    const label = ["radio", "checkbox"].includes(element.type) ? element.labels[0] : null;
    const box = (label ?? element).getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || getComputedStyle(label ?? element).visibility === "hidden") continue;
    const name = `${element.tagName} ${(element.textContent || element.name || "").trim().slice(0, 40)}`;
    if (Math.round(box.width) < 96 || Math.round(box.height) < 96) wrong.push(`${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`);
    const main = document.querySelector("main").getBoundingClientRect();
    if (low && element.closest("main") && box.bottom > main.top && box.top < main.bottom && main.top < innerHeight / 2) wrong.push(`${name}: main from ${main.top}`);
    if (low && !element.closest("main") && box.top < innerHeight / 2) wrong.push(`${name}: at ${Math.round(box.top)}`);
  }
  return wrong;
});

/** Text smaller than 28 pixels as it is shown. */
const smallText = (page) => page.evaluate(() => {
  const wrong = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest("script, style, dialog:not([open]), .govuk-visually-hidden, noscript")) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const shown = parseFloat(getComputedStyle(element).fontSize) * (element.currentCSSZoom ?? 1);
    if (shown < 27.5) wrong.add(`${shown.toFixed(1)}px ${element.tagName}.${element.className}: ${walker.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return [...wrong];
});

/** How far the page reaches below the screen: only its middle part scrolls. */
const below = (page) => page.evaluate(() => document.documentElement.scrollHeight - innerHeight);

async function inOrder(page) {
  assert.ok((await below(page)) <= 0, page.url());
  assert.deepEqual(await outOfReach(page), [], page.url());
  assert.deepEqual(await smallText(page), [], page.url());
  assert.deepEqual(await tooWide(page), [], page.url());
  assert.deepEqual(await axe(page), [], page.url());
  seen[`${Object.keys(seen).length} ${page.url()}`] = await page.content();
}

async function signIn(page) {
  await page.goto("/me/demo");
  await page.locator("main form button[type=submit]").last().click();
  await page.waitForURL(/\/me$/);
}

describe("a kiosk", () => {
  before(() => theBrowser());
  after(closeBrowser);

  it("is touched, filed at, and the desk is told where", async () => {
    const machine = await kiosk("Ki-ốt số 1");
    const { page } = machine;
    await inOrder(page);
    await page.click(".hn-ktouch");
    await page.waitForURL(/\/kiosk\/menu$/);
    await inOrder(page);
    await page.click('button[name="low"][value="1"]');
    await page.locator("body.hn-kiosk--low").waitFor();
    await inOrder(page);
    await speak(page, "en");
    await inOrder(page);
    await speak(page, "vi");
    await page.click('button[name="low"][value="0"]');
    await page.locator("body:not(.hn-kiosk--low)").waitFor();
    await page.click('a[href^="/procedures"]');
    await page.waitForURL(/\/procedures/);
    await inOrder(page);
    await page.goto("/me/sign-in");
    await inOrder(page);
    assert.equal(await page.locator('a[href="/desk/sign-in"]').count(), 0, "officers sign in elsewhere");
    await signIn(page);
    await inOrder(page);
    await page.goto(`/procedures/${STATUS}`);
    await inOrder(page);
    await page.click(".hn-startform button");
    if (page.url().endsWith("/filings")) await page.click("form.hn-form button[type=submit]");
    await page.waitForURL(/\/eligibility/);
    await inOrder(page);
    for (const at of [0, 1]) await page.locator("fieldset").nth(at).locator('[value="no"]').check({ force: true });
    await page.click('button[name="go"][value="on"]');
    await page.waitForURL(/\/questions\//);
    await inOrder(page);
    await page.click('button[name="go"][value="on"]');
    await page.locator('[name="f-marriage.status"]').first().waitFor({ state: "attached" });
    for (const [name, value] of [["f-marriage.status", "single"], ["f-marriage.confirmation_purpose", "other"], ["f-request.truthful", "yes"]]) {
      await choose(page, name, value);
    }
    await page.click('button[name="go"][value="on"]');
    await page.waitForURL(/\/papers/);
    await inOrder(page);
    await page.click('button[name="go"][value="on"]');
    await page.waitForURL(/\/check/);
    await inOrder(page);
    await page.click(".hn-filing__form button[type=submit]");
    await page.locator('[name="despite"], .hn-filed').first().waitFor({ state: "attached" });
    if ((await page.locator('[name="despite"]').count()) > 0) {
      await choose(page, "despite", "yes");
      await page.click(".hn-filing__form button[type=submit]");
    }
    await page.waitForURL(/\/submitted/);
    await inOrder(page);
    await page.locator('a[href^="/me/dossiers/"]').first().click();
    await page.waitForURL(/\/me\/dossiers\//);
    const address = page.url();
    const desk = await visitor({});
    await become(desk.page, await counter(desk.page));
    await desk.page.goto(new URL(address).pathname.replace("/me/", "/desk/"));
    assert.match(await desk.page.locator("main").innerText(), /tự nộp tại ki-ốt/);
    await desk.leave();
    // The end, and five steps back: nothing of the person.
    await page.click(".hn-kfoot__end");
    await page.waitForURL(/\/kiosk$/);
    for (let step = 0; step < 5; step += 1) {
      await page.goBack().catch(() => {});
      assert.doesNotMatch(await page.locator("body").innerText(), /Phạm Ngọc Lan/, page.url());
    }
    await page.goto(address);
    assert.match(page.url(), /\/me\/sign-in/);
    await machine.leave();
    assert.deepEqual(markup(seen), []);
  });

  it("asks whether anybody is there, waits for those who are, and forgets the others", async () => {
    const machine = await kiosk("Ki-ốt số 2");
    const { page } = machine;
    await signIn(page);
    await page.clock.install();
    await page.goto("/me");
    await page.clock.runFor(61_000);
    await page.locator("dialog[open]").waitFor();
    assert.match(await page.locator("dialog").innerText(), /giây để giữ kín thông tin/);
    assert.deepEqual(await outOfReach(page), []);
    assert.deepEqual(await axe(page), []);
    await page.click("[data-kiosk-more]");
    await page.locator("dialog:not([open])").waitFor({ state: "attached" });
    await page.clock.runFor(59_000);
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.match(page.url(), /\/me$/);
    await page.clock.runFor(25_000);
    await page.waitForURL(/\/kiosk$/);
    await page.goto("/me");
    assert.match(page.url(), /\/me\/sign-in/);
    await machine.leave();
  });

  it("calls an officer, who sees it and comes", async () => {
    const machine = await kiosk("Ki-ốt số 3");
    await machine.page.goto("/kiosk/menu");
    await machine.page.click('button[name="do"][value="call"]');
    await machine.page.locator('button[name="do"][value="cancel"]').waitFor();
    await inOrder(machine.page);
    const desk = await visitor({});
    await become(desk.page, await keeper(desk.page));
    await desk.page.goto("/desk/kiosks");
    assert.deepEqual(await axe(desk.page), []);
    const row = desk.page.locator(".hn-hits > li", { hasText: "Ki-ốt số 3" }).last();
    await row.locator('form[action$="/answer"] button').click();
    await desk.page.waitForURL(/done=answered/);
    await desk.leave();
    await machine.page.reload();
    assert.equal(await machine.page.locator('button[name="do"][value="cancel"]').count(), 0);
    await machine.leave();
  });
});
