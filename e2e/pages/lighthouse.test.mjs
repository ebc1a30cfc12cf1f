// Every page and state of the citizens' door and of a kiosk: axe, width and markup on each, in both languages. Lighthouse looks at
// those on a phone and at a kiosk, and at a screen at one of each kind of page: accessibility 100.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, markup, tooWide } from "../lib/checks.mjs";
import { WALKS, formOf, walk } from "../lib/door.mjs";
import { closeBrowser, visiting } from "../lib/harness.mjs";
import { accessibility, watched } from "../lib/lighthouse.mjs";

/** States that differ from another only in what is typed, and the picture of paper. */
const TWINS = [
  "print", "search-none", "procedure-place", "eligibility", "mandates", "notices-empty", "papers-sent", "rated", "desk-helping",
  "check-again", "kiosk-enrol", "dossier-returned", "desk-result-error", "dossier-result", "questions-known", "tasks-delete", "me-late",
  "track-late", "data-asked", "dispute", "desk-requests-open", "desk-request-answered",
];

/** One of each kind of page, at a screen. */
const SCREEN = [
  "home", "procedure", "track-error", "sign-in", "mandates-error", "questions-error", "papers-refused", "tasks", "check",
  "me", "dossier-supplement", "dossier-done", "data", "desk-entries-error", "track-code", "desk-result-again", "data-linked",
];

/** How many pages and states a walk leads through, at least. */
const MANY = { door: 85, kiosk: 22 };

describe("every page and state", () => {
  before(watched);
  after(closeBrowser);

  for (const how of WALKS) {
    const [what = "door"] = how.chapters ?? [];
    it(`of the ${what} is in order, and Lighthouse finds nothing (${how.lang}, ${how.viewport.width} px)`, async () => {
      const seen = {};
      const wrong = [];
      const look = async (page, name) => {
        for (const fault of [...(await axe(page)), ...(await tooWide(page))]) wrong.push(`${name}: ${fault}`);
        seen[name] = await page.content();
        const form = formOf(page);
        if (form === "screen" ? !SCREEN.includes(name) : TWINS.includes(name)) return;
        const { score, found } = await accessibility(page, { phone: form === "phone" });
        if (score !== 1 || found.length > 0) wrong.push(`${name}: ${score} ${found.join("; ")}`);
      };
      await walk({ ...how, look });
      assert.deepEqual([...wrong, ...markup(seen)], []);
      const count = Object.keys(seen).length;
      assert.ok(count >= MANY[what], `${count}: ${Object.keys(seen).join(" ")}`);
    });
  }

  it("would tell what is wrong, and where", visiting({}, async (page) => {
    await page.goto("/track");
    await page.evaluate(() => {
      document.documentElement.removeAttribute("lang");
      document.querySelector("label[for=code]").remove();
    });
    const { score, found } = await accessibility(page);
    assert.ok(score < 1, String(score));
    assert.ok(found.some((line) => line.startsWith("html-has-lang: html")), found.join("\n"));
    assert.ok(found.some((line) => line.startsWith("label: ") && line.includes("#code")), found.join("\n"));
  }));
});
