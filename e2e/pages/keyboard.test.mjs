// Hands on the keyboard: focus is always seen, in the order of the page; targets are large enough; the main action is in
// sight on an office screen.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { focusShown } from "../lib/checks.mjs";
import { become, counter, open, receive } from "../lib/city.mjs";
import { DESK, PHONE, closeBrowser, theBrowser, visiting } from "../lib/harness.mjs";

/** Presses Tab through a page; every stop must show where it is. */
async function tabThrough(page, limit = 60) {
  const unseen = [];
  let stops = 0;
  await page.evaluate(() => document.activeElement?.blur());
  for (; stops < limit; stops += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const e = document.activeElement;
      return e === document.body ? "" : `${e.tagName.toLowerCase()}#${e.id || e.getAttribute("name") || e.textContent.trim().slice(0, 30)}`;
    });
    if (!name) break;
    if (!(await focusShown(page))) unseen.push(name);
  }
  return { stops, unseen };
}

describe("keyboard", () => {
  before(theBrowser);
  after(closeBrowser);

  for (const address of ["/", "/procedures?q=khai+sinh", "/track", "/desk/sign-in"]) {
    it(`shows the focus at every stop of ${address}`, visiting({ viewport: PHONE }, async (page) => {
      await page.goto(address);
      const { stops, unseen } = await tabThrough(page);
      assert.ok(stops > 4);
      assert.deepEqual(unseen, []);
    }));
  }

  it("shows the focus at every stop of the desk", visiting({ viewport: DESK }, async (page) => {
    await become(page, await counter(page));
    const code = await receive(page);
    for (const address of ["/desk", "/desk/intake", "/desk/dossiers?queue=received", `/desk/dossiers/${code}`]) {
      await page.goto(address);
      const { stops, unseen } = await tabThrough(page);
      assert.ok(stops > 8, address);
      assert.deepEqual(unseen, [], address);
    }
  }));

  it("skips to the content", visiting({}, async (page) => {
    await page.goto("/procedures");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  }));

  it("moves through the inbox with arrows, picks with Space, opens with Enter", visiting({}, async (page) => {
    await become(page, await counter(page));
    await receive(page);
    await receive(page);
    await page.goto("/desk/dossiers?queue=received");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    const picked = await page.locator("input[name=dossier]:checked").evaluateAll((boxes) => boxes.map((box) => box.value));
    assert.equal(picked.length, 1);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/desk/dossiers/${picked[0].replaceAll(".", "\\.")}`));
  }));

  it("has targets of at least 24 px, 44 px for buttons of public pages", visiting({ viewport: PHONE }, async (page) => {
    for (const address of ["/", "/track", "/procedures?q=khai+sinh"]) {
      await page.goto(address);
      const small = await page.locator("button, input:not([type=hidden]), select, summary, nav a").evaluateAll((elements) =>
        elements.filter((e) => e.offsetParent !== null).map((e) => ({ box: e.getBoundingClientRect(), name: e.textContent.trim() || e.name, main: e.matches("main button") }))
          .filter(({ box, main }) => box.height > 0 && box.height < (main ? 44 : 24) && box.width > 0)
          .map(({ box, name }) => `${name}: ${Math.round(box.width)}×${Math.round(box.height)}`));
      assert.deepEqual(small, [], address);
    }
  }));

  it("has the main action of intake in sight on an office screen", visiting({ viewport: DESK }, async (page) => {
    await become(page, await counter(page));
    await page.goto("/desk/intake");
    const box = await page.locator("button[name=do][value=receive]").boundingBox();
    assert.ok(box.y + box.height <= DESK.height, `the button ends at ${Math.round(box.y + box.height)} px`);
  }));

  it("survives doubled text spacing and 200 % zoom without clipped words", visiting({ viewport: { width: 683, height: 384 } }, async (page) => {
    await become(page, await counter(page));
    const code = await receive(page);
    for (const address of ["/", "/track", "/desk/intake"]) {
      await page.goto(address);
      const clipped = await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }");
        document.adoptedStyleSheets = [sheet];
        return [...document.querySelectorAll("button, a, label, th, .hn-chip")]
          .filter((e) => getComputedStyle(e).overflow === "hidden" && e.scrollWidth > e.clientWidth + 1 && !e.matches(".govuk-visually-hidden, .govuk-skip-link"))
          .map((e) => e.textContent.trim());
      });
      assert.deepEqual(clipped, [], address);
    }
    await open(page, code);
  }));
});
