// Helped within one's own sign-in, entered by an officer on consent, filed under a mandate: who is told what, on which screens.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { become, counter } from "../lib/city.mjs";
import { PHONE, closeBrowser, speak, theBrowser, visiting, visitor } from "../lib/harness.mjs";

const BIRTH = "1.001193";

/** Pages as they were seen, for the checker of markup: it is asked once. */
const seen = {};
const keep = async (page) => {
  seen[`${Object.keys(seen).length} ${page.url()}`] = await page.content();
};

/** Looks a page over in both languages. */
async function inOrder(page) {
  for (const lang of ["en", "vi"]) {
    await speak(page, lang);
    assert.deepEqual(await axe(page), [], page.url());
    assert.deepEqual(await tooWide(page), [], page.url());
    await keep(page);
  }
}

/** Signs in as one of the demonstration's people. */
async function signIn(page, name) {
  await page.goto("/me/demo");
  await page.locator("main form", { hasText: name }).locator("button[type=submit]").click();
  await page.waitForURL(/\/me$/);
}

/** Begins a filing, whatever is under way. */
async function begin(page) {
  await page.goto(`/procedures/${BIRTH}/filings`);
  await page.click("form.hn-form button[type=submit]");
  await page.waitForURL(/\/eligibility$/);
  return page.url().replace(/\/eligibility$/, "");
}

const SCAN = {
  name: "giay-dong-y.png",
  mimeType: "image/png",
};

describe("help with filing", () => {
  before(theBrowser);
  after(closeBrowser);

  it("is begun by a code read out, shown to both, and ended by the person", visiting({ viewport: PHONE }, async (page) => {
    await signIn(page, "Phạm Ngọc Lan");
    const filing = await begin(page);
    await page.goto(filing);
    await page.click(`a[href$="/help"]`);
    await inOrder(page);
    await page.click('button[name="do"][value="ask"]');
    const code = (await page.locator(".hn-helpcode strong").innerText()).trim();
    assert.match(code, /^\d{3} \d{3}$/);
    const helper = await visitor({});
    try {
      await become(helper.page, await counter(helper.page));
      await helper.page.goto("/desk/help");
      await inOrder(helper.page);
      await helper.page.fill('[name="code"]', code);
      await helper.page.click("main form button[type=submit]");
      await helper.page.waitForURL(/done=begun/);
      assert.ok((await helper.page.locator("main").innerText()).includes("khai sinh"));
      await inOrder(helper.page);
    } finally {
      await helper.leave();
    }
    await page.goto(`${filing}/help`);
    assert.match(await page.locator("main").innerText(), /đang giúp/);
    await inOrder(page);
    await page.click('button[name="do"][value="end"]');
    await page.waitForURL(/\/help$/);
    assert.match(await page.locator("main").innerText(), /đã giúp/);
  }));

  it("is entered by an officer on a signed consent, on the pages a person files with", visiting({ forgive: [422] }, async (page) => {
    await become(page, await counter(page));
    await page.goto("/desk/entries");
    await inOrder(page);
    const told = async () => {
      await page.fill('[name="personal_id"]', "999185000888");
      await page.fill('[name="name"]', "Đỗ Thị Mai");
      await page.fill('[name="procedure"]', BIRTH);
      await page.fill('[name="paper"]', "Giấy đồng ý số 12, ngày 10/3/2026");
    };
    await told();
    await page.click("main form button[type=submit]");
    await page.waitForSelector("#error-summary");
    assert.match(await page.locator("#error-summary").innerText(), /Đồng ý bằng lời chưa đủ/);
    assert.equal(await page.inputValue('[name="name"]'), "Đỗ Thị Mai", "what was typed stands");
    assert.deepEqual(await axe(page), []);
    await keep(page);
    const scan = await page.screenshot();
    await page.setInputFiles("#scan", { ...SCAN, buffer: scan });
    await page.click("main form button[type=submit]");
    await page.waitForURL(/\/desk\/filings\/.*\/eligibility$/);
    assert.match(await page.locator("main").innerText(), /Nhập thay cho Đỗ Thị Mai/);
    await inOrder(page);
  }));

  it("asks whoever holds a mandate for whom they file, and says so on every page", visiting({ viewport: PHONE }, async (page) => {
    await signIn(page, "Trần Thị Minh Châu");
    await page.goto("/me/mandates");
    await page.fill('[name="number"]', "999087000102");
    await page.fill('[name="name"]', "Lê Quốc Bảo");
    await page.fill('[name="procedures"]', BIRTH);
    await page.fill('[name="proof"]', "Giấy ủy quyền số 12, ngày 10/3/2026");
    await page.click("main .hn-form button[type=submit]");
    await page.waitForURL(/done=given/);
    const other = await visitor({ viewport: PHONE });
    try {
      await signIn(other.page, "Lê Quốc Bảo");
      await other.page.goto(`/procedures/${BIRTH}/filings`);
      await inOrder(other.page);
      await other.page.locator("label", { hasText: "Thay cho Trần Thị Minh Châu" }).first().click();
      await other.page.click("form.hn-form button[type=submit]");
      await other.page.waitForURL(/\/eligibility$/);
      assert.match(await other.page.locator("main").innerText(), /nộp thay cho Trần Thị Minh Châu/);
      await inOrder(other.page);
    } finally {
      await other.leave();
    }
  }));

  it("has valid markup everywhere", () => {
    assert.ok(Object.keys(seen).length >= 14, Object.keys(seen).join("\n"));
    assert.deepEqual(markup(seen), []);
  });
});
