// Machines made kiosks, and a walk over what they show.

import { become, everybody } from "./city.mjs";
import { PHONE, speak, visitor } from "./harness.mjs";

/** The screen of a kiosk, standing. */
export const KIOSK = { width: 1080, height: 1920 };

/** A single-status certificate: no paper is asked for. */
export const STATUS = "1.004873";

/** Whoever heads a ward with a counter, and so its kiosks. */
export async function keeper(page) {
  return (await everybody(page)).find((one) => /hongha\.chutich|\.chutich$/.test(one.login)).login;
}

/** Adds a kiosk on the page of a desk; gives the code that stands there once. */
export async function add(page, label) {
  await page.goto("/desk/kiosks");
  await page.fill('[name="label"]', label);
  await page.click('form[action="/desk/kiosks"] button[type=submit]');
  return (await page.locator(".hn-helpcode strong").innerText()).trim();
}

/** Makes the browser a kiosk. */
export async function enrol(page, code) {
  await page.goto("/kiosk/enrol");
  await page.fill('[name="code"]', code);
  await page.click("main form button[type=submit]");
  await page.waitForURL(/\/kiosk$/);
}

/** A browser made a kiosk. */
export async function kiosk(label, options = {}) {
  const desk = await visitor({});
  let code;
  try {
    await become(desk.page, await keeper(desk.page));
    code = await add(desk.page, label);
  } finally {
    await desk.leave();
  }
  const machine = await visitor({ viewport: KIOSK, ...options });
  await enrol(machine.page, code);
  return machine;
}

/** Answers one question, however it is asked. */
export async function choose(page, name, value) {
  const list = page.locator(`select[name="${name}"]`);
  if (await list.count()) await list.selectOption(value);
  else await page.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
}

const on = async (page, pattern) => {
  await page.click('button[name="go"][value="on"]');
  await page.waitForURL(pattern);
};

/** The desk where a kiosk is added; the machine is made that kiosk. */
async function atTheDesk(machine, lang, viewport, look) {
  const desk = await visitor({ lang, viewport: viewport === KIOSK ? PHONE : viewport });
  await become(desk.page, await keeper(desk.page));
  const code = await add(desk.page, "Ki-ốt cạnh quầy số 3");
  await look(desk.page, "desk-kiosks-code");
  await enrol(machine, code);
  return desk;
}

/** A filing at a kiosk, from the list of procedures to its end; nothing is asked for that a kiosk cannot give. */
async function filing(page, see) {
  await see("kiosk-procedures", "/procedures?channel=online");
  await see("kiosk-sign-in", "/me/sign-in");
  await page.goto("/me/demo");
  await page.locator("main form button[type=submit]").last().click();
  await page.waitForURL(/\/me$/);
  await see("kiosk-me");
  await see("kiosk-procedure", `/procedures/${STATUS}`);
  await page.click(".hn-startform button");
  if (page.url().endsWith("/filings")) await page.click("form.hn-form button[type=submit]");
  await page.waitForURL(/\/eligibility/);
  for (const at of [0, 1]) await page.locator("fieldset").nth(at).locator('[value="no"]').check({ force: true });
  await see("kiosk-eligibility");
  await on(page, /\/questions\//);
  await see("kiosk-questions");
  await page.click('button[name="go"][value="on"]');
  await page.locator('[name="f-marriage.status"]').first().waitFor({ state: "attached" });
  await on(page, /\/questions\//);
  await page.locator("#error-summary").waitFor();
  await see("kiosk-questions-error");
  await choose(page, "f-marriage.status", "single");
  await choose(page, "f-marriage.confirmation_purpose", "other");
  await choose(page, "f-request.truthful", "yes");
  await on(page, /\/papers/);
  await see("kiosk-papers");
  await on(page, /\/check/);
  await see("kiosk-check");
  await page.click(".hn-filing__form button[type=submit]");
  await page.locator('[name="despite"], .hn-filed').first().waitFor({ state: "attached" });
  if ((await page.locator('[name="despite"]').count()) > 0) {
    await choose(page, "despite", "yes");
    await page.click(".hn-filing__form button[type=submit]");
  }
  await page.waitForURL(/\/submitted/);
  await see("kiosk-submitted");
  await page.locator('a[href^="/me/dossiers/"]').first().click();
  await page.waitForURL(/\/me\/dossiers\//);
  await see("kiosk-dossier");
}

const press = (page, button) => Promise.all([page.waitForEvent("framenavigated"), page.locator(button).click()]).then(() => page.waitForLoadState());

/** Everything a kiosk shows, and its desk. */
export async function kiosks({ lang, viewport, look }) {
  const visit = await visitor({ lang, viewport, forgive: [404, 409, 422] });
  const { page } = visit;
  const see = async (name, address) => {
    if (address) await page.goto(address);
    await look(page, name);
  };
  const desk = await atTheDesk(page, lang, viewport, look);
  await see("kiosk-start");
  await page.click(".hn-ktouch");
  await page.waitForURL(/\/kiosk\/menu$/);
  // Whoever came before leaves no language behind.
  await speak(page, lang);
  await see("kiosk-menu");
  await press(page, 'button[name="size"]');
  await press(page, 'button[name="size"]');
  await see("kiosk-largest");
  await press(page, 'button[name="size"]');
  await press(page, 'button[name="low"][value="1"]');
  await see("kiosk-low");
  await see("kiosk-low-procedure", `/procedures/${STATUS}`);
  await press(page, 'button[name="low"][value="0"]');
  await see("kiosk-track", "/track");
  await page.goto("/kiosk/menu");
  await press(page, 'button[name="do"][value="call"]');
  await see("kiosk-called");
  await desk.page.goto("/desk/kiosks");
  await desk.page.locator("details.hn-more summary").first().click();
  await look(desk.page, "desk-kiosks");
  const row = desk.page.locator(".hn-hits > li", { has: desk.page.locator('form[action$="/answer"]') }).last();
  await row.locator('form[action$="/answer"] button').click();
  await desk.page.waitForURL(/done=answered/);
  await filing(page, see);
  await page.clock.install();
  await page.goto("/me");
  await page.clock.runFor(61_000);
  await page.locator("dialog[open]").waitFor();
  await see("kiosk-idle");
  await page.clock.runFor(25_000);
  await page.waitForURL(/\/kiosk$/);
  // The machine is none any more.
  const own = desk.page.locator(".hn-hits > li", { hasText: "Ki-ốt cạnh quầy số 3" }).last();
  await own.locator("details.hn-more summary").click();
  await own.locator('form[action$="/retire"] button').click();
  await desk.page.waitForURL(/done=retired/);
  await page.goto("/kiosk");
  await see("kiosk-retired");
  await desk.leave();
  await visit.leave();
}
