// What the public's pages cost those who come by telephone, and how they look to those who need large letters: bytes on the
// wire for the first view and for the next, of each page; 320 pixels, which is 400 % of a common screen, with every text size.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, tooWide } from "../lib/checks.mjs";
import { become, counter, receive } from "../lib/city.mjs";
import { PHONE, closeBrowser, visitor, visiting } from "../lib/harness.mjs";
import { PUBLIC, fillIn } from "./addresses.mjs";

const FIRST = 150_000;
const NEXT = 30_000;
const NARROWEST = { width: 320, height: 640 };

let dossier;

/** Counts what the network brings for the pages of a visitor. */
async function scales(guest) {
  const session = await guest.context.newCDPSession(guest.page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  // A page that follows the board never comes to rest: what it is sent while somebody reads the first lines counts as well.
  const streams = new Set();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => request.url.includes("/board/stream") && streams.add(requestId));
  session.on("Network.dataReceived", (event) => (bytes += streams.has(event.requestId) ? event.dataLength : 0));
  return async (address) => {
    bytes = 0;
    const follows = address.startsWith("/board");
    await guest.page.goto(address, { waitUntil: follows ? "load" : "networkidle" });
    if (follows) await guest.page.waitForTimeout(2_500);
    await guest.page.evaluate(() => document.fonts.ready);
    return bytes;
  };
}

describe("the public's pages", () => {
  before(async () => {
    const guest = await visitor();
    await become(guest.page, await counter(guest.page));
    const code = await receive(guest.page);
    dossier = { code, secret: (await guest.page.locator(".hn-secret").textContent()).trim() };
    await guest.leave();
  });
  after(closeBrowser);

  it(`weigh at most ${FIRST} bytes at first and ${NEXT} afterwards, each of them`, async (t) => {
    // The list of roles belongs to the demonstration, not to the public.
    for (const entry of PUBLIC.filter((one) => one !== "/desk/demo")) {
      const address = fillIn(entry, dossier);
      await t.test(entry, async (t) => {
        const guest = await visitor({ viewport: PHONE });
        const weigh = await scales(guest);
        const first = await weigh(address);
        const next = await weigh(address);
        t.diagnostic(`${first} bytes, then ${next}`);
        assert.ok(first > 1_000, "the first view was counted");
        assert.ok(first <= FIRST, `first view ${first} bytes`);
        assert.ok(next <= NEXT, `next view ${next} bytes`);
        await guest.leave();
      });
    }
  });

  for (const size of ["small", "normal", "large", "largest"]) {
    it(`stay within 320 px in ${size} letters`, async (t) => {
      const guest = await visitor({ viewport: NARROWEST });
      const { origin } = new URL(process.env.MOTCUA_E2E_ADDRESS);
      await guest.context.addCookies([{ name: "mc_size", value: size, url: origin }]);
      for (const entry of PUBLIC) {
        await t.test(entry, async () => {
          await guest.page.goto(fillIn(entry, dossier));
          assert.deepEqual(await tooWide(guest.page), []);
        });
      }
      await guest.leave();
    });
  }

  it("change their text size without scripts, and keep it", visiting({ script: false, viewport: PHONE }, async (page) => {
    await page.goto("/track");
    const height = async () => (await page.locator("h1").boundingBox()).height;
    const before = await height();
    for (const [name, root] of [["A+", "hn-text-large"], ["A+", "hn-text-largest"]]) {
      await page.locator(".hn-size button", { hasText: name }).click();
      assert.match(page.url(), /\/track$/);
      assert.match(await page.locator("html").getAttribute("class"), new RegExp(`${root}$`));
    }
    assert.ok((await height()) > before, "the heading has grown");
    assert.ok(await page.locator(".hn-size button", { hasText: "A+" }).isDisabled(), "larger than that there is none");
    await page.goto("/procedures");
    assert.match(await page.locator("html").getAttribute("class"), /hn-text-largest$/);
    // On a phone there is no button back to the middle: it is two steps.
    for (let step = 0; step < 2; step += 1) await page.locator(".hn-size button", { hasText: "A−" }).click();
    assert.doesNotMatch(await page.locator("html").getAttribute("class"), /hn-text/);
  }));

  it("are accessible in the largest letters", visiting({ viewport: NARROWEST }, async (page, _, context) => {
    await context.addCookies([{ name: "mc_size", value: "largest", url: new URL(process.env.MOTCUA_E2E_ADDRESS).origin }]);
    for (const address of ["/", "/life/co-con-nho", "/procedures/1.001193"]) {
      await page.goto(address);
      assert.deepEqual(await axe(page), [], address);
    }
  }));

  it("print without what is only for the screen", visiting({}, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const address of ["/", "/life/co-con-nho"]) {
      await page.goto(address);
      for (const part of [".hn-header", ".hn-footer", ".hn-search", ".hn-gold"]) {
        for (const element of await page.locator(part).all()) assert.equal(await element.isVisible(), false, `${part} of ${address}`);
      }
      assert.ok(await page.locator("h1").isVisible());
    }
  }));
});
