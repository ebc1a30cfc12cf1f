// What Lighthouse says of a page's accessibility, asked of the page as it stands: no reload, so that states after a form count too.

import { createServer } from "node:net";
import { once } from "node:events";
import { snapshot } from "lighthouse";
import puppeteer from "puppeteer-core";
import { switches, theBrowser } from "./harness.mjs";

let address;

/** Starts the browser of this test file so that Lighthouse can look into it, too; call in `before`. */
export async function watched() {
  const place = createServer().listen(0, "127.0.0.1");
  await once(place, "listening");
  const { port } = place.address();
  place.close();
  await once(place, "close");
  switches.push(`--remote-debugging-port=${port}`);
  await theBrowser();
  address = `http://127.0.0.1:${port}`;
}

/** The same page, as Lighthouse takes it: found by a mark nobody else sees. */
async function handle(watching, page) {
  const mark = `lighthouse-${Math.random()}`;
  await page.evaluate((value) => (globalThis.name = value), mark);
  for (const one of await watching.pages()) {
    if ((await one.evaluate(() => globalThis.name).catch(() => "")) === mark) return one;
  }
  throw new Error(`Lighthouse does not see ${page.url()}`);
}

const settings = (phone) => ({
  flags: { logLevel: "error" },
  config: {
    extends: "lighthouse:default",
    settings: {
      onlyCategories: ["accessibility"],
      formFactor: phone ? "mobile" : "desktop",
      // The window has the size of the visitor already.
      screenEmulation: { disabled: true },
      throttlingMethod: "provided",
      disableFullPageScreenshot: true,
    },
  },
});

/** What is held against a page, one line each. */
function faults({ categories, audits }) {
  return categories.accessibility.auditRefs
    .map(({ id }) => audits[id])
    .filter(({ score, scoreDisplayMode }) => scoreDisplayMode === "error" || (score !== null && score < 1))
    .flatMap(({ id, title, errorMessage, details }) => {
      const places = (details?.items ?? []).map(({ node }) => node?.selector ?? "?");
      return (places.length ? places : [""]).map((place) => `${id}: ${place} (${errorMessage ?? title})`);
    });
}

/** The score, 0 to 1, and what is held against the page. */
export async function accessibility(page, { phone = false } = {}) {
  // Anew for each look: a connection that has seen contexts come and go loses sight of pages.
  const watching = await puppeteer.connect({ browserURL: address, defaultViewport: null });
  try {
    const { lhr } = await snapshot(await handle(watching, page), settings(phone));
    return { score: lhr.categories.accessibility.score, found: faults(lhr) };
  } finally {
    await watching.disconnect();
  }
}
