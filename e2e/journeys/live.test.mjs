// Counts that change by themselves: what one does is seen on the page of another, without reloading.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { act, become, colleague, counter, open, receive } from "../lib/city.mjs";
import { closeBrowser, theBrowser, visitor, visiting } from "../lib/harness.mjs";

/** The count of a queue in the menu. */
const count = (page, queue) => page.locator(`#menu [data-queue="${queue}"]`);

/** A specialist who looks at the desk, and a counter of the same commune that hands a dossier over meanwhile. */
async function whileSomebodyActs(page, specialist, desk) {
  await become(page, specialist);
  const before = Number((await count(page, "incoming").innerText()).replaceAll(/\D/g, ""));
  await page.evaluate(() => (globalThis.neverReloaded = true));
  const other = await visitor();
  await become(other.page, desk);
  const code = await receive(other.page);
  await open(other.page, code);
  await act(other.page, "hand_over");
  await other.leave();
  return before;
}

describe("live counts", () => {
  before(theBrowser);
  after(closeBrowser);

  it("are pushed to the page of a colleague", visiting({}, async (page) => {
    const desk = await counter(page);
    const before = await whileSomebodyActs(page, await colleague(page, desk, "specialist"), desk);
    await page.waitForFunction(
      (before) => Number(document.querySelector("#menu [data-queue=incoming]").textContent.replaceAll(/\D/g, "")) > before,
      before,
      { timeout: 5_000 },
    );
    assert.ok(await page.evaluate(() => globalThis.neverReloaded), "without a reload");
  }));

  it("are asked for where no stream can be had", visiting({ forgive: [503] }, async (page, t, context) => {
    const desk = await counter(page);
    const specialist = await colleague(page, desk, "specialist");
    await context.route("**/desk/counts/stream", (route) => route.fulfill({ status: 503 }));
    await page.clock.install();
    const before = await whileSomebodyActs(page, specialist, desk);
    const answer = page.waitForResponse("**/desk/counts");
    await page.clock.fastForward(21_000);
    const counts = await (await answer).json();
    assert.ok(Number(counts.incoming.replaceAll(/\D/g, "")) > before);
    await page.waitForFunction((now) => document.querySelector("#menu [data-queue=incoming]").textContent === now, counts.incoming);
  }));

  it("end with the session", visiting({}, async (page, t, context) => {
    const desk = await counter(page);
    await become(page, desk);
    const ended = page.evaluate(() => new Promise((resolve) => {
      const stream = new EventSource("/desk/counts/stream");
      stream.addEventListener("counts", () => (globalThis.listening = true));
      stream.addEventListener("end", () => (stream.close(), resolve("ended")));
    }));
    await page.waitForFunction(() => globalThis.listening);
    const csrf = await page.locator("form[action='/desk/sign-out'] input[name=csrf]").getAttribute("value");
    await context.request.post("/desk/sign-out", { form: { csrf }, maxRedirects: 0 });
    assert.equal(await ended, "ended");
  }));
});
