// What is printed: right size, one sheet where a form has one, Vietnamese whatever the language of the screen.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { paper } from "../lib/checks.mjs";
import { act, become, bring, counter, open, receive } from "../lib/city.mjs";
import { closeBrowser, theBrowser, visiting } from "../lib/harness.mjs";
import { PAPER, fillIn } from "./addresses.mjs";

const A4 = { width: 595, height: 842 };

describe("paper", () => {
  before(theBrowser);
  after(closeBrowser);

  for (const lang of ["vi", "en"]) {
    it(`prints receipt and control slip (${lang})`, visiting({ lang }, async (page) => {
      await become(page, await counter(page));
      const code = await receive(page);
      for (const { address, width, height, sheets } of PAPER) {
        await page.goto(fillIn(address, { code, secret: "" }));
        const pages = await paper(page);
        assert.ok(pages.length <= sheets, `${address}: ${pages.length} sheets`);
        assert.deepEqual(pages[0], { width, height }, address);
        assert.match(await page.locator(".hn-sheet").first().innerText(), /CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/i);
      }
    }));
  }

  it("prints the supplement slip", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await bring(page, desk, code, "request_supplement", { stopBefore: true });
    await act(page, "request_supplement");
    await open(page, code);
    await page.goto(`/desk/dossiers/${code}/slips/supplement`);
    const pages = await paper(page);
    assert.equal(pages.length, 1);
    assert.deepEqual(pages[0], A4);
    assert.match(await page.locator(".hn-sheet").innerText(), /PHIẾU YÊU CẦU BỔ SUNG/i);
  }));

  it("prints the register book on A4, lying", visiting({}, async (page) => {
    await become(page, await counter(page));
    await receive(page);
    await page.goto("/desk/register");
    const pages = await paper(page);
    assert.deepEqual(pages[0], { width: A4.height, height: A4.width });
  }));
});
