// The pages of process design in both languages, wide and narrow: accessible, valid, not wider than the window, in one
// language; and the focus is always seen.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, focusShown, markup, tooWide } from "../lib/checks.mjs";
import { BIRTH, become } from "../lib/city.mjs";
import { DESK as WIDE, PHONE, closeBrowser, visiting, visitor } from "../lib/harness.mjs";

const DESIGNER = "trungtam.thietke1";
/** A land procedure that waits for the tax office, with its many steps. */
const LONG = "1.012756";
const PARTS = ["steps", "general", "cases", "papers", "fees", "form", "variation"];
const SIDES = ["check", "compare", "dry-run", "dry-run?list=later", "try", "form", "files", "publish"];
/** A procedure whose fee changed on a day: two versions. */
const TWICE = "1.000080";
const ENGLISH = /\b(the|draft|procedure|received|overdue|search|please|error|step|paper|version)\b/i;
const RAW_CODE = /\b[a-z]+_[a-z_]+\b|undefined|\[object|Some\(/;
const collected = {};
let drafts;
let passing;

/** Begins a draft of a procedure. */
async function draft(page, code) {
  await page.goto(`/desk/designer/${code}`);
  await page.click("#act-draft form button");
  await page.waitForURL(/\/drafts\//);
  return new URL(page.url()).pathname;
}

/** What the page says itself: without names, what was typed, and what is in the language of the law. */
const words = (page) => page.evaluate(() => {
  const copy = document.querySelector("main").cloneNode(true);
  for (const part of copy.querySelectorAll("[lang], input, select, textarea, svg, kbd, details.hn-act ul")) part.remove();
  return copy.innerText;
});

async function good(page, lang, name) {
  assert.equal(await page.locator("h1").count(), 1, "one h1");
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await tooWide(page), []);
  const text = await words(page);
  assert.doesNotMatch(text, RAW_CODE);
  if (lang === "vi") assert.doesNotMatch(text, ENGLISH);
  collected[`${lang} ${name}`] ??= await page.content();
}

describe("pages of process design", () => {
  before(async () => {
    const guest = await visitor();
    await become(guest.page, DESIGNER);
    drafts = [await draft(guest.page, BIRTH), await draft(guest.page, LONG)];
    await guest.page.goto(`/desk/designer/${TWICE}`);
    const versions = await guest.page.locator("main th a[href*='/versions/']").evaluateAll((links) =>
      links.map((link) => link.getAttribute("href").split("/").pop()));
    passing = `/desk/designer/${TWICE}/pass/${versions.at(-1)}/${versions[0]}`;
    await guest.leave();
  });
  after(closeBrowser);

  for (const lang of ["vi", "en"]) {
    for (const [size, viewport] of [["1366 px", WIDE], ["360 px", PHONE]]) {
      it(`${lang}, ${size}`, async (t) => {
        const guest = await visitor({ viewport, lang, forgive: [422] });
        const { page } = guest;
        await become(page, DESIGNER);
        const addresses = ["/desk/designer", "/desk/designer/variations", "/desk/designer?q=khai+sinh", `/desk/designer/${BIRTH}`, passing];
        for (const path of drafts) {
          addresses.push(...PARTS.map((part) => `${path}?part=${part}`), ...SIDES.map((side) => `${path}/${side}`));
        }
        for (const address of addresses) {
          await t.test(address, async () => {
            assert.equal((await page.goto(address)).status(), 200);
            await good(page, lang, address);
          });
        }
        await t.test("a rule that is none", async () => {
          assert.equal((await page.goto(`${passing}?step-0=1&step-1=0`)).status(), 422);
          await good(page, lang, "wrong rule");
        });
        await t.test("what is wrong", async () => {
          await page.goto(drafts[0]);
          await page.fill("#steps-1-budget", "???");
          await page.fill("#steps-0-name", "");
          await page.click(".hn-actions button");
          await good(page, lang, "wrong steps");
        });
        await guest.leave();
      });
    }
  }

  it("shows the focus on every stop of the editor", visiting({}, async (page) => {
    await become(page, DESIGNER);
    await page.goto(drafts[0]);
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press("Tab");
      const where = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
      assert.ok(await focusShown(page), `the focus is not seen on ${where}`);
    }
  }));

  it("has valid markup everywhere", () => {
    assert.ok(Object.keys(collected).length >= 50, "the pages were collected");
    assert.deepEqual(markup(collected), []);
  });
});
