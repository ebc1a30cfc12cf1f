// The owner follows a dossier: with code and secret, without JavaScript, learning nothing personal and guessing nothing.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { become, counter, receive, somebody } from "../lib/city.mjs";
import { PHONE, closeBrowser, theBrowser, visiting, visitor } from "../lib/harness.mjs";

/** A dossier just received: its code, its secret, whose it is. */
async function received() {
  const desk = await visitor();
  await become(desk.page, await counter(desk.page));
  const person = somebody();
  const code = await receive(desk.page, { person });
  const secret = (await desk.page.locator(".hn-secret").textContent()).trim();
  await desk.leave();
  return { code, secret, person };
}

describe("tracking", () => {
  before(theBrowser);
  after(closeBrowser);

  for (const lang of ["vi", "en"]) {
    it(`says state, due date and next action in the first 600 px of a phone (${lang})`, visiting({ script: false, viewport: PHONE, lang }, async (page) => {
      const { code, secret, person } = await received();
      await page.goto("/track");
      await page.fill("[name=code]", code);
      await page.fill("[name=secret]", secret.toLowerCase());
      await page.click("main form button[type=submit]");
      for (const part of [".hn-state__sentence", ".hn-due__date"]) {
        const box = await page.locator(part).first().boundingBox();
        assert.ok(box.y + box.height <= 600, `${part} ends at ${box.y + box.height}`);
      }
      const html = await page.content();
      for (const secretFact of [person.id, person.id.slice(-6), person.name, "Phố Thử", "1985"]) {
        assert.ok(!html.includes(secretFact), `the page says ${secretFact}`);
      }
      await page.locator(".hn-why summary").first().click();
      assert.ok((await page.locator(".hn-why__list li").allInnerTexts()).length > 0, "why this date");
    }));
  }

  it("answers a wrong secret and an unknown code with the same words", visiting({ forgive: [404, 422, 429] }, async (page) => {
    const { code, secret } = await received();
    const wrong = secret === "AAAA" ? "BBBB" : "AAAA";
    const words = [];
    const unknown = `${code.slice(0, -4)}${9000 + randomInt(1000)}`;
    for (const [typedCode, typed] of [[code, wrong], [unknown, wrong]]) {
      await page.goto("/track");
      await page.fill("[name=code]", typedCode);
      await page.fill("[name=secret]", typed);
      await page.click("main form button[type=submit]");
      words.push(await page.locator("#error-summary, main h1").allInnerTexts());
      assert.equal(await page.locator(".hn-state").count(), 0);
    }
    assert.deepEqual(words[0], words[1]);
  }));

  it("lets nobody guess: after five wrong secrets even the right one has to wait", visiting({ forgive: [404, 422, 429] }, async (page) => {
    const { code, secret } = await received();
    const wrong = secret === "AAAA" ? "BBBB" : "AAAA";
    let last;
    for (let n = 0; n < 6; n += 1) last = await page.goto(`/track/${code}?s=${wrong}`);
    assert.equal(last.status(), 429, "the sixth try is refused");
    assert.ok(Number(last.headers()["retry-after"]) > 0);
    const right = await page.goto(`/track/${code}?s=${secret}`);
    assert.equal(right.status(), 429, "and so is the right secret for a while");
  }));

  it("opens by the address of the QR code and keeps the secret out of the referrer", visiting({ viewport: PHONE }, async (page) => {
    const { code, secret } = await received();
    const answer = await page.goto(`/track/${code}?s=${secret}`);
    assert.equal(answer.status(), 200);
    assert.match(answer.headers()["referrer-policy"] ?? "", /no-referrer|same-origin/);
    assert.match(answer.headers()["cache-control"] ?? "", /no-store|private/);
  }));
});
