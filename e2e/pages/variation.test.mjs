// Variations of communes: the city opens a step, a ward varies it by its own page, in both languages, wide and narrow.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { become } from "../lib/city.mjs";
import { DESK as WIDE, PHONE, closeBrowser, visitor } from "../lib/harness.mjs";

/** Marriage registration: decided by communes; no other test changes it. */
const MARRIAGE = "1.000894";
const [AUTHOR, APPROVER, HEAD] = ["trungtam.thietke1", "trungtam.thietke2", "badinh.chutich"];
const collected = {};
let publication;
let variation;

const submit = (page, act) => page.locator(`#act-${act} form button`).click();
const open = (page, act) => page.locator(`#act-${act}`).evaluate((node) => { if ("open" in node) node.open = true; });

/** As somebody, in a window of their own. */
async function as(login, work) {
  const guest = await visitor({ forgive: [422] });
  await become(guest.page, login);
  const outcome = await work(guest.page);
  await guest.leave();
  return outcome;
}

/** The city opens the appraisal; the version is approved and published for the first day possible. */
async function opened() {
  const draft = await as(AUTHOR, async (page) => {
    await page.goto(`/desk/designer/${MARRIAGE}`);
    await submit(page, "draft");
    await page.waitForURL(/\/drafts\//);
    const draft = new URL(page.url()).pathname;
    await page.goto(`${draft}?part=variation`);
    await page.locator("button[value^='limits.add']").click();
    await page.selectOption("#limits-0-step", { index: 1 });
    await page.fill("#limits-0-least", "1 giờ làm việc");
    await page.fill("#limits-0-most", "3 ngày làm việc");
    await page.locator("button[value='limits.add.1']").click();
    const review = await page.locator("#limits-1-step option", { hasText: "bỏ được" }).first().getAttribute("value").catch(() => null);
    if (review) {
      await page.selectOption("#limits-1-step", review);
      await page.check("#limits-1-leave");
    } else {
      await page.locator("button[value='limits.delete.1']").click();
    }
    await page.locator(".hn-actions button").click();
    await page.waitForURL(/done=save/);
    await page.goto(draft);
    await open(page, "submit");
    await submit(page, "submit");
    await page.waitForURL(/done=submit/);
    return draft;
  });
  await as(APPROVER, async (page) => {
    await page.goto(`${draft}/publish`);
    await open(page, "approve");
    await submit(page, "approve");
    await page.waitForURL(/done=approve/);
    await submit(page, "publish");
    await page.waitForURL(/done=publish/);
  });
  return `${draft}/publish`;
}

async function good(page, name) {
  assert.equal(await page.locator("h1").count(), 1, "one h1");
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await tooWide(page), []);
  collected[name] ??= await page.content();
}

describe("variations of communes", () => {
  before(async () => {
    publication = await opened();
    variation = await as(HEAD, async (page) => {
      await page.goto("/desk/designer/variations");
      await page.locator(`a[href$="/variations/${MARRIAGE}"]`).click();
      await submit(page, "vary");
      await page.waitForURL(/variations\/drafts\//);
      const budget = page.locator("input[name^='budget-']").first();
      await budget.fill("9 ngày làm việc");
      await page.locator(".hn-actions button").click();
      await page.locator("#error-summary").waitFor();
      await page.locator("input[name^='budget-']").first().fill("2 giờ làm việc");
      await page.locator(".hn-actions button").click();
      await page.waitForURL(/done=save/);
      return new URL(page.url()).pathname;
    });
  });
  after(closeBrowser);

  for (const lang of ["vi", "en"]) {
    for (const [size, viewport] of [["1366 px", WIDE], ["360 px", PHONE]]) {
      it(`${lang}, ${size}`, async () => {
        for (const [login, addresses] of [
          [HEAD, ["/desk/designer/variations", `/desk/designer/variations/${MARRIAGE}`, variation]],
          [AUTHOR, ["/desk/designer/variations", variation, `/desk/designer/${MARRIAGE}`, publication]],
        ]) {
          const guest = await visitor({ viewport, lang, forgive: [422] });
          await become(guest.page, login);
          for (const address of addresses) {
            assert.equal((await guest.page.goto(address)).status(), 200, address);
            await good(guest.page, `${lang} ${login} ${address}`);
          }
          await guest.leave();
        }
      });
    }
  }

  it("has valid markup everywhere", () => {
    assert.ok(Object.keys(collected).length >= 14, "the pages were collected");
    assert.deepEqual(markup(collected), []);
  });
});
