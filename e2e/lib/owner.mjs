// What the owner of dossiers sees later on, walked by door.mjs: a result as a file, files used again and signed ones, a dossier
// that is late, who looked and why, ways to sign in; and the pages of the officers who bring it about.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { act, become, bring, everybody, noError, open, receive } from "./city.mjs";
import { visitor } from "./harness.mjs";
import { STATUS } from "./kiosk.mjs";
import { PROVIDER, signInByProvider, startProvider } from "./provided.mjs";

const BIRTH = "1.001193";

/** A signed document, from those the examiner of signatures is tested with. */
const signed = (name, as) => ({
  name: as,
  mimeType: "application/pdf",
  buffer: readFileSync(new URL(`../../crates/papers/tests/fixtures/${name}.pdf`, import.meta.url)),
});

/** The people of the demonstration who have filed nothing yet, as their cards have them; by their place in its list. */
export const CARDS = {
  "-1": { name: "Phạm Ngọc Lan", id: "999301000103", born: "30082001", sex: "Nữ" },
  "-2": { name: "Lê Quốc Bảo", id: "999087000102", born: "02111987", sex: "Nam" },
};

const card = (whom) => {
  const { name, id, born, sex } = CARDS[whom];
  return { id, name, qr: `${id}|012345678|${name}|${born}|${sex}|Số 1 Phố Thử, Hà Nội|01012022` };
};

const mine = (code) => `/me/dossiers/${encodeURIComponent(code)}`;

/** Sends the form of a result; gives the page it leads to. */
async function attach(page, { file, note }) {
  if (file) await page.setInputFiles("#file", file);
  if (note) await page.fill("#note", note);
  await page.click("main form.hn-form button[type=submit]");
}

/** Whoever of the commune may attach the result of a dossier, on the page for it. */
async function issuer(page, login, address) {
  const all = (await everybody(page)).map((one) => one.login);
  for (const one of new Set(all.filter((other) => other.split(".")[0] === login.split(".")[0]))) {
    await become(page, one);
    const answer = await page.goto(address);
    if (answer.status() === 200) return;
  }
  assert.fail(`nobody attaches a result at ${address}`);
}

/** A result as a file, then another one in its place; as the person and as the officer see it. */
async function result(page, see, { officer, login, whom, look }) {
  // At another's door: only who does what is found by Vietnamese names.
  const behind = await visitor({ forgive: [409, 422] });
  await become(behind.page, login);
  const code = await receive(behind.page, { person: card(whom), procedure: STATUS });
  await bring(behind.page, login, code, "returned");
  await behind.leave();
  await see("dossier-returned", mine(code));
  await issuer(officer, login, `/desk/dossiers/${encodeURIComponent(code)}/result`);
  await look(officer, "desk-result");
  await attach(officer, {});
  await officer.locator("#error-summary").waitFor();
  await look(officer, "desk-result-error");
  await attach(officer, { file: signed("good", "ket-qua.pdf") });
  await officer.waitForURL(/done=attach_result/);
  await look(officer, "desk-dossier-result");
  await see("dossier-result", mine(code));
  const opened = await officer.goto(`/desk/dossiers/${encodeURIComponent(code)}/result`);
  assert.equal(opened.status(), 200);
  await attach(officer, { file: signed("stamped", "ket-qua-dung.pdf") });
  await officer.locator("#error-summary").waitFor();
  await look(officer, "desk-result-again");
  await attach(officer, { file: signed("stamped", "ket-qua-dung.pdf"), note: "Bản trước ghi nhầm ngày sinh." });
  await officer.waitForURL(/done=attach_result/);
  await page.goto(mine(code));
  await page.locator(".hn-filenote summary").first().click();
  await see("dossier-result-replaced");
  return code;
}

/** Files of before, ticked to be used again; and what is told of digital signatures. */
async function again(page, see) {
  await page.goto(`/procedures/${BIRTH}/filings`);
  await page.click("form.hn-form button[type=submit]");
  await page.waitForURL(/\/eligibility/);
  for (const [at, value] of ["ordinary", "yes"].entries()) {
    await page.locator("fieldset").nth(at).locator(`[value="${value}"]`).check({ force: true });
  }
  await page.click('button[name="go"][value="on"]');
  await page.waitForURL(/\/questions\//);
  await see("questions-known");
  const home = page.url().replace(/\/questions.*/, "");
  await page.goto(`${home}/papers`);
  const box = page.locator(".hn-paper", { has: page.locator('[name="paper-p2"]') });
  await box.locator('[name="again-paper-p2"]').first().check({ force: true });
  await see("papers-again");
  await page.setInputFiles('[name="paper-p2"]', signed("later", "giay-chung-sinh-ky-so.pdf"));
  await page.locator('[name="sent-paper-p2"]').waitFor({ state: "attached" });
  await page.click('button[name="go"][value="save"]');
  await page.waitForURL((url) => url.href === home);
  await page.goto(`${home}/papers`);
  await page.locator(".hn-filenote summary").first().click();
  await see("papers-signed");
  await page.goto(home);
  await page.locator("details.govuk-details summary").last().click();
  await see("tasks-delete");
  await page.locator('form[action$="/delete"] button').click();
  await page.waitForURL(/\/me(\?|$)/);
}

/** A dossier that turns out late: its receipt was written down wrong, and two officers put it right. */
async function late(page, see, { login, head, whom }) {
  const behind = await visitor({ forgive: [409, 422] });
  await become(behind.page, login);
  const code = await receive(behind.page, { person: card(whom), procedure: STATUS });
  const secret = (await behind.page.locator(".hn-secret").textContent()).trim();
  await open(behind.page, code);
  const then = new Date(Date.now() - 12 * 86_400_000);
  const received = `${then.getUTCDate()}/${then.getUTCMonth() + 1}/${then.getUTCFullYear()} 09:00`;
  await act(behind.page, "propose_correction", { what: "received_at", received_at: received, note: "Ghi nhầm ngày nhận." });
  await noError(behind.page);
  await become(behind.page, head);
  await open(behind.page, code);
  await act(behind.page, "decide_correction", { verdict: "approve" });
  await noError(behind.page);
  await behind.leave();
  await see("dossier-late", mine(code));
  // Otherwise it would be due before it was received.
  assert.match(await page.locator(".hn-timeline").innerText(), /Đã nhận hồ sơ lúc 9 giờ|received at 9:00/);
  await see("me-late", "/me");
  await see("track-late", `/track/${code}?s=${secret}`);
}

/** Who looked and why; one look is asked about, and answered. */
async function looks(page, see, { officer, head, look }) {
  await see("data-looks", "/me/data");
  // Whoever looked does not answer: it is the counter that is asked about, and the head who answers.
  const rows = page.locator("main tbody tr", { hasText: /cán bộ một cửa|one-stop officer/i });
  await rows.last().locator('a[href^="/me/data/accesses/"]').click();
  await page.waitForURL(/\/accesses\//);
  await see("dispute");
  await page.click("form.hn-ask button[type=submit]");
  await page.locator("#error-summary").waitFor();
  await see("dispute-error");
  await page.fill('[name="text"]', "Tôi không nộp hồ sơ nào vào lúc đó. Vì sao hồ sơ của tôi được mở?");
  await page.click("form.hn-ask button[type=submit]");
  await page.waitForURL(/asked=dispute/);
  await see("data-asked");
  await become(officer, head);
  await officer.goto("/desk/requests");
  await look(officer, "desk-requests-open");
  await officer.locator(".hn-hits a").last().click();
  await officer.waitForURL(/\/desk\/requests\//);
  await look(officer, "desk-request");
  await officer.locator('[name="verdict"][value="granted"]').check({ force: true });
  await officer.fill('[name="text"]', "Cán bộ mở hồ sơ để nhập giấy tờ ông/bà nộp tại quầy sáng hôm đó.");
  await officer.click("form.hn-ask button[type=submit]");
  await officer.locator("form.hn-ask").waitFor({ state: "detached" });
  await look(officer, "desk-request-answered");
  await see("data-answered", "/me/data");
}

/** A person who comes by a provider of identities sees so, and can end it. */
async function linked({ lang, viewport, look }) {
  if (!PROVIDER) throw new Error("MOTCUA_E2E_PROVIDER names no place for the provider");
  const running = await startProvider();
  try {
    const guest = await visitor({ lang, viewport, others: [PROVIDER] });
    await signInByProvider(guest.page, "Vũ Thị Hải Yến");
    await guest.page.waitForURL(/\/me\/data$/);
    await look(guest.page, "data-linked");
    await guest.page.locator('form[action^="/me/data/identities/"] button').click();
    await guest.page.waitForURL(/\/me\/signed-out/);
    await look(guest.page, "signed-out");
    await guest.leave();
  } finally {
    running.kill();
  }
}

/** All of it; `page` is the person's, signed in. */
export async function owner(page, see, how) {
  const visit = await visitor({ lang: how.lang, viewport: how.viewport, forgive: [403, 404, 409, 422] });
  const more = { ...how, officer: visit.page };
  await result(page, see, more);
  await again(page, see);
  await late(page, see, more);
  await looks(page, see, more);
  await visit.leave();
  await linked(how);
}
