// The citizens' door walked once for its pictures: what a person reads, signs in at, fills in, files and follows.

import { PHONE, DESK, visitor } from "./harness.mjs";

/** A document of one page. */
function paper() {
  const stream = "BT /F1 24 Tf 72 700 Td (Giay chung sinh) Tj ET";
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " +
      "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ];
  let out = "%PDF-1.7\n";
  let table = "0000000000 65535 f \n";
  for (const [at, object] of objects.entries()) {
    table += `${String(out.length).padStart(10, "0")} 00000 n \n`;
    out += `${at + 1} 0 obj\n${object}\nendobj\n`;
  }
  const size = objects.length + 1;
  return Buffer.from(`${out}xref\n0 ${size}\n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`);
}

const TYPED = {
  "f-applicant.relation": "mẹ", "f-child.full_name": "Trần Đỗ Bảo Hân", "f-child.birth_date": "1/6/2026",
  "f-child.ethnicity": "Kinh", "f-child.nationality": "Việt Nam", "f-child.birth_place": "Bệnh viện Phụ sản Hà Nội",
  "f-child.home_town": "Hà Nội",
};

/** Takes the pictures in one language at one size; `shoot(page, name)` keeps each. */
async function walk(lang, viewport, shoot) {
  const visit = await visitor({ lang, viewport });
  const { page } = visit;
  const see = async (name, address) => {
    if (address) await page.goto(address);
    await shoot(page, name);
  };
  const on = async (pattern) => {
    await page.click('button[name="go"][value="on"]');
    await page.waitForURL(pattern);
  };
  await see("home", "/");
  await see("life-event", "/life/co-con-nho");
  await see("procedure", "/procedures/1.001193");
  await see("sign-in", "/me/sign-in");
  await page.goto("/me/demo");
  // The last is somebody with nothing filed; the walk in the other language has its own.
  await page.locator("main form button[type=submit]").nth(lang === "vi" ? -1 : -2).click();
  await page.waitForURL(/\/me$/);
  await see("me-empty");
  await page.goto("/procedures/1.001193");
  await page.click(".hn-startform button");
  await page.waitForURL(/\/eligibility/);
  await on(/\/eligibility/);
  await page.locator("#error-summary").waitFor();
  await see("filing-error");
  for (const [at, value] of ["ordinary", "yes"].entries()) {
    await page.locator("fieldset").nth(at).locator(`[value="${value}"]`).check({ force: true });
  }
  await see("filing-case");
  await on(/\/questions\//);
  for (const [name, text] of Object.entries(TYPED)) await page.fill(`[name="${name}"]`, text);
  const sex = page.locator('select[name="f-child.sex"]');
  if (await sex.count()) await sex.selectOption("female");
  else await page.locator('[name="f-child.sex"][value="female"]').check({ force: true });
  await see("filing-form");
  const form = page.url();
  await on((url) => url.pathname.includes("/questions/") && url.href !== form);
  await page.fill('[name="f-mother.full_name"]', "Đỗ Thị Mai");
  await page.locator('[name="f-request.truthful"][value="yes"]').check({ force: true });
  await on(/\/papers/);
  await page.setInputFiles('[name="paper-p2"]', { name: "giay-chung-sinh.pdf", mimeType: "application/pdf", buffer: paper() });
  await page.locator('[name="sent-paper-p2"]').waitFor({ state: "attached" });
  await see("filing-papers");
  await on(/\/check/);
  await see("filing-check");
  await see("filing-parts", page.url().replace("/check", ""));
  await see("me-drafts", "/me");
  await page.goto(form.replace(/\/questions.*/, "/check"));
  await page.click(".hn-filing__form button[type=submit]");
  await page.waitForURL(/\/submitted/);
  await see("filing-submitted");
  await page.locator('main a[href^="/me/dossiers/"]').first().click();
  await page.waitForURL(/\/me\/dossiers\//);
  await see("my-dossier");
  await see("my-notices", "/me/notices");
  await see("my-data", "/me/data");
  await see("my-mandates", "/me/mandates");
  await visit.leave();
}

/** Vietnamese at a desk, English on a phone. */
export async function door(shoot) {
  await walk("vi", DESK, (page, name) => shoot(page, `door-${name}`));
  await walk("en", PHONE, (page, name) => shoot(page, `door-${name}-phone`));
}
