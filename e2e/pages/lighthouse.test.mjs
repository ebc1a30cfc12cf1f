// Lighthouse looks at every page and state of the citizens' door by phone, and at a screen at one of each kind of page:
// accessibility 100.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { WALKS, walk } from "../lib/door.mjs";
import { closeBrowser, visiting } from "../lib/harness.mjs";
import { accessibility, watched } from "../lib/lighthouse.mjs";

/** States that differ from another only in what is typed, and the picture of paper. */
const TWINS = ["print", "search-none", "procedure-place", "eligibility", "mandates", "notices-empty", "papers-sent", "rated", "desk-helping"];

/** One of each kind of page, at a screen. */
const SCREEN = [
  "home", "procedure", "track-error", "sign-in", "mandates-error", "questions-error", "papers-refused", "tasks", "check",
  "me", "dossier-supplement", "dossier-done", "data", "desk-entries-error", "track-code",
];

describe("Lighthouse", () => {
  before(watched);
  after(closeBrowser);

  for (const { form, ...how } of WALKS) {
    it(`finds nothing on any page or state (${how.lang}, ${form})`, async () => {
      const seen = [];
      const wrong = [];
      const look = async (page, name) => {
        const phone = form === "phone";
        if (phone ? TWINS.includes(name) : !SCREEN.includes(name)) return;
        const { score, found } = await accessibility(page, { phone });
        seen.push(name);
        if (score !== 1 || found.length > 0) wrong.push(`${name}: ${score} ${found.join("; ")}`);
      };
      await walk({ ...how, look });
      assert.deepEqual(wrong, []);
      assert.ok(seen.length >= (form === "phone" ? 45 : SCREEN.length), seen.join(" "));
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
