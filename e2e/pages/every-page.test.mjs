// Every page in both languages, wide and narrow: accessible, valid, not wider than the window, in one language, from this
// host alone, under a strict policy.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { become, counter, everybody, receive } from "../lib/city.mjs";
import { DESK as WIDE, PHONE, closeBrowser, speak, visitor } from "../lib/harness.mjs";
import { DESK, MINE, NO, OFFICES, PAPER, PUBLIC, SEARCHES, WALL, fillIn } from "./addresses.mjs";

const LANGS = ["vi", "en"];
const collected = {};
let dossier;

/** Pages with whether they need an officer. */
const pages = [
  ...PUBLIC.map((address) => ({ address, status: 200 })),
  ...DESK.map((address) => ({ address, status: 200, desk: true })),
  ...PAPER.map(({ address }) => ({ address, status: 200, desk: true })),
  ...NO,
];

/** Text of the page that is meant for everybody, without names and codes. */
const words = (page) => page.evaluate(() => {
  const copy = document.body.cloneNode(true);
  for (const part of copy.querySelectorAll("[lang], .hn-code, code, kbd, script, textarea, .hn-language, .hn-person")) part.remove();
  return copy.innerText;
});

/** What holds on every page; its markup is kept to be checked in one go. */
async function good(page, lang, name) {
  assert.equal(await page.locator("html").getAttribute("lang"), lang);
  assert.equal(await page.locator("h1").count(), 1, "one h1");
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await tooWide(page), []);
  const text = await words(page);
  assert.doesNotMatch(text, RAW_CODE);
  if (lang === "vi") assert.doesNotMatch(text, ENGLISH);
  collected[name] ??= await page.evaluate(async () => {
    // What the server sent, not what scripts made of it; a page that answered a form is taken as it stands.
    const again = await fetch(location.href, { headers: { accept: "text/html" } });
    return again.status < 500 && !document.querySelector("#q")?.value ? again.text() : `<!doctype html>${document.documentElement.outerHTML}`;
  });
}

const ENGLISH = /\b(the|dossier|received|overdue|search|sign in|due date|officer|please|error)\b/i;
const RAW_CODE = /\b[a-z]+_[a-z_]+\b|undefined|\[object|\bNone\b|Some\(/;

describe("every page", () => {
  before(async () => {
    const guest = await visitor();
    await become(guest.page, await counter(guest.page));
    const code = await receive(guest.page);
    dossier = { code, secret: (await guest.page.locator(".hn-secret").textContent()).trim() };
    await guest.leave();
  });
  after(closeBrowser);

  for (const lang of LANGS) {
    for (const [size, viewport] of [["1366 px", WIDE], ["360 px", PHONE]]) {
      for (const desk of [false, true]) {
        it(`${desk ? "desk" : "public"} pages, ${lang}, ${size}`, async (t) => {
          const guest = await visitor({ viewport, lang, forgive: [404, 422] });
          const { page } = guest;
          if (desk) await become(page, await counter(page));
          for (const entry of pages.filter((one) => Boolean(one.desk) === desk)) {
            await t.test(entry.address, async () => {
              const answer = await page.goto(fillIn(entry.address, dossier));
              assert.equal(answer.status(), entry.status);
              if ((await page.locator("html").getAttribute("lang")) !== lang) await speak(page, lang);
              await good(page, lang, `${lang} ${entry.address}`);
            });
          }
          for (const words of desk ? SEARCHES : []) {
            await t.test(`search for ${words}`, async () => {
              await page.goto("/desk/search");
              await page.fill("#q", words);
              await page.click("main form button[type=submit]");
              await good(page, lang, `${lang} search ${words}`);
            });
          }
          await guest.leave();
        });
      }
    }
  }

  for (const lang of LANGS) {
    for (const [size, viewport] of [["1366 px", WIDE], ["320 px", { width: 320, height: 640 }]]) {
      for (const { login, addresses, found, empty } of OFFICES) {
        it(`pages of ${login}, ${lang}, ${size}`, async (t) => {
          const guest = await visitor({ viewport, lang, forgive: [422] });
          const { page } = guest;
          await become(page, login);
          const isGood = async (name) => {
            if ((await page.locator("html").getAttribute("lang")) !== lang) await speak(page, lang);
            await good(page, lang, `${lang} ${login} ${name}`);
          };
          const comesBack = (name) => t.test(`${name}, sent empty`, async () => {
            // The first button of the page's own form sends it; nothing is typed.
            await page.locator("main form[novalidate] button.govuk-button").last().click();
            await page.waitForSelector("#error-summary");
            await isGood(`${name}, empty`);
          });
          for (const address of addresses) {
            await t.test(address, async () => {
              assert.equal((await page.goto(address)).status(), 200);
              await isGood(address);
            });
          }
          for (const address of empty) {
            await page.goto(address);
            await comesBack(address);
          }
          for (const { from, link, few, empty: sent } of found) {
            await page.goto(from);
            const way = page.locator(link).first();
            if (few && (await way.count()) === 0) {
              await t.test(`${from}, one of them`, { skip: "none in so small a city" }, () => {});
              continue;
            }
            const address = await way.getAttribute("href");
            await t.test(`${from} to ${address}`, async () => {
              assert.equal((await page.goto(address)).status(), 200);
              await isGood(address);
            });
            if (sent) await comesBack(address);
          }
          await guest.leave();
        });
      }
    }
  }

  for (const lang of LANGS) {
    for (const [size, viewport] of [["1366 px", WIDE], ["360 px", PHONE]]) {
      it(`pages of a person, ${lang}, ${size}`, async (t) => {
        const guest = await visitor({ viewport, lang });
        const { page } = guest;
        await page.goto("/me/demo?next=%2Fme");
        await page.locator('form[action="/me/demo"] button').first().click();
        await page.waitForURL(/\/me($|[?#])/);
        const own = await page.locator('main a[href^="/me/dossiers/"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
        assert.ok(own.length > 0, "the first person of the demonstration has dossiers");
        for (const address of [...MINE, own[0]]) {
          await t.test(address, async () => {
            const answer = await page.goto(address);
            assert.equal(answer.status(), 200);
            if ((await page.locator("html").getAttribute("lang")) !== lang) await speak(page, lang);
            await good(page, lang, `${lang} ${address}`);
          });
        }
        await guest.leave();
      });
    }
  }

  for (const lang of LANGS) {
    it(`the wall, ${lang}`, async (t) => {
      const guest = await visitor({ viewport: { width: 1920, height: 1080 }, lang });
      for (const address of WALL) {
        await t.test(address, async () => {
          assert.equal((await guest.page.goto(address)).status(), 200);
          await good(guest.page, lang, `${lang} ${address}`);
          const hidden = await guest.page.locator(".hn-board").evaluate((board) => {
            const parts = [board, ...board.querySelectorAll("section, section > *")];
            return parts.filter((part) => part.getBoundingClientRect().bottom > 1080.5).map((part) => part.className);
          });
          assert.deepEqual(hidden, [], "nothing hangs below the wall");
        });
      }
      await guest.leave();
    });
  }

  it("leads every role by its menu and tiles to pages that open, and are accessible", async (t) => {
    const guest = await visitor({ forgive: [403] });
    const { page } = guest;
    const all = await everybody(page);
    for (const role of new Set(all.map((one) => one.role))) {
      const { login } = all.find((one) => one.role === role);
      await t.test(role, async () => {
        await become(page, login);
        const links = await page.locator("#menu a, main a").evaluateAll((anchors) => anchors.map((a) => a.getAttribute("href")));
        assert.deepEqual(await axe(page), []);
        for (const link of new Set(links.filter((link) => link.startsWith("/")))) {
          assert.equal((await page.request.get(link)).status(), 200, `${login}: ${link}`);
        }
      });
    }
    await guest.leave();
  });

  it("has valid markup everywhere", () => {
    assert.ok(Object.keys(collected).length >= pages.length, "the pages were collected");
    assert.deepEqual(markup(collected), []);
  });

  it("is served under a strict policy", async () => {
    const guest = await visitor();
    for (const address of ["/", "/track", "/desk/sign-in"]) {
      const headers = (await guest.page.goto(address)).headers();
      const policy = headers["content-security-policy"] ?? "";
      assert.match(policy, /default-src 'none'|default-src 'self'/, policy);
      assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.match(policy, /form-action 'self'/);
      assert.equal(headers["x-content-type-options"], "nosniff");
    }
    await guest.leave();
  });
});
