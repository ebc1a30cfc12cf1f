// The counter: a dossier is received by scan, by typed number and without JavaScript; its receipt prints and leads back.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { countInput, paper, pdfPages, qr } from "../lib/checks.mjs";
import { BIRTH, become, codeOf, counter, noError, receive, somebody } from "../lib/city.mjs";
import { ADDRESS, closeBrowser, theBrowser, visiting } from "../lib/harness.mjs";

// A page takes the focus when it is first drawn, which on a busy machine is after it has loaded; keys typed between the two
// go nowhere, and a hand is not that fast.
const scanFocused = (page) => page.waitForFunction(() => document.activeElement.id === "scan");

describe("intake at the counter", () => {
  before(theBrowser);
  after(closeBrowser);

  it("takes at most 6 keys and no mouse with a scanned card", visiting({}, async (page, _, context) => {
    await become(page, await counter(page));
    const counted = await countInput(context);
    await page.goto("/desk/intake");
    await scanFocused(page);
    // A scanner writes the text of the card and then presses Enter.
    await page.keyboard.insertText(somebody().qr);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "procedure");
    await page.keyboard.type("KS");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".hn-found-procedure");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/receipt/);
    const { keys, mouse } = await counted(page);
    assert.ok(keys <= 6, `${keys} keys`);
    assert.equal(mouse, 0);
    codeOf(page);
  }));

  it("takes at most 20 keys for a known person's typed number", visiting({}, async (page, _, context) => {
    await become(page, await counter(page));
    const person = somebody();
    await receive(page, { person });
    const counted = await countInput(context);
    await page.goto("/desk/intake");
    await scanFocused(page);
    await page.keyboard.type(person.id);
    await page.keyboard.press("Enter");
    await page.waitForFunction((name) => document.querySelector("#full_name")?.value === name, person.name);
    await page.focus("#procedure");
    await page.keyboard.type("KT");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".hn-found-procedure");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/receipt/);
    const { keys, mouse } = await counted(page);
    assert.ok(keys <= 20, `${keys} keys`);
    assert.equal(mouse, 0);
  }));

  it("follows the case: chosen by hand or by the answers, with the papers it asks for", visiting({}, async (page) => {
    await become(page, await counter(page));
    await page.goto("/desk/intake");
    await page.fill("#scan", somebody().qr);
    await page.press("#scan", "Enter");
    await page.fill("#procedure", BIRTH);
    await page.press("#procedure", "Enter");
    await page.waitForSelector("#case");
    const LABELS = "#intake-procedure .hn-papers tbody th label";
    const papers = () => page.locator(LABELS).allTextContents();
    const ordinary = await papers();
    const [known] = await page.locator("#case option:not([value=''])").evaluateAll((all) => all.filter((one) => !one.selected).map((one) => one.value));
    await page.selectOption("#case", known);
    // The choice shows at once, the papers when they have been fetched.
    const seen = ([labels, before]) => [...document.querySelectorAll(labels)].map((one) => one.textContent).join("|") !== before;
    await page.waitForFunction(seen, [LABELS, ordinary.join("|")]);
    assert.notDeepEqual(await papers(), ordinary, "another case, other papers");
    assert.equal(await page.locator("#case").inputValue(), known);
    const question = page.locator("#intake-procedure select[name^='a.']").first();
    const [name, answer] = [await question.getAttribute("name"), await question.locator("option").last().getAttribute("value")];
    const fetched = page.waitForResponse((one) => one.url().includes("/desk/intake/procedure?") && one.url().includes(encodeURIComponent(answer)));
    await question.selectOption(answer);
    assert.equal((await fetched).status(), 200);
    await page.waitForFunction(([field, key]) => document.getElementsByName(field)[0]?.value === key, [name, answer]);
    assert.ok(await page.locator("#case").inputValue(), "a case is chosen");
    await noError(page);
  }));

  it("works without JavaScript", visiting({ script: false }, async (page) => {
    await become(page, await counter(page));
    const code = await receive(page);
    assert.ok(code);
  }));

  it("prints the receipt on one A5 page whose QR code leads to the tracking page", visiting({}, async (page) => {
    await become(page, await counter(page));
    const code = await receive(page);
    await page.goto(page.url().replace(/[?&]print[^&]*/, ""));
    const secret = (await page.locator(".hn-secret").textContent()).trim();
    assert.match(secret, /^[A-Z0-9]{4}$/);
    const address = await qr(page.locator(".hn-sheet__qr svg"));
    const url = new URL(address);
    assert.equal(url.pathname, `/track/${code}`);
    const pages = await paper(page);
    assert.equal(pages.length, 1, "one page");
    assert.deepEqual(pages[0], { width: 420, height: 595 }, "A5");
    const answer = await page.goto(new URL(url.pathname + url.search, ADDRESS).href);
    assert.equal(answer.status(), 200);
    assert.ok((await page.content()).includes(code));
  }));

  it("shows what is wrong beside the field and keeps what was typed", visiting({ forgive: [422] }, async (page) => {
    await become(page, await counter(page));
    await page.goto("/desk/intake");
    await page.fill("#id_number", "99912345");
    await page.fill("#full_name", "Trần Văn Thử");
    await page.fill("#procedure", BIRTH);
    await page.click("button[name=do][value=receive]");
    assert.equal(await page.evaluate(() => document.activeElement.id), "error-summary", "the summary takes the focus");
    assert.match(await page.title(), /^Lỗi/);
    for (const link of await page.locator("#error-summary a").all()) {
      const target = (await link.getAttribute("href")).slice(1);
      assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `#${target}`);
    }
    assert.match(await page.locator("#error-summary").innerText(), /12/);
    assert.equal(await page.inputValue("#full_name"), "Trần Văn Thử");
  }));

  it("names the required papers that are not ticked", visiting({ forgive: [422] }, async (page) => {
    await become(page, await counter(page));
    await page.goto("/desk/intake");
    await page.fill("#scan", somebody().qr);
    await page.press("#scan", "Enter");
    await page.fill("#procedure", BIRTH);
    await page.click("button[name=do][value=look-up]");
    const ticked = page.locator("#intake-procedure input[type=checkbox]:checked");
    assert.ok((await ticked.count()) > 0, "required papers are offered as handed in");
    for (const row of await page.locator("#intake-procedure tbody tr").all()) {
      await row.locator("input[type=checkbox]").uncheck();
      for (const count of await row.locator("input:not([type=checkbox])").all()) await count.fill("");
    }
    await page.click("button[name=do][value=receive]");
    const summary = await page.locator("#error-summary").innerText();
    assert.match(summary, /Giấy chứng sinh/);
    assert.doesNotMatch(summary, /\bp\d\b/, "no key of the data is shown");
  }));

  it("answers a scan it cannot read in plain Vietnamese", visiting({}, async (page) => {
    await become(page, await counter(page));
    await page.goto("/desk/intake");
    for (const raw of ["999085001234|thieu phan", "999 0850 0123", "999085001234||Nguy64n Th5 Hoa|24071985|Nữ|Hà Nội|01012022"]) {
      await page.fill("#scan", raw);
      await page.press("#scan", "Enter");
      assert.ok(await page.locator("#scan-error").isVisible(), raw);
      assert.ok((await page.locator("#scan-error").innerText()).length > 15);
    }
  }));

  it("reads cards of six parts, in lower case and with broken encoding", visiting({}, async (page) => {
    await become(page, await counter(page));
    const name = "Nguyễn Thị Hoa";
    const broken = Buffer.from(name, "utf8").toString("latin1");
    for (const raw of [
      `999085001234|${name}|24071985|Nữ|12 Phố Thử|01012022`,
      `999085001234||${name.toLowerCase()}|24071985|nữ|12 Phố Thử|01012022\n`,
      `999085001234||${broken}|24071985|Nam|12 Pho Thu|01012022`,
    ]) {
      await page.goto("/desk/intake");
      await page.fill("#scan", raw);
      await page.press("#scan", "Enter");
      assert.equal(await page.inputValue("#full_name"), name);
      assert.equal(await page.inputValue("#birth_date"), "24/7/1985");
    }
  }));

  it("finds a procedure by everyday words without accents", visiting({}, async (page) => {
    await become(page, await counter(page));
    for (const words of ["lam giay khai sinh", "khai sinh", "giấy khai sinh", BIRTH]) {
      const answer = await page.request.get(`/desk/intake/procedures?q=${encodeURIComponent(words)}`);
      const codes = (await answer.json()).map((hit) => hit.code);
      assert.ok(codes.slice(0, 3).includes(BIRTH), `${words}: ${codes.slice(0, 3)}`);
    }
  }));

  it("makes one dossier of a form sent twice", visiting({}, async (page) => {
    await become(page, await counter(page));
    await page.goto("/desk/intake");
    const person = somebody();
    await page.fill("#scan", person.qr);
    await page.press("#scan", "Enter");
    await page.fill("#procedure", BIRTH);
    await page.click("button[name=do][value=look-up]");
    const fields = await page.locator("#intake").evaluate((form) => [...new FormData(form)].concat([["do", "receive"]]));
    const body = new URLSearchParams(fields).toString();
    const send = () =>
      page.request.post("/desk/intake", {
        data: body,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        maxRedirects: 0,
      });
    const answers = [await send(), await send()];
    for (const answer of answers) assert.equal(answer.status(), 303, await answer.text());
    assert.equal(answers[0].headers().location, answers[1].headers().location);
    await page.goto("/desk/search");
    await page.fill("#q", person.id);
    await page.click("main form button[type=submit]");
    assert.equal(await page.locator("[data-inbox] tbody tr").count(), 1);
    await noError(page);
  }));

  it("reads page boxes of a PDF", () => {
    assert.deepEqual(pdfPages(Buffer.from("<</Type /Page /MediaBox [0 0 419.52 595.2]>>")), [{ width: 420, height: 595 }]);
  });
});
