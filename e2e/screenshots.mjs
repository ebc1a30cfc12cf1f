// Takes the pictures of the documents: `node screenshots.mjs FOLDER [door|leading]`: those of the citizens' door alone, or of those who lead.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { become, bring, counter, receive, somebody } from "./lib/city.mjs";
import { WALKS, formOf, walk } from "./lib/door.mjs";
import { DESK, PHONE, closeBrowser, visitor } from "./lib/harness.mjs";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node screenshots.mjs FOLDER");
mkdirSync(folder, { recursive: true });
/** The highest part of a page that is kept, in its own pixels. */
const TALL = 2600;
/** A screen's picture is read at three quarters of its size, a kiosk's at half. */
const SCALE = { phone: 1, screen: 0.75, kiosk: 0.5 };
const shoot = (page, name, options = {}) => page.screenshot({ path: path.join(folder, `${name}.png`), ...options });

/** A whole page as a small picture. */
async function picture(page, name) {
  const session = await page.context().newCDPSession(page);
  const { cssContentSize: { width, height } } = await session.send("Page.getLayoutMetrics");
  const clip = { x: 0, y: 0, width, height: Math.min(height, TALL), scale: SCALE[formOf(page)] };
  const shot = { format: "webp", quality: 35, captureBeyondViewport: true, clip };
  const { data } = await session.send("Page.captureScreenshot", shot);
  await session.detach();
  writeFileSync(path.join(folder, `${name}.webp`), Buffer.from(data, "base64"));
}

// The citizens' pages are many: as WebP they are small. Long lists say the same further down.
if (process.argv[3] !== "leading") for (const how of WALKS) await walk({ ...how, look: (page, name) => picture(page, `door-${name}-${formOf(page)}`) });
if (process.argv[3] === "door") {
  await closeBrowser();
  process.exit(0);
}

/** What those who lead, judge and answer see: of an order, a contest, a frozen report, a sign, each the first there is. */
async function leading() {
  const first = async (page, from, link) => {
    await page.goto(from);
    await page.goto(await page.locator(link).first().getAttribute("href"));
  };
  const pictures = [
    ["ubndtp.lanhdao", "leader-act-now", (page) => page.goto("/board/act-now")],
    ["ubndtp.lanhdao", "leader-order", (page) => first(page, "/desk/orders", "main a[href^='/desk/orders/0']")],
    ["ubndtp.lanhdao", "leader-contest", (page) => first(page, "/board/contests", "main a[href^='/board/contests/0']")],
    ["ubndtp.lanhdao", "head-guard", (page) => page.goto("/desk/guard")],
    ["ubndtp.lanhdao", "leader-report", (page) => first(page, "/board/reports?key=06a-tuan", "main a[href*='/editions/']")],
    ["ubndtp.lanhdao", "head-week", (page) => first(page, "/board/reports?key=xa-tuan", "main a[href*='/editions/']")],
    ["ubndtp.thanhtra", "inspector-signals", (page) => page.goto("/desk/signals")],
    ["ubndtp.thanhtra", "inspector-signal", (page) => first(page, "/desk/signals", "main a[href^='/desk/signals/']")],
  ];
  for (const [login, name, open] of pictures) {
    const guest = await visitor({ viewport: DESK });
    await become(guest.page, login);
    await open(guest.page);
    await picture(guest.page, `${name}-${formOf(guest.page)}`);
    await guest.leave();
  }
  const wall = await visitor({ viewport: { width: 1920, height: 1080 } });
  await wall.page.goto("/board/wall?view=map");
  await picture(wall.page, "leader-wall-screen");
  await wall.leave();
}

await leading();
if (process.argv[3] === "leading") {
  await closeBrowser();
  process.exit(0);
}

const officer = await visitor({ viewport: DESK });
const desk = await counter(officer.page);
await become(officer.page, desk);
const { page } = officer;
const code = await receive(page, { person: somebody("Nguyễn Thị Mai Hương") });
const secret = (await page.locator(".hn-secret").textContent()).trim();
await shoot(page, "receipt", { fullPage: true });
await page.goto("/desk/intake");
await page.fill("#scan", somebody("Trần Thu Hà").qr);
await page.press("#scan", "Enter");
await page.fill("#procedure", "KS");
await page.press("#procedure", "Enter");
await page.waitForSelector(".hn-found-procedure");
await shoot(page, "intake");
const specialist = await bring(page, desk, code, "propose", { stopBefore: true, who: true });
await shoot(page, "dossier");
await become(page, specialist);
await page.goto("/desk/dossiers?queue=in-progress");
await shoot(page, "inbox");
await page.goto("/desk");
await shoot(page, "desk");
await officer.leave();

const designer = await visitor({ viewport: DESK });
await become(designer.page, "trungtam.thietke1");
await designer.page.goto("/desk/designer/1.004884");
await designer.page.click("#act-draft form button");
await designer.page.waitForURL(/\/drafts\//);
const draft = new URL(designer.page.url()).pathname;
for (const [step, hours] of ["1 giờ", "4 giờ", "2 giờ", "1 giờ"].entries()) await designer.page.fill(`#steps-${step}-budget`, `${hours} làm việc`);
await designer.page.click(".hn-actions button");
await designer.page.waitForURL(/done=save/);
await shoot(designer.page, "designer-steps");
await designer.page.locator(".hn-figure").screenshot({ path: path.join(folder, "designer-diagram.png") });
await designer.page.goto(`${draft}/compare`);
await shoot(designer.page, "designer-compare");
await designer.page.goto(`${draft}/publish`);
await shoot(designer.page, "designer-publish");
await designer.page.goto(`${draft}/try?wait=2`);
await shoot(designer.page, "designer-try");
await designer.page.goto("/desk/designer/1.000080");
const versions = await designer.page.locator("main th a[href*='/versions/']").evaluateAll((links) =>
  links.map((link) => link.getAttribute("href").split("/").pop()));
await designer.page.goto(`/desk/designer/1.000080/pass/${versions.at(-1)}/${versions[0]}`);
await shoot(designer.page, "designer-pass");
await designer.leave();

const owner = await visitor({ viewport: PHONE });
await owner.page.goto(`/track/${code}?s=${secret}`);
await shoot(owner.page, "track-phone");
await owner.page.goto("/");
await shoot(owner.page, "home-phone");
await owner.leave();
await closeBrowser();
