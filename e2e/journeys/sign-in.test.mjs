// Signing in by a real OpenID provider, which runs as a process of its own: down at first, then with and without scripts, in
// both languages; signed out here and there.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { ADDRESS, DESK, PHONE, closeBrowser, visitor } from "../lib/harness.mjs";
import { PROVIDER, signInByProvider as signIn, startProvider } from "../lib/provided.mjs";

const skip = PROVIDER ? false : "MOTCUA_E2E_PROVIDER names no place for the provider";

let running;

/** Looks at a page of ours; what looks at it from inside needs scripts. */
async function look(page, script = true) {
  if (script) assert.deepEqual(await axe(page), [], page.url());
  assert.deepEqual(await tooWide(page), [], page.url());
  assert.deepEqual(markup({ page: await page.content() }), [], page.url());
}

describe("signing in by a provider", { skip }, () => {
  after(async () => {
    running?.kill();
    await closeBrowser();
  });

  it("is told plainly that the provider does not answer", async () => {
    const guest = await visitor({ viewport: PHONE, forgive: [503] });
    await guest.page.goto("/me/sign-in?next=%2Fme");
    await look(guest.page);
    const [answer] = await Promise.all([
      guest.page.waitForResponse(/\/me\/sign-in\/thu/),
      guest.page.locator('main a[href^="/me/sign-in/thu"]').click(),
    ]);
    assert.equal(answer.status(), 503);
    await guest.page.locator('main a[href^="/me/sign-in?next="]').waitFor();
    await look(guest.page);
    await guest.leave();
  });

  describe("that runs", () => {
    before(async () => {
      running = await startProvider();
    });

    for (const [lang, script, viewport] of [["vi", true, PHONE], ["en", false, DESK]]) {
      it(`begins and ends a session (${lang}, ${script ? "with" : "without"} scripts)`, async () => {
        const guest = await visitor({ script, viewport, lang, others: [PROVIDER] });
        const { page } = guest;
        await signIn(page, "Vũ Thị Hải Yến");
        await page.waitForURL(`${ADDRESS}/me/data`);
        // By the number, from the provider's own store of people.
        await page.getByText("999190000411").first().waitFor();
        await page.goto("/me");
        await page.locator(".hn-mine__name").getByText("Vũ Thị Hải Yến").waitFor();
        const cookies = await guest.context.cookies(ADDRESS);
        assert.deepEqual(cookies.filter(({ name }) => name.includes("sign_in")), []);
        assert.ok(cookies.find(({ name }) => name === "mc_me")?.httpOnly);
        await page.locator('form[action="/me/sign-out"] button').first().click();
        await page.waitForURL(/\/me\/signed-out\?by=thu$/);
        await look(page, script);
        // There too: the provider asks, then sends back here.
        await page.locator(`main a[href^="${PROVIDER}/"]`).click();
        await page.locator('button[name="logout"][value="yes"]').click();
        await page.waitForURL(`${ADDRESS}/me/signed-out**`);
        await look(page, script);
        await page.goto("/me");
        assert.match(page.url(), /\/me\/sign-in\?/);
        await guest.leave();
      });
    }

    it("signs nobody in who says no, and says how to go on", async () => {
      const guest = await visitor({ lang: "en", others: [PROVIDER], forgive: [400] });
      const { page } = guest;
      await signIn(page, "Không");
      await page.waitForURL(/\/me\/sign-in\/thu\/callback\?/);
      await look(page);
      const back = page.url();
      await page.goto(back);
      assert.match(await page.locator("main").innerText(), /can no longer be used/);
      await page.goto("/me");
      assert.match(page.url(), /\/me\/sign-in\?/);
      await guest.leave();
    });

    it("takes an answer once, and in the browser that asked", async () => {
      const guest = await visitor({ others: [PROVIDER], forgive: [400] });
      let callback;
      guest.page.on("request", (request) => {
        if (request.url().includes("/callback?code=")) callback = request.url();
      });
      await signIn(guest.page, "Phan Đức Long");
      await guest.page.waitForURL(`${ADDRESS}/me/data`);
      assert.ok(callback);
      const thief = await visitor({ forgive: [400] });
      for (const { page } of [guest, thief]) {
        const answer = await page.goto(callback);
        assert.equal(answer.status(), 400);
      }
      await thief.page.goto("/me");
      assert.match(thief.page.url(), /\/me\/sign-in\?/);
      await guest.page.goto("/me");
      await guest.page.locator(".hn-mine__name").getByText("Phan Đức Long").waitFor();
      await Promise.all([guest.leave(), thief.leave()]);
    });
  });
});
