// Leading by acts: a leader nudges and gives an order, the unit answers and reports, the leader closes; a unit contests a figure and
// is answered in public. Without scripts, as with them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { axe } from "../lib/checks.mjs";
import { act, become, noError, offered } from "../lib/city.mjs";
import { PHONE, closeBrowser, theBrowser, visiting, visitor } from "../lib/harness.mjs";

const LEADER = "ubndtp.lanhdao";

/** The day after tomorrow as it is typed. */
function soon() {
  const day = new Date(Date.now() + 2 * 24 * 3600 * 1000 + 7 * 3600 * 1000);
  return `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
}

const UNITS = readFileSync(new URL("../../data/hanoi/units.csv", import.meta.url), "utf8").split("\n");

/** The login of somebody at a unit: the demonstration lists a few units only, its data names all. */
function somebodyAt(unit, slot) {
  const line = UNITS.find((line) => line.split(",")[1] === unit);
  const login = /,(?:yes|no),([a-z0-9]+),/.exec(line ?? "")?.[1];
  assert.ok(login, `the logins of ${unit}`);
  const counter = /^(diem-|chi-nhanh-|ttpvhcc)/.test(unit);
  return `${login}.${slot ?? (counter ? "motcua1" : "chuyenvien1")}`;
}

/** Signs in by the form, as an account that the list of roles may not show. */
async function signIn(page, login) {
  await page.goto("/desk/sign-in");
  await page.fill("#login", login);
  await page.fill("#password", "mot-cua-demo");
  await page.locator("main form button[type=submit]").last().click();
  await page.waitForURL(/\/desk($|[/?#])/);
}

for (const script of [true, false]) {
  describe(`orders, nudges and contests, scripts ${script ? "on" : "off"}`, () => {
    before(theBrowser);
    after(closeBrowser);

    it("a leader nudges a unit, which answers from its desk", visiting({ script, forgive: [409] }, async (page) => {
      await become(page, LEADER);
      await page.goto("/board/act-now");
      // One not nudged today, if there is one still: a database serves many runs.
      const rows = page.locator("tr:has(button[name=at])");
      const fresh = rows.filter({ hasNotText: "đã nhắc" });
      const row = ((await fresh.count()) > 0 ? fresh : rows).first();
      const before = /đã nhắc/.test(await row.innerText());
      const key = await row.locator("button[name=at]").getAttribute("value");
      const step = (await row.locator(".hn-peers").first().innerText()).trim();
      await page.fill("#words", "Cần xong trong hôm nay.");
      await row.locator("button[name=at]").click();
      if (before) {
        assert.match(await page.locator("#error-summary").innerText(), /đã nhắc đơn vị này/, "once a day");
        return;
      }
      await page.waitForURL(/nudged=/);
      await noError(page);
      assert.match(await page.locator("main").innerText(), /Đã nhắc/);
      if (script) assert.deepEqual(await axe(page), []);
      const again = page.locator(`button[name=at][value="${key}"]`);
      if ((await again.count()) > 0) {
        await again.click();
        assert.match(await page.locator("#error-summary").innerText(), /đã nhắc đơn vị này/, "once a day");
      }
      await signIn(page, somebodyAt(key.slice(0, key.lastIndexOf("-"))));
      const told = page.locator(".hn-notice", { hasText: "Thành phố nhắc" }).filter({ hasText: step }).first();
      assert.match(await told.innerText(), /Cần xong trong hôm nay/);
      if (script) assert.deepEqual(await axe(page), []);
      const toldBefore = await page.locator(".hn-notice", { hasText: "Thành phố nhắc" }).count();
      const answer = (await told.locator("details.hn-act").getAttribute("id")).replace("act-", "");
      await act(page, answer, { text: "Xong trước 16 giờ." });
      await noError(page);
      assert.equal(await page.locator(".hn-notice", { hasText: "Thành phố nhắc" }).count(), toldBefore - 1);
    }));

    it("an order goes from the leader to the head and back until it is closed", visiting({ script, viewport: script ? undefined : PHONE }, async (page) => {
      await become(page, LEADER);
      await page.goto("/desk/orders/new?unit=00097&metric=online");
      await page.fill("#text", "Đưa tỷ lệ nộp trực tuyến lên 60%.");
      await page.fill("#due", soon());
      if (script) assert.deepEqual(await axe(page), []);
      await page.locator("main form button[type=submit]").last().click();
      await page.waitForURL(/\/desk\/orders\/[0-9a-f-]{36}/);
      const order = new URL(page.url()).pathname;
      await signIn(page, somebodyAt("00097", "chutich"));
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
      assert.deepEqual(await offered(page), ["reopen"], "over, unless taken up again");
    }));

    it("a unit contests a figure and is answered where everybody reads it", visiting({ script }, async (page) => {
      await signIn(page, somebodyAt("00097", "chutich"));
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
