// A dossier's way through the roles: hand-over, acceptance, proposal, decision, result; waiting, asking, refusing, stopping,
// correcting; two people at once.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import {
  BIRTH, NOTARY, ROLES, act, become, bring, codeOf, colleague, counter, everybody, holderText, noError, offered, open, receive,
  somebody, statusText,
} from "../lib/city.mjs";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { closeBrowser, theBrowser, visiting, visitor } from "../lib/harness.mjs";

/** Fills in the intake page and presses another button than "receive": the dossier waits. */
async function fileInstead(page, button) {
  await page.goto("/desk/intake");
  await page.fill("#scan", somebody().qr);
  await page.press("#scan", "Enter");
  await page.fill("#procedure", BIRTH);
  await page.click("button[name=do][value=look-up]");
  await page.click(`button[name=do][value=${button}]`);
  await page.waitForURL(/\/desk\/dossiers\//);
}

describe("handling a dossier", () => {
  before(theBrowser);
  after(closeBrowser);

  it("goes by bulk hand-over through every role to its delivered result", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const codes = [await receive(page), await receive(page)];

    await page.goto("/desk/dossiers?queue=received");
    for (const code of codes) await page.locator(`input[name=dossier][value="${code}"]`).check();
    const receiver = await page.locator("#to option:not([value=''])").first().getAttribute("value");
    await page.selectOption("#to", receiver);
    await page.click("[data-hand-over]");
    const list = await page.locator(".hn-sheet").innerText();
    for (const code of codes) assert.ok(list.includes(code), `${code} is on the list to sign`);

    await open(page, codes[0]);
    const giver = await holderText(page);
    const trail = await bring(page, desk, codes[0], "returned");
    assert.ok(trail.includes("accept_hand_over"), trail.join(", "));
    assert.ok(trail.includes("approve") && trail.includes("issue") && trail.includes("deliver"), trail.join(", "));
    await open(page, codes[0]);
    assert.match(await statusText(page), /Đã trả kết quả/);
    assert.ok(giver.length > 3);

    // Whoever issues there attaches the result as a file, also after it was handed out.
    await become(page, await colleague(page, desk, "clerk"));
    await open(page, codes[0]);
    const result = await page.pdf();
    await page.click('main a[href$="/result"]');
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await tooWide(page), []);
    await page.setInputFiles("#file", { name: "ket-qua.pdf", mimeType: "application/pdf", buffer: result });
    await page.click("main form button[type=submit]");
    await page.waitForURL(/done=attach_result/);
    assert.match(await page.locator("main").innerText(), /Bản số 1/);
    await page.click('main a[href$="/result"]');
    assert.deepEqual(markup({ result: await page.content() }), []);

    // The second one has not moved: nobody accepted it.
    await open(page, codes[1]);
    assert.equal(await holderText(page), giver, "the giver stays responsible until somebody accepts");
  }));

  it("goes from a commune's counter to a department of the city and back, extended once on the way", visiting({}, async (page) => {
    const desk = await counter(page);
    const city = { through: ["sotuphap"] };
    await become(page, desk);
    const code = await receive(page, { procedure: NOTARY });
    await open(page, code);
    const first = await page.locator(".hn-due__date").first().innerText();
    await bring(page, desk, code, "extend", { ...city, stopBefore: true });
    await act(page, "extend", { days: "2" });
    await noError(page);
    await open(page, code);
    assert.ok(!(await offered(page)).includes("extend"), "once only");
    assert.notEqual(await page.locator(".hn-due__date").first().innerText(), first);
    assert.ok((await page.locator(".hn-due").first().innerText()).includes(first), "the first promise stays in sight");
    const trail = await bring(page, desk, code, "returned", city);
    assert.ok(trail.filter((key) => key === "accept_hand_over").length >= 1, trail.join(", "));
    assert.equal(trail.at(-1), "deliver");
  }));

  it("asks for papers before receipt, and receives when they are there", visiting({}, async (page) => {
    await become(page, await counter(page));
    await fileInstead(page, "supplement");
    await act(page, "request_supplement");
    await noError(page);
    assert.match(await statusText(page), /Chờ bổ sung/);
    await act(page, "supplement");
    await noError(page);
    await act(page, "receive");
    await noError(page);
    codeOf(page);
  }));

  it("declines to receive, with its ground", visiting({ forgive: [422] }, async (page) => {
    await become(page, await counter(page));
    await fileInstead(page, "decline");
    await act(page, "decline", { ground: "not_eligible", note: "" });
    assert.match(await page.locator("#error-summary").innerText(), /lý do/i, "a reason is required");
    await act(page, "decline", { ground: "not_eligible", note: "Không thuộc trường hợp được cấp." });
    await noError(page);
    assert.match(await statusText(page), /Không được tiếp nhận/);
    await page.goto(`${new URL(page.url()).pathname}/slips/refusal`);
    assert.match(await page.locator(".hn-sheet").innerText(), /PHIẾU TỪ CHỐI/i);
  }));

  it("waits for papers with the clock stopped, and goes on", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await bring(page, desk, code, "propose", { stopBefore: true });
    await act(page, "request_supplement");
    await noError(page);
    await open(page, code);
    assert.match(await statusText(page), /Chờ bổ sung/);
    assert.match(await page.locator(".hn-due").first().innerText(), /Tạm dừng tính hạn/);
    await become(page, desk);
    await open(page, code);
    await act(page, "supplement");
    await noError(page);
    await open(page, code);
    assert.match(await statusText(page), /Đang xử lý|Sắp đến hạn/);
  }));

  it("asks another agency and hears its answer", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    const appraiser = await bring(page, desk, code, "consult", { stopBefore: true, who: true });
    const asked = (await everybody(page)).find((one) => ROLES.specialist.test(one.role) && one.login.startsWith("ubndtp."));
    await open(page, code);
    const name = asked.unit;
    const agency = await page.locator("#act-consult select[name=agency] option").evaluateAll(
      (options, unit) => options.find((option) => option.textContent.trim() === unit)?.value, name);
    await act(page, "consult", { agency, days: "1" });
    await noError(page);
    await become(page, asked.login);
    await open(page, code);
    await act(page, "answer_consultation", { opinion: "agree" });
    await noError(page);
    await become(page, appraiser);
    await open(page, code);
    assert.match(await page.locator(".hn-timeline").first().innerText(), /ý kiến/i);
  }));

  it("waits for a system outside while the clock runs on", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    const appraiser = await bring(page, desk, code, "await_system", { stopBefore: true, who: true });
    await open(page, code);
    const promised = await page.locator(".hn-due").first().innerText();
    const system = await page.locator("#act-await_system select[name=system] option").nth(1).getAttribute("value");
    await act(page, "await_system", { system });
    await noError(page);
    await open(page, code);
    assert.match(await page.locator("main").innerText(), /Đang chờ hệ thống/);
    assert.doesNotMatch(await statusText(page), /Chờ/);
    assert.equal((await page.locator(".hn-due").first().innerText()).split("\n")[0], promised.split("\n")[0]);
    await act(page, "end_system_wait");
    await noError(page);
    await become(page, appraiser);
    await open(page, code);
    assert.doesNotMatch(await page.locator("main").innerText(), /Đang chờ hệ thống/);
    assert.match(await page.locator(".hn-timeline").first().innerText(), /Hết chờ hệ thống bên ngoài/);
  }));

  it("stops at the applicant's wish", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await open(page, code);
    await act(page, "request_withdrawal");
    await noError(page);
    await bring(page, desk, code, "stop", { stopBefore: true });
    await act(page, "stop", { ground: "withdrawn" });
    await open(page, code);
    assert.match(await statusText(page), /Dừng xử lý/);
    assert.deepEqual((await offered(page)).filter((key) => key !== "propose_correction"), []);
  }));

  it("needs a second person to correct a mistake", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await open(page, code);
    assert.ok((await offered(page)).includes("propose_correction"));
    await act(page, "propose_correction", { what: "return", return_by: "post" });
    await open(page, code);
    assert.ok(!(await offered(page)).includes("decide_correction"), "not by the same officer");
    const second = await colleague(page, desk, "unitHead");
    await become(page, second);
    await open(page, code);
    await act(page, "decide_correction", { verdict: "approve" });
    await noError(page);
  }));

  it("tells the second of two officers that the dossier has moved on", visiting({ forgive: [409] }, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    const other = await visitor({ forgive: [409] });
    await become(other.page, desk);
    await open(page, code);
    await open(other.page, code);
    const key = (await offered(page)).find((one) => one === "hand_over");
    assert.equal(key, "hand_over");
    await act(page, "hand_over");
    await act(other.page, "hand_over");
    const text = await other.page.locator("main").innerText();
    assert.match(text, /người khác cập nhật/i);
    await other.leave();
    await open(page, code);
    const given = await page.locator(".hn-timeline li").filter({ hasText: /bàn giao/i }).count();
    assert.equal(given, 1, "handed over once");
  }));

  it("does an act sent twice once", visiting({}, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await open(page, code);
    const form = page.locator("#act-hand_over form");
    const fields = await form.evaluate((element) => [...new FormData(element)]);
    const action = await form.getAttribute("action");
    const send = () => page.request.post(action, {
      data: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      maxRedirects: 0,
    });
    const [first, second] = [await send(), await send()];
    assert.equal(first.status(), 303, await first.text());
    assert.equal(second.status(), 303, "a double click is answered like the first");
  }));

  it("refuses a form with a wrong token and changes nothing", visiting({ forgive: [403] }, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    await open(page, code);
    const before = await page.locator(".hn-timeline li").count();
    await page.locator("#act-hand_over form input[name=csrf]").evaluate((field) => (field.value = "0".repeat(field.value.length)));
    await act(page, "hand_over");
    assert.match(await page.locator("main").innerText(), /chưa có gì thay đổi/i);
    await open(page, code);
    assert.equal(await page.locator(".hn-timeline li").count(), before);
  }));

  it("hides dossiers of other units and unknown codes alike", visiting({ forgive: [404] }, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    const stranger = await colleague(page, desk, "specialist", { elsewhere: true });
    await become(page, stranger);
    const foreign = await page.goto(`/desk/dossiers/${code}`);
    const foreignText = (await page.locator("main").innerText()).replaceAll(code, "…");
    const unknown = await page.goto("/desk/dossiers/H26.ZZZ-250101-9999");
    const unknownText = (await page.locator("main").innerText()).replaceAll("H26.ZZZ-250101-9999", "…");
    assert.equal(foreign.status(), 404);
    assert.equal(unknown.status(), 404);
    assert.equal(foreignText, unknownText);
  }));

  it("refuses a command id used for something else", visiting({ forgive: [409, 422] }, async (page) => {
    const desk = await counter(page);
    await become(page, desk);
    const codes = [await receive(page), await receive(page)];
    const id = randomUUID();
    const answers = [];
    for (const code of codes) {
      await open(page, code);
      const form = page.locator("#act-hand_over form");
      const fields = new URLSearchParams(await form.evaluate((element) => [...new FormData(element)]));
      fields.set("command_id", id);
      answers.push(await page.request.post(await form.getAttribute("action"), {
        data: fields.toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
        maxRedirects: 0,
      }));
    }
    assert.equal(answers[0].status(), 303);
    assert.ok([409, 422].includes(answers[1].status()), `the second answers ${answers[1].status()}`);
  }));
});
