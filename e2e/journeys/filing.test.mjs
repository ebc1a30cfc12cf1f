// Filing online as a person does it: three procedures end to end, on a phone, with and without scripts, in both languages;
// back, reload, two windows and a second click lose nothing and file nothing twice.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { pdf } from "../lib/document.mjs";
import { PHONE, closeBrowser, visitor } from "../lib/harness.mjs";

/** At most, once signed in: pages loaded and taps (buttons, choices, a file chosen). What is typed is not a tap. */
const PAGES = 6;
const TAPS = 12;

const PAPER = { name: "giay-to.pdf", mimeType: "application/pdf", buffer: pdf() };

const PROCEDURES = [
  {
    code: "1.001193",
    answers: ["ordinary", "yes"],
    forms: [
      {
        typed: {
          "applicant.relation": "mẹ", "child.full_name": "Trần Đỗ Bảo Hân", "child.birth_date": "1/6/2026",
          "child.ethnicity": "Kinh", "child.nationality": "Việt Nam", "child.birth_place": "Bệnh viện Phụ sản Hà Nội",
          "child.home_town": "Hà Nội",
        },
        chosen: { "child.sex": "female" },
      },
      { typed: { "mother.full_name": "Đỗ Thị Mai" }, chosen: { "request.truthful": "yes" } },
    ],
    paper: "paper-p2",
    seen: "Trần Đỗ Bảo Hân",
  },
  {
    code: "1.001612",
    answers: ["person"],
    forms: [
      {
        typed: {
          "business.name": "Hộ kinh doanh Thử Nghiệm", "business.address": "Số 1, phố Thử", "business.lines": "Bán lẻ",
          "business.main_line": "Bán lẻ", "business.capital": "50.000.000", "business.starts_on": "1/12/2027",
        },
        chosen: { "request.truthful": "yes" },
      },
    ],
    seen: "Hộ kinh doanh Thử Nghiệm",
  },
  {
    code: "1.004873",
    answers: ["no", "no"],
    forms: [
      { typed: {}, chosen: {} },
      { typed: {}, chosen: { "marriage.status": "single", "marriage.confirmation_purpose": "other", "request.truthful": "yes" } },
    ],
    seen: "Phạm Ngọc Lan",
  },
];

/** Begins to file a birth and answers what tells the case, up to the first page of the form. */
async function toQuestions(page) {
  await page.goto("/procedures/1.001193/filings");
  await page.click("form.hn-form button[type=submit]");
  await page.waitForURL(/\/eligibility/);
  for (const at of [0, 1]) await page.locator("fieldset").nth(at).locator("input").first().check({ force: true });
  await page.click('button[name="go"][value="on"]');
  await page.waitForURL(/\/questions\//);
}

/** Signs in as the demonstration's last person: somebody with nothing filed when the city began. */
async function signIn(page) {
  await page.goto("/me/demo");
  await page.locator("main form button[type=submit]").last().click();
  await page.waitForURL(/\/me$/);
}

/** Chooses by the value posted; the label is what a finger meets. */
const choose = (page, name, value) => page.locator(`[name="${name}"][value="${value}"]`).check({ force: true });

/** Goes through a filing up to its check page; `look` is called on every page. */
async function fill(page, procedure, look, count) {
  await page.goto(`/procedures/${procedure.code}`);
  await look();
  await page.click(".hn-startform button");
  // Something of the kind may be under way from an earlier test.
  if (page.url().endsWith("/filings")) await page.click("form.hn-form button[type=submit]");
  await page.waitForURL(/\/eligibility/);
  count.pages += 1;
  await look();
  const questions = await page.locator("fieldset").count();
  assert.equal(questions, procedure.answers.length);
  for (const [at, answer] of procedure.answers.entries()) {
    await page.locator("fieldset").nth(at).locator(`[value="${answer}"]`).check({ force: true });
    count.taps += 1;
  }
  for (const form of procedure.forms) {
    await page.click('button[name="go"][value="on"]');
    await page.waitForURL(/\/questions\//);
    count.pages += 1;
    count.taps += 1;
    await look();
    for (const [field, text] of Object.entries(form.typed)) await page.fill(`[name="f-${field}"]`, text);
    for (const [field, value] of Object.entries(form.chosen)) {
      const list = page.locator(`select[name="f-${field}"]`);
      if (await list.count()) await list.selectOption(value);
      else await choose(page, `f-${field}`, value);
      count.taps += 1;
    }
  }
  await page.click('button[name="go"][value="on"]');
  await page.waitForURL(/\/papers/);
  count.pages += 1;
  count.taps += 1;
  await look();
  if (procedure.paper) {
    await page.setInputFiles(`[name="${procedure.paper}"]`, PAPER);
    count.taps += 1;
  }
  await page.click('button[name="go"][value="on"]');
  await page.waitForURL(/\/check/);
  count.pages += 1;
  count.taps += 1;
  await look();
  await page.getByText(procedure.seen).first().waitFor();
}

/** Files what was filled in, past the question whether another of the kind is meant. */
async function file(page, count) {
  await page.click(".hn-filing__form button[type=submit]");
  count.taps += 1;
  await page.locator('[name="despite"], .hn-filed').first().waitFor({ state: "attached" });
  if ((await page.locator('[name="despite"]').count()) > 0) {
    await choose(page, "despite", "yes");
    await page.click(".hn-filing__form button[type=submit]");
  }
  await page.waitForURL(/\/submitted/);
  count.pages += 1;
}

describe("filing online", () => {
  after(closeBrowser);

  for (const procedure of PROCEDURES) {
    for (const { script, lang } of [{ script: true, lang: "vi" }, { script: false, lang: "en" }]) {
      it(`${procedure.code} on a phone, ${script ? "with" : "without"} scripts, ${lang}`, async () => {
        const visit = await visitor({ script, lang, viewport: PHONE, forgive: [409] });
        const { page } = visit;
        await signIn(page);
        const shown = {};
        const look = async () => {
          assert.deepEqual(await tooWide(page), [], page.url());
          shown[page.url()] = await page.content();
          // axe is itself a script.
          if (script) assert.deepEqual(await axe(page), [], page.url());
        };
        const count = { pages: 0, taps: 1 };
        await fill(page, procedure, look, count);
        await file(page, count);
        await look();
        assert.deepEqual(markup(shown), []);
        assert.ok(count.pages <= PAGES, `${count.pages} pages`);
        assert.ok(count.taps <= TAPS, `${count.taps} taps`);
        await visit.leave();
      });
    }
  }

  it("back, reload and a second click neither lose nor double anything", async () => {
    const visit = await visitor({ forgive: [409] });
    const { page } = visit;
    await signIn(page);
    const procedure = PROCEDURES[0];
    await fill(page, procedure, async () => {}, { pages: 0, taps: 0 });
    await page.goBack();
    await page.goBack();
    await page.reload();
    await page.goto(page.url().replace(/\/(papers|questions).*/, "/questions/applicant"));
    assert.equal(await page.inputValue('[name="f-child.full_name"]'), "Trần Đỗ Bảo Hân");
    await page.goto(page.url().replace(/\/questions.*/, "/check"));
    await page.waitForURL(/\/check/);
    await page.dblclick(".hn-filing__form button[type=submit]");
    // Every page of a filing is reached by reading it: the question about a second dossier, too.
    await page.locator('[name="despite"], .hn-filed').first().waitFor({ state: "attached" });
    if (page.url().endsWith("/check")) {
      await page.reload();
      await choose(page, "despite", "yes");
      await page.click(".hn-filing__form button[type=submit]");
      await page.waitForURL(/\/submitted/);
    }
    const done = page.url();
    await page.goBack();
    await page.waitForURL(done);
    await page.reload();
    assert.equal(page.url(), done);
    await visit.leave();
  });

  it("what is wrong is told on a page that may be reloaded and gone back to", async () => {
    const visit = await visitor();
    const { page } = visit;
    await signIn(page);
    await page.goto("/procedures/1.001193/filings");
    await page.click("form.hn-form button[type=submit]");
    await page.waitForURL(/\/eligibility/);
    await page.click('button[name="go"][value="on"]');
    await page.locator("#error-summary").waitFor();
    await page.reload();
    await page.locator("#error-summary").waitFor();
    for (const at of [0, 1]) await page.locator("fieldset").nth(at).locator("input").first().check({ force: true });
    await page.click('button[name="go"][value="on"]');
    await page.waitForURL(/\/questions\//);
    await page.fill('[name="f-child.birth_date"]', "31/2/2026");
    await page.click('button[name="go"][value="on"]');
    await page.locator("#error-summary").waitFor();
    await page.goto("/me");
    await page.goBack();
    await page.locator("#error-summary").waitFor();
    assert.equal(await page.inputValue('[name="f-child.birth_date"]'), "31/2/2026");
    // Begun and not filed, it is listed, and deleted from there.
    const filing = new URL(page.url()).pathname.split("/").slice(0, 4).join("/");
    await page.goto("/me");
    const row = page.locator("li", { has: page.locator(`form[action="${filing}/delete"]`) });
    await row.locator("summary").click();
    await row.locator("button").click();
    await page.waitForURL(/\/me$/);
    assert.equal(await page.locator(`form[action="${filing}/delete"]`).count(), 0);
    await visit.leave();
  });

  it("a file on its way outlives the sign-in", async () => {
    const visit = await visitor({ forgive: [401] });
    const { page, context } = visit;
    await signIn(page);
    await toQuestions(page);
    await page.goto(page.url().replace(/\/questions.*/, "/papers"));
    // The field speaks the language of the page and is reached by keyboard.
    const box = page.locator(".hn-choose", { has: page.locator('[name="paper-p2"]') });
    assert.match(await box.innerText(), /Chọn tệp\s+Chưa chọn tệp nào/);
    await context.clearCookies({ name: "mc_me" });
    await page.setInputFiles('[name="paper-p2"]', PAPER);
    await box.locator(".hn-choose__ended").waitFor();
    const other = await context.newPage();
    await signIn(other);
    await page.bringToFront();
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await box.getByText("đã gửi").waitFor();
    await page.click('button[name="go"][value="on"]');
    await page.waitForURL(/\/(check|questions)/);
    await page.goto(page.url().replace(/\/(check|questions).*/, "/papers"));
    await page.getByText("giay-to.pdf").first().waitFor();
    await visit.leave();
  });

  it("of two windows the second is told", async () => {
    const visit = await visitor({ forgive: [409] });
    const { page, context } = visit;
    await signIn(page);
    await toQuestions(page);
    const other = await context.newPage();
    await other.goto(page.url());
    await page.fill('[name="f-child.full_name"]', "Trần Đỗ Bảo Hân");
    await page.click('button[name="go"][value="save"]');
    await other.fill('[name="f-child.full_name"]', "Trần Đỗ Gia Hân");
    await other.click('button[name="go"][value="save"]');
    await other.locator("#error-summary").waitFor();
    assert.equal(await other.inputValue('[name="f-child.full_name"]'), "Trần Đỗ Gia Hân");
    assert.match(await other.locator("main").innerText(), /Trần Đỗ Bảo Hân/);
    await visit.leave();
  });
});
