// The citizens' door walked once, page by page and state by state, for whoever wants to look: the pictures of the documents,
// Lighthouse. It asks for no fresh city: what others have filed before does not stop it.

import { become, colleague, counter, receive, somebody } from "./city.mjs";
import { pdf } from "./document.mjs";
import { DESK, PHONE, visitor } from "./harness.mjs";
import { KIOSK, kiosks } from "./kiosk.mjs";
import { owner } from "./owner.mjs";

const BIRTH = "1.001193";

const TYPED = {
  "f-applicant.relation": "mẹ", "f-child.full_name": "Trần Đỗ Bảo Hân", "f-child.birth_date": "1/6/2026",
  "f-child.ethnicity": "Kinh", "f-child.nationality": "Việt Nam", "f-child.birth_place": "Bệnh viện Phụ sản Hà Nội",
  "f-child.home_town": "Hà Nội",
};

/** Signs in as one of the demonstration's people, by their place in its list; negative: from its end. */
async function signIn(page, place) {
  await page.goto("/me/demo");
  await page.locator("main form button[type=submit]").nth(place).click();
  await page.waitForURL(/\/me$/);
}

const on = async (page, pattern) => {
  await page.click('button[name="go"][value="on"]');
  await page.waitForURL(pattern);
};

/** What anybody reads. */
async function reading(page, see) {
  await see("home", "/");
  await see("search", "/procedures?q=khai+sinh");
  await see("search-none", "/procedures?q=xyzxyz");
  await see("procedures", "/procedures");
  await see("life-event", "/life/co-con-nho");
  await see("procedure", `/procedures/${BIRTH}`);
  await see("procedure-place", `/procedures/${BIRTH}?place=kim+ma`);
  await see("track", "/track");
  await page.click("main form button[type=submit]");
  await page.locator("#error-summary").waitFor();
  await see("track-error");
  await see("no-page", "/no-such-page");
  await see("accessibility", "/accessibility");
  await see("privacy", "/privacy");
  await see("open-data", "/open-data");
  await see("sign-in", "/me/sign-in?next=%2Fme%2Fdata");
  await see("demo", "/me/demo");
  await see("kiosk-none", "/kiosk");
  await see("kiosk-enrol", "/kiosk/enrol");
  await page.click("main form button[type=submit]");
  await page.locator("#error-summary").waitFor();
  await see("kiosk-enrol-error");
  await see("kiosk-demo", "/kiosk/demo");
}

/** Somebody new: everything is empty and says what to do. */
async function nothingYet(page, see) {
  await see("me-empty", "/me");
  await see("notices-empty", "/me/notices");
  await see("notice-choice", "/me/notices/choice");
  await see("mandates", "/me/mandates");
  await page.locator("main form button.govuk-button").last().click();
  await page.locator("#error-summary").waitFor();
  await see("mandates-error");
}

/** A birth registered online, with what goes wrong on the way. */
async function filing(page, see, helping) {
  await page.goto(`/procedures/${BIRTH}/filings`);
  await see("start");
  await page.click("form.hn-form button[type=submit]");
  await page.waitForURL(/\/eligibility/);
  await on(page, /\/eligibility/);
  await page.locator("#error-summary").waitFor();
  await see("eligibility-error");
  for (const [at, value] of ["ordinary", "yes"].entries()) {
    await page.locator("fieldset").nth(at).locator(`[value="${value}"]`).check({ force: true });
  }
  await see("eligibility");
  await on(page, /\/questions\//);
  await see("questions");
  const form = page.url();
  const home = form.replace(/\/questions.*/, "");
  for (const [name, text] of Object.entries(TYPED)) await page.fill(`[name="${name}"]`, text);
  await page.fill('[name="f-child.birth_date"]', "31/2/2026");
  await on(page, form);
  await page.locator("#error-summary").waitFor();
  await see("questions-error");
  await page.fill('[name="f-child.birth_date"]', TYPED["f-child.birth_date"]);
  const sex = page.locator('select[name="f-child.sex"]');
  if (await sex.count()) await sex.selectOption("female");
  else await page.locator('[name="f-child.sex"][value="female"]').check({ force: true });
  await on(page, (url) => url.pathname.includes("/questions/") && url.href !== form);
  await page.fill('[name="f-mother.full_name"]', "Đỗ Thị Mai");
  await page.locator('[name="f-request.truthful"][value="yes"]').check({ force: true });
  await see("questions-last");
  await on(page, /\/papers/);
  await see("papers");
  await papers(page, see);
  await see("tasks", home);
  await help(page, see, home, helping);
  await see("me-drafts", "/me");
  await page.goto(`${home}/check`);
  await see("check");
  await page.click(".hn-filing__form button[type=submit]");
  await page.locator('[name="despite"], .hn-filed').first().waitFor({ state: "attached" });
  if ((await page.locator('[name="despite"]').count()) > 0) {
    await see("check-again");
    await page.locator('[name="despite"][value="yes"]').check({ force: true });
    await page.click(".hn-filing__form button[type=submit]");
  }
  await page.waitForURL(/\/submitted/);
  await see("submitted");
  await page.locator('main a[href^="/me/dossiers/"]').first().click();
  await page.waitForURL(/\/me\/dossiers\//);
  await see("dossier-filed");
}

/** The page of papers: a file that cannot be taken, then one that can. */
async function papers(page, see) {
  const field = page.locator(".hn-choose", { has: page.locator('[name="paper-p2"]') });
  await page.setInputFiles('[name="paper-p2"]', { name: "giay-chung-sinh.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n") });
  await field.getByText("giay-chung-sinh.pdf (").waitFor();
  await on(page, /\/papers/);
  await page.locator("#error-summary").waitFor();
  await see("papers-refused");
  await page.setInputFiles('[name="paper-p2"]', { name: "giay-chung-sinh.pdf", mimeType: "application/pdf", buffer: pdf() });
  await page.locator('[name="sent-paper-p2"]').waitFor({ state: "attached" });
  await on(page, /\/check/);
  await page.goto(page.url().replace("/check", "/papers"));
  await see("papers-sent");
}

/** Help by a code read out, as the person and as the officer see it. */
async function help(page, see, home, { lang, viewport, look, login }) {
  await see("help", `${home}/help`);
  await page.click('button[name="do"][value="ask"]');
  await page.locator(".hn-helpcode").waitFor();
  await see("help-code");
  const code = (await page.locator(".hn-helpcode strong").innerText()).trim();
  const helper = await visitor({ lang, viewport });
  await become(helper.page, login);
  await helper.page.goto("/desk/help");
  await look(helper.page, "desk-help");
  await helper.page.fill('[name="code"]', code);
  await helper.page.click("main form button[type=submit]");
  await helper.page.waitForURL(/done=begun/);
  await look(helper.page, "desk-helping");
  await see("help-given", `${home}/help`);
  await page.click('button[name="do"][value="end"]');
  await page.waitForURL(/\/help/);
  await helper.leave();
}

/** What became of dossiers: asked for more, under way, done. */
async function following(page, see) {
  for (const [place, name] of ["supplement", "under-way", "done"].entries()) {
    await signIn(page, place);
    if (place === 0) await see("me");
    const dossiers = page.locator('main .hn-hits a[href^="/me/dossiers/"]');
    await dossiers.first().click();
    await page.waitForURL(/\/me\/dossiers\//);
    await see(`dossier-${name}`);
    if (place === 0) {
      await page.locator('form[action$="/supplement"] button').click();
      await page.locator("#error-summary").waitFor();
      await see("supplement-error");
    }
  }
  if ((await page.locator(".hn-face").count()) > 0) {
    await page.locator(".hn-face").last().click();
    await page.locator('.hn-rating [role="status"]').waitFor();
  }
  await see("rated");
  await see("notices", "/me/notices");
  await see("data", "/me/data");
}

/** Presses a button that leads back to the same page. */
const press = (page, button) => Promise.all([page.waitForEvent("framenavigated"), button.click()]).then(() => page.waitForLoadState());

/** What stands in the way: a session ended, somebody else's page; and the largest letters, and paper. */
async function otherwise(page, see, context) {
  await see("not-mine", "/me/dossiers/H26.ZZZ-250101-9999");
  await context.clearCookies({ name: "mc_me" });
  await see("session-ended", "/me/notices");
  await page.goto(`/procedures/${BIRTH}`);
  const larger = page.locator(".hn-size button").last();
  while (await larger.isEnabled()) await press(page, larger);
  await see("largest");
  const smaller = page.locator(".hn-size button").first();
  while (/hn-text-/.test(await page.locator("html").getAttribute("class"))) await press(page, smaller);
  await page.emulateMedia({ media: "print" });
  await see("print");
  await page.emulateMedia({ media: null });
}

/** The same at a desk: whom officers enter for, what waits for them, what nobody has touched. */
async function desk(page, see, { login, head }) {
  await become(page, login);
  const code = await receive(page, { person: somebody("Nguyễn Thị Mai Hương") });
  const secret = (await page.locator(".hn-secret").textContent()).trim();
  await see("desk-entries", "/desk/entries");
  await page.click("main form button.govuk-button");
  await page.locator("#error-summary").waitFor();
  await see("desk-entries-error");
  await page.fill('[name="personal_id"]', "999185000888");
  await page.fill('[name="name"]', "Đỗ Thị Mai");
  await page.fill('[name="procedure"]', BIRTH);
  await page.fill('[name="paper"]', "Giấy đồng ý số 12, ngày 10/3/2026");
  await page.setInputFiles("#scan", { name: "giay-dong-y.png", mimeType: "image/png", buffer: await page.screenshot() });
  await page.click("main form button.govuk-button");
  await page.waitForURL(/\/desk\/filings\/.*\/eligibility$/);
  await see("desk-filing");
  await see("desk-filing-tasks", page.url().replace("/eligibility", ""));
  await see("desk-requests", "/desk/requests");
  await become(page, head);
  await see("desk-stuck", "/desk/stuck");
  await see("desk-guard", "/desk/guard");
  await see("desk-signals", "/desk/signals");
  await see("track-code", `/track/${code}?s=${secret}`);
}

/**
 * Walks in one language at one size. `look(page, name)` is called on every page and state; `whom` is the person who files,
 * by their place in the demonstration's list.
 */
export async function walk({ lang, viewport, whom, look, chapters = ["reading", "person", "desk"] }) {
  // Roles are found by their Vietnamese names.
  const before = await visitor();
  const login = await counter(before.page);
  const head = await colleague(before.page, login, "unitHead");
  await before.leave();
  const visit = await visitor({ lang, viewport, forgive: [404, 409, 422] });
  const { page, context } = visit;
  const see = async (name, address) => {
    if (address) await page.goto(address);
    await look(page, name);
  };
  if (chapters.includes("reading")) await reading(page, see);
  if (chapters.includes("person")) {
    await signIn(page, whom);
    await nothingYet(page, see);
    await filing(page, see, { lang, viewport, look, login });
    await owner(page, see, { lang, viewport, look, login, head, whom });
    await following(page, see);
    await otherwise(page, see, context);
  }
  if (chapters.includes("desk")) await desk(page, see, { login, head });
  await visit.leave();
  if (chapters.includes("kiosk")) await kiosks({ lang, viewport, look });
}

/** What a page is looked at on. */
export const formOf = (page) => ({ [PHONE.width]: "phone", [KIOSK.width]: "kiosk" })[page.viewportSize().width] ?? "screen";

/**
 * As most people come, by phone in Vietnamese, and at a screen in English: each page and state once in each. A kiosk stands in
 * an office, and on a screen in a demonstration.
 */
export const WALKS = [
  { lang: "vi", viewport: PHONE, whom: -1 },
  { lang: "en", viewport: DESK, whom: -2 },
  { lang: "vi", viewport: KIOSK, chapters: ["kiosk"] },
  { lang: "en", viewport: DESK, chapters: ["kiosk"] },
];
