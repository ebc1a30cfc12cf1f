// Leading by acts: a leader nudges and gives an order, the unit answers and reports, the leader closes; a unit contests a figure and
// is answered in public. Without scripts, as with them.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe } from "../lib/checks.mjs";
import { act, become, everybody, noError, offered } from "../lib/city.mjs";
import { PHONE, closeBrowser, theBrowser, visiting, visitor } from "../lib/harness.mjs";

const LEADER = "ubndtp.lanhdao";

/** The day after tomorrow as it is typed. */
function soon() {
  const day = new Date(Date.now() + 2 * 24 * 3600 * 1000 + 7 * 3600 * 1000);
  return `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
}

/** The login of the head of a unit, by what the form of an order calls its owner. */
async function headOf(page, unit) {
  await page.goto("/desk/demo");
  const logins = await page
    .locator(`form[action='/desk/demo']:has(input[name=login][value$='.chutich'])`)
    .evaluateAll((forms) => forms.map((form) => [form.closest("section").querySelector("h2").textContent.trim(), form.elements.login.value]));
  const found = logins.find(([name]) => name === unit);
  assert.ok(found, `the head of ${unit} among ${logins.length}`);
  return found[1];
}

for (const script of [true, false]) {
  describe(`orders, nudges and contests, scripts ${script ? "on" : "off"}`, () => {
    before(theBrowser);
    after(closeBrowser);

    it("a leader nudges a unit, which answers from its desk", visiting({ script, forgive: [409] }, async (page) => {
      await become(page, LEADER);
      await page.goto("/board/act-now");
      // One not nudged today: a database serves many runs.
      const row = page.locator("tr:has(button[name=at])").filter({ hasNotText: "đã nhắc" }).first();
      const unit = (await row.locator("th").innerText()).split("\n")[0].trim();
      const key = await row.locator("button[name=at]").getAttribute("value");
      const step = (await row.locator(".hn-peers").first().innerText()).trim();
      await page.fill("#words", "Cần xong trong hôm nay.");
      await row.locator("button[name=at]").click();
      await page.waitForURL(/nudged=/);
      await noError(page);
      assert.match(await page.locator("main").innerText(), /Đã nhắc/);
      if (script) assert.deepEqual(await axe(page), []);
      const again = page.locator(`button[name=at][value="${key}"]`);
      if ((await again.count()) > 0) {
        await again.click();
        assert.match(await page.locator("#error-summary").innerText(), /đã nhắc đơn vị này/, "once a day");
      }
      const own = (await everybody(page)).find((one) => unit.startsWith(one.unit));
      assert.ok(own, `somebody works at ${unit}`);
      await become(page, own.login);
      const told = page.locator(".hn-notice", { hasText: "Thành phố nhắc" }).filter({ hasText: step }).first();
      assert.match(await told.innerText(), /Cần xong trong hôm nay/);
      if (script) assert.deepEqual(await axe(page), []);
      const before = await page.locator(".hn-notice", { hasText: "Thành phố nhắc" }).count();
      const answer = (await told.locator("details.hn-act").getAttribute("id")).replace("act-", "");
      await act(page, answer, { text: "Xong trước 16 giờ." });
      await noError(page);
      assert.equal(await page.locator(".hn-notice", { hasText: "Thành phố nhắc" }).count(), before - 1);
    }));

    it("an order goes from the leader to the head and back until it is closed", visiting({ script, viewport: script ? undefined : PHONE }, async (page) => {
      await become(page, LEADER);
      await page.goto("/desk/orders/new?unit=00097&metric=online");
      await page.fill("#text", "Đưa tỷ lệ nộp trực tuyến lên 60%.");
      await page.fill("#due", soon());
      const unit = await page.locator(".hn-answer dd").first().innerText();
      if (script) assert.deepEqual(await axe(page), []);
      await page.locator("main form button[type=submit]").last().click();
      await page.waitForURL(/\/desk\/orders\/[0-9a-f-]{36}/);
      const order = new URL(page.url()).pathname;
      const head = await headOf(page, unit);
      await become(page, head);
      await page.goto("/desk/orders");
      await page.locator(`a[href="${order}"]`).click();
      assert.deepEqual(await offered(page), ["acknowledge"]);
      await act(page, "acknowledge");
      await act(page, "report", { text: "Đã cử hai người hỗ trợ tại nhà." });
      await act(page, "done", { text: "Đã đạt 61%." });
      await noError(page);
      if (script) assert.deepEqual(await axe(page), []);
      await become(page, LEADER);
      await page.goto(order);
      await act(page, "close", { judgement: "fulfilled", text: "Đã đạt." });
      await noError(page);
      const said = await page.locator("main").innerText();
      assert.match(said, /Đã kết thúc: Hoàn thành/);
      assert.match(said, /Số khi giao/);
      assert.deepEqual(await offered(page), []);
    }));

    it("a unit contests a figure and is answered where everybody reads it", visiting({ script }, async (page) => {
      await become(page, await headOf(page, await nameOf(page)));
      // Figures of a day long ago stand still while the demonstration lives, and nobody contested this one.
      const day = script ? "7/7/2025" : "8/7/2025";
      await page.goto(`/board/drill?unit=00097&metric=received&period=own&from=${day}&to=${day}`);
      await page.locator("a[href^='/board/contests/new']").click();
      if (script) assert.deepEqual(await axe(page), []);
      await page.fill("#text", "Có hồ sơ tính nhầm cho đơn vị.");
      await page.locator("main form button[type=submit]").last().click();
      await page.waitForURL(/\/board\/contests\/[0-9a-f-]{36}/);
      const contest = new URL(page.url()).pathname;
      assert.deepEqual(await offered(page), ["withdraw"]);
      const anybody = await visitor({ script });
      await anybody.page.goto(contest);
      const before = await anybody.page.locator("main").innerText();
      assert.match(before, /Chờ trả lời/);
      assert.doesNotMatch(before, /tính nhầm/, "the unit's words are not public");
      await become(page, LEADER);
      await page.goto(contest);
      await act(page, "answer", { verdict: "declined", text: "Hồ sơ thuộc thẩm quyền của đơn vị." });
      await noError(page);
      await anybody.page.reload();
      assert.match(await anybody.page.locator("main").innerText(), /Giữ nguyên số liệu[\s\S]*thuộc thẩm quyền/);
      if (script) assert.deepEqual(await axe(anybody.page), []);
      await anybody.page.goto("/board/contests");
      assert.ok((await anybody.page.locator(`a[href="${contest}"]`).count()) > 0);
      await anybody.leave();
    }));
  });
}

/** The ward contested about, as the demonstration names it. */
async function nameOf(page) {
  await become(page, LEADER);
  await page.goto("/desk/orders/new?unit=00097");
  return page.locator(".hn-answer dd").first().innerText();
}
