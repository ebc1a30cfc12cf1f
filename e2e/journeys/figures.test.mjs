// A leader gives a figure that only another system holds: looked at, recorded, shown with its source; a broken file changes nothing.
// Without scripts, as with them.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, tooWide } from "../lib/checks.mjs";
import { become, noError } from "../lib/city.mjs";
import { DESK, PHONE, closeBrowser, theBrowser, visiting } from "../lib/harness.mjs";

const HEAD = "unit,metric,month,numerator,denominator";

for (const [script, viewport, lang] of [[true, DESK, "vi"], [false, PHONE, "en"]]) {
  describe(`figures given from outside, scripts ${script ? "on" : "off"}, ${lang}`, () => {
    before(theBrowser);
    after(closeBrowser);

    // Both look by a script within the page.
    const looked = async (page) => {
      if (!script) return;
      assert.deepEqual(await axe(page), []);
      assert.deepEqual(await tooWide(page), []);
    };

    it("a file is looked at, recorded and shown", visiting({ script, viewport, lang, forgive: [422] }, async (page) => {
      await become(page, "ubndtp.lanhdao");
      // Another month for each run's language, and another figure each time: a database serves many runs.
      const month = lang === "vi" ? "2025-08" : "2025-09";
      const part = 1 + (Date.now() % 90);
      const look = async (text) => {
        await page.fill("[name=source]", "Báo cáo thử");
        await page.fill("[name=text]", text);
        await page.locator("button[value=preview]").click();
      };
      await page.goto("/desk/figures");
      await look(`${HEAD}\n00097,feedback_on_time,${month},${part},100\nnowhere,feedback_on_time,${month},1,2`);
      assert.match(await page.locator("#error-summary").innerText(), lang === "vi" ? /Dòng 3/ : /Line 3/);
      await looked(page);
      assert.equal(await page.locator("button[value=give]").count(), 0, "nothing of it can be recorded");
      await look(`${HEAD}\n00097,feedback_on_time,${month},${part},100`);
      await noError(page);
      assert.match(await page.locator("main form table").innerText(), new RegExp(`${part}/100`));
      await looked(page);
      await page.locator("button[value=give]").click();
      await page.waitForURL(/done=1/);
      await looked(page);
      const [year, no] = month.split("-").map(Number);
      await page.goto(`/board/index?unit=00097&from=1/${no}/${year}&to=28/${no}/${year}`);
      assert.match(await page.locator(".hn-index tr", { hasText: "5.2" }).innerText(), /Báo cáo thử/);
      await looked(page);
    }));
  });
}
