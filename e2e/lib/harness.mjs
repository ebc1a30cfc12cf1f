// A browser on a running `motcua`, and guards that hold on every page of every test:
// nothing is asked of another host, nothing is written to the console as an error, no page ends in 5xx.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const ADDRESS = need("MOTCUA_E2E_ADDRESS");
export const DATABASE = process.env.MOTCUA_E2E_DATABASE ?? "sqlite";

export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 740 };

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are started by cargo xtask test`);
  return value.replace(/\/$/, "");
}

let browser;

/** Further switches for the browser of this test file, given before it is started. */
export const switches = [];

/** The one browser of this test file. */
export async function theBrowser() {
  browser ??= await chromium.launch({
    executablePath: process.env.MOTCUA_E2E_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", ...switches,
    ],
  });
  return browser;
}

/** Closes it; call in `after`. */
export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/**
 * A visitor: a fresh browser context with one page. `forgive` lists statuses the test provokes on purpose,
 * which the console otherwise reports as errors; `others` lists hosts it goes to on purpose.
 */
export async function visitor({ script = true, viewport = DESK, lang = "vi", forgive = [], others = [] } = {}) {
  const context = await (await theBrowser()).newContext({
    baseURL: ADDRESS,
    viewport,
    javaScriptEnabled: script,
    locale: lang === "vi" ? "vi-VN" : "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(30_000);
  // Pages are Vietnamese until somebody chooses; this is what choosing leaves behind.
  if (lang !== "vi") await context.addCookies([{ name: "mc_lang", value: lang, url: ADDRESS }]);
  const wrong = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== ADDRESS && !others.includes(url.origin)) wrong.push(`asked ${url.origin}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 500 && !forgive.includes(response.status())) {
      wrong.push(`${response.status()} from ${response.request().method()} ${response.url()}`);
    }
  });
  context.on("console", (message) => {
    const provoked = forgive.some((status) => message.text().includes(`status of ${status}`)) || absentPage(message);
    if (message.type() === "error" && !provoked) wrong.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => wrong.push(`script: ${error.error().message}`));
  const page = await context.newPage();
  return {
    context,
    page,
    /** Ends the visit; fails when a guard was broken. */
    async leave() {
      await context.close();
      assert.deepEqual(wrong, [], "the guards of every page");
    },
  };
}

/** A page that does not exist for this visitor is an answer like others; a missing style or script is a fault. */
const absentPage = (message) => message.text().includes("status of 404") && !message.location().url.includes("/assets/");

/** Runs a test with a visitor, closing it whatever happens. */
export function visiting(options, run) {
  return async (t) => {
    const guest = await visitor(options);
    let failed = true;
    try {
      await run(guest.page, t, guest.context);
      failed = false;
    } finally {
      if (failed) await guest.context.close();
    }
    await guest.leave();
  };
}

/** Puts the page into a language by the switch a person would use. */
export async function speak(page, lang) {
  if ((await page.locator("html").getAttribute("lang")) === lang) return;
  await page.locator(`form[action="/language"] button[value="${lang}"]`).first().click();
  assert.equal(await page.locator("html").getAttribute("lang"), lang);
}
