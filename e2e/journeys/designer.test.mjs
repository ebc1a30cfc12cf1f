// Process design as a new designer does it: a step's hours changed and scheduled in six clicks; a procedure of five steps
// with a form and two papers made by keyboard alone.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { axe } from "../lib/checks.mjs";
import { become, noError } from "../lib/city.mjs";
import { closeBrowser, theBrowser, visiting, visitor } from "../lib/harness.mjs";

const FIRST = "trungtam.thietke1";
const SECOND = "trungtam.thietke2";

/** A commune procedure that the tests of dossiers leave alone. */
const CHANGED = "1.004884";

/** The address of the draft that is open. */
const draftOf = (page) => new URL(page.url()).pathname.replace(/\/publish$/, "");

/** A second designer looks at a draft and approves it. */
async function approve(draft) {
  const other = await visitor();
  await become(other.page, SECOND);
  await other.page.goto(draft);
  await other.page.click("#act-approve form button");
  await other.page.waitForURL(/done=approve/);
  await other.leave();
}

/** The day after tomorrow as it is typed. */
function soon() {
  const day = new Date(Date.now() + 2 * 24 * 3600 * 1000 + 7 * 3600 * 1000);
  return `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
}

/** Moves the focus by Tab until it stands on an element. */
async function tabTo(page, selector, most = 700) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} is not reached by ${most} presses of Tab on ${page.url()}`);
}

/** Types into a field reached by Tab. */
async function type(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Presses a button or follows a link reached by Tab. */
async function enter(page, selector) {
  await tabTo(page, selector);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

/** Chooses in a list reached by Tab. */
async function choose(page, selector, value) {
  await tabTo(page, selector);
  for (let pressed = 0; pressed < 200; pressed += 1) {
    if ((await page.inputValue(selector)) === value) return;
    await page.keyboard.press("ArrowDown");
  }
  assert.fail(`${value} is not in ${selector}`);
}

/** Opens a fold reached by Tab. */
async function unfold(page, selector) {
  await tabTo(page, `${selector} > summary`);
  await page.keyboard.press("Enter");
}

describe("process design", () => {
  before(theBrowser);
  after(closeBrowser);

  it("changes the hours of a step and schedules it in six clicks", visiting({}, async (page) => {
    await become(page, FIRST);
    let clicks = 0;
    const click = async (selector) => {
      clicks += 1;
      await Promise.all([page.waitForEvent("load"), page.click(selector)]);
    };
    await page.goto(`/desk/designer?q=${CHANGED}`);
    await click(`main a[href="/desk/designer/${CHANGED}"]`);
    await click("#act-draft form button");
    const draft = draftOf(page);
    const before = await page.inputValue("#steps-1-budget");
    await page.fill("#steps-1-budget", before === "3 giờ làm việc" ? "2 giờ làm việc" : "3 giờ làm việc");
    await click(".hn-actions button[value=save]");
    await noError(page);
    await click("#act-submit form button");
    await noError(page);
    await approve(draft);
    await click(`.hn-tabs a[href="${draft}/publish"]`);
    await page.fill("#publish-effective_on", soon());
    await click("#act-publish form button");
    await noError(page);
    assert.match(await page.locator(".hn-notice").innerText(), /Đã công bố/);
    assert.ok(clicks <= 6, `${clicks} clicks`);
    await page.goto(`/desk/designer/${CHANGED}`);
    assert.match(await page.locator("main").innerText(), /sắp áp dụng/);
    // The city is left as it was.
    await page.goto(draft);
    await page.locator("#act-withdraw").evaluate((box) => (box.open = true));
    await page.fill("#withdraw-note", "Kết thúc phép thử.");
    await page.click("#act-withdraw form button");
    await noError(page);
  }));

  it("makes a procedure of five steps with a form and two papers by keyboard alone", visiting({}, async (page) => {
    await become(page, FIRST);
    const code = `9.${String(randomInt(1_000_000)).padStart(6, "0")}`;
    await page.goto("/desk/designer");
    await unfold(page, "#act-new");
    await type(page, "#new-code", code);
    await type(page, "#new-name", "Cấp giấy phép thử nghiệm");
    await enter(page, "#act-new form button");
    await noError(page);
    const draft = draftOf(page);
    assert.equal(await page.locator("#steps tbody tr").count(), 5);
    for (const [step, hours] of ["1 ngày", "4 ngày", "3 ngày", "2 ngày"].entries()) {
      await type(page, `#steps-${step}-budget`, `${hours} làm việc`);
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(/done=save/);
    await noError(page);

    await page.goto(`${draft}?part=general`);
    await type(page, "#result_name", "Giấy phép thử nghiệm");
    await enter(page, "button[value='basis.add.0']");
    await type(page, "#basis-0-document", "Luật Thử nghiệm 2026");
    await page.keyboard.press("Enter");
    await page.waitForURL(/done=save/);
    await noError(page);

    await page.goto(`${draft}?part=papers`);
    await enter(page, "button[value='papers.add.0']");
    await type(page, "#papers-0-name", "Đơn đề nghị");
    await enter(page, "button[value='papers.add.1']");
    assert.equal(await page.inputValue("#papers-0-name"), "Đơn đề nghị", "what was typed stays when a row is added");
    await type(page, "#papers-1-name", "Phương án thử nghiệm");
    await enter(page, "button[value='papers.up.1']");
    assert.equal(await page.inputValue("#papers-0-name"), "Phương án thử nghiệm", "rows are moved by a button");
    await enter(page, ".hn-actions button[value=save]");
    await noError(page);

    await page.goto(`${draft}?part=form`);
    await enter(page, "button[value='pages.add.0']");
    await type(page, "#pages-0-key", "nguoi-nop");
    await type(page, "#pages-0-title", "Người nộp");
    await type(page, "#pages-0-title_en", "Applicant");
    await enter(page, "button[value='fields.add.0']");
    await choose(page, "#fields-0-field", "applicant.phone");
    await choose(page, "#fields-0-page", "nguoi-nop");
    await enter(page, ".hn-actions button[value=save]");
    await noError(page);
    assert.equal(await page.inputValue("#fields-0-field"), "applicant.phone");

    await page.goto(`${draft}/check`);
    assert.match(await page.locator("main").innerText(), /^0 lỗi/m, await page.locator("main").innerText());
    await page.goto(draft);
    assert.deepEqual(await axe(page), []);
    await enter(page, "#act-submit form button");
    await noError(page);
    await approve(draft);
    await page.goto(`${draft}/publish`);
    await type(page, "#publish-effective_on", soon());
    await page.keyboard.press("Enter");
    await page.waitForURL(/done=publish/);
    await noError(page);
    await page.goto(draft);
    await unfold(page, "#act-withdraw");
    await type(page, "#withdraw-note", "Kết thúc phép thử.");
    await enter(page, "#act-withdraw form button");
    await noError(page);
  }));

  it("shows by keyboard alone which dossiers could pass to a version to come", visiting({}, async (page) => {
    await become(page, FIRST);
    await page.goto(`/desk/designer/${CHANGED}`);
    await page.click("#act-draft form button");
    await page.waitForURL(/\/drafts\//);
    const draft = draftOf(page);
    await page.fill("#steps-1-budget", "1 giờ làm việc");
    await page.click(".hn-actions button[value=save]");
    await noError(page);
    await page.click("#act-submit form button");
    await noError(page);
    await approve(draft);
    await page.goto(`${draft}/publish`);
    await page.fill("#publish-effective_on", soon());
    await page.click("#act-publish form button");
    await noError(page);
    await page.goto(`/desk/designer/${CHANGED}`);
    const [to, from] = await page.locator("main th a[href*='/versions/']").evaluateAll((links) =>
      links.map((link) => link.getAttribute("href").split("/").pop()));
    await page.goto(`/desk/designer/${CHANGED}/pass/${from}/${to}`);
    assert.deepEqual(await axe(page), []);
    const steps = await page.locator("select[name^=step-]").count();
    const chosen = await page.locator("select[name^=step-]").evaluateAll((lists) => lists.map((list) => list.value));
    assert.deepEqual(chosen, [...Array(steps).keys()].map(String), "each step stands for itself");
    assert.match(await page.locator("main").innerText(), /chuyển từ ngày đó/, "not before its day");
    assert.equal(await page.locator("#act-pass").count(), 0);
    // The first step stands for nothing: whoever stands there or has been there stays.
    await tabTo(page, "#step-0");
    await page.keyboard.press("Home");
    await enter(page, "main form[method=get] button[type=submit]");
    await noError(page);
    assert.equal(await page.inputValue("#step-0"), "");
    assert.match(await page.locator("dl.hn-facts").last().innerText(), /Chuyển được:?\s*0/);
    // The city is left as it was.
    await page.goto(draft);
    await page.locator("#act-withdraw").evaluate((box) => (box.open = true));
    await page.fill("#withdraw-note", "Kết thúc phép thử.");
    await page.click("#act-withdraw form button");
    await noError(page);
  }));

  it("works without scripts, row by row", visiting({ script: false, forgive: [422] }, async (page) => {
    await become(page, FIRST);
    await page.goto(`/desk/designer/${CHANGED}`);
    await page.click("#act-draft form button");
    await page.waitForURL(/\/drafts\//);
    const steps = await page.locator("#steps tbody tr").count();
    await page.fill("#steps-1-budget", "vài hôm");
    await page.click("button[value='steps.insert.1']");
    assert.equal(await page.locator("#steps tbody tr").count(), steps + 1);
    assert.equal(await page.inputValue("#steps-2-budget"), "vài hôm");
    await page.click(".hn-actions button[value=save]");
    assert.equal(await page.locator("#error-summary a").count() >= 4, true, "the empty row and the time");
    assert.equal(await page.locator("#steps-2-budget-error").count(), 1);
    await page.click("button[value='steps.delete.1']");
    await page.fill("#steps-1-budget", "1 giờ làm việc");
    await page.click(".hn-actions button[value=save]");
    assert.match(page.url(), /done=save/);
    await page.locator("#act-discard > summary").click();
    await page.fill("#discard-note", "Kết thúc phép thử.");
    await page.click("#act-discard form button");
    assert.match(page.url(), /done=discard/);
  }));
});
