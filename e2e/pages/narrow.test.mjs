// A phone at the desk, and screens between it and the office's: nothing scrolls sideways, on the page or inside it, and a row of a list says whose dossier it is, what
// for and until when. What is shown as blocks stays a table to screen readers.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axe, roles, sideways } from "../lib/checks.mjs";
import { act, become, bring, counter, everybody, receive, somebody } from "../lib/city.mjs";
import { PHONE, closeBrowser, visitor, visiting } from "../lib/harness.mjs";
import { DESK, PAPER, fillIn } from "./addresses.mjs";

/** What a row of a list must show, by its labels. */
const TOLD = { vi: ["Người nộp", "Thủ tục", "Hạn trả"], en: ["Applicant", "Procedure", "Due"] };

let desk;
let addresses;

/** Takes somebody's papers in without receiving them, and declines; gives the address of the dossier. */
async function declined(page) {
  await page.goto("/desk/intake");
  await page.fill("#scan", somebody("Lê Thị Không Nhận").qr);
  await page.press("#scan", "Enter");
  await page.fill("#procedure", "1.001193");
  await page.click("button[name=do][value=look-up]");
  await page.click("button[name=do][value=decline]");
  await page.waitForURL(/\/desk\/dossiers\//);
  const { pathname } = new URL(page.url());
  await act(page, "decline");
  return pathname;
}

/** The parts of a list's first row, with whether each lies wholly in the window. */
const firstRow = (page) => page.locator("[data-inbox] tbody tr").first().evaluate((row) => {
  const inside = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 20 && box.height > 10 && box.left >= 0 && box.right <= document.documentElement.clientWidth;
  };
  const cells = [...row.querySelectorAll("td[data-label]")].map((cell) => ({
    label: cell.dataset.label,
    shown: getComputedStyle(cell, "::before").content.includes(cell.dataset.label),
    value: cell.textContent.trim(),
    inside: inside(cell),
  }));
  return { code: row.querySelector("th a").textContent.trim(), codeInside: inside(row.querySelector("th a")), cells };
});

describe("narrow screen", () => {
  before(async () => {
    const guest = await visitor();
    const { page } = guest;
    desk = await counter(page);
    await become(page, desk);
    const code = await receive(page);
    const waiting = await receive(page);
    await bring(page, desk, waiting, "request_supplement", { stopBefore: true });
    await act(page, "request_supplement");
    await become(page, desk);
    const refused = await declined(page);
    addresses = [
      ...[...DESK, ...PAPER.map((one) => one.address)].map((address) => fillIn(address, { code, secret: "" })),
      `/desk/dossiers/${waiting}`, `/desk/dossiers/${waiting}/slips/supplement`, refused, `${refused}/slips/refusal`,
      "/desk/dossiers?queue=declined", "/desk/demo",
    ];
    await guest.leave();
  });
  after(closeBrowser);

  for (const lang of ["vi", "en"]) {
    it(`scrolls no page of the desk sideways (${lang})`, visiting({ viewport: PHONE, lang }, async (page) => {
      await become(page, desk);
      for (const address of addresses) {
        assert.equal((await page.goto(address)).status(), 200, address);
        assert.deepEqual(await sideways(page), [], address);
      }
      await page.goto("/desk/intake");
      await page.fill("#procedure", "1.001193");
      await page.click("button[name=do][value=look-up]");
      assert.ok((await page.locator(".hn-papers tbody tr").count()) > 0, "the papers of the procedure are listed");
      assert.deepEqual(await sideways(page), [], "intake with its papers");
    }));

    it(`tells in a row whose, what and until when (${lang})`, visiting({ viewport: PHONE, lang }, async (page) => {
      await become(page, desk);
      const code = await receive(page);
      const lists = {
        inbox: () => page.goto("/desk/dossiers?queue=received"),
        "hand-over": () => page.goto("/desk/handover"),
        search: async () => {
          await page.goto("/desk/search");
          await page.fill("#q", code);
          await page.click("main form button[type=submit]");
          await page.waitForSelector("[data-inbox]");
        },
      };
      for (const [name, list] of Object.entries(lists)) {
        await list();
        const row = await firstRow(page);
        assert.match(row.code, /-\d{6}-\d{4}$/, name);
        assert.ok(row.codeInside, `${name}: the code is in the window`);
        for (const label of TOLD[lang]) {
          const cell = row.cells.find((one) => one.label === label);
          assert.ok(cell?.shown && cell.inside && cell.value, `${name}: ${label} in ${JSON.stringify(row)}`);
        }
        assert.deepEqual(await sideways(page), [], name);
      }
    }));
  }

  for (const width of [800, 1024, 1280]) {
    it(`shows every column of a list at ${width} px`, visiting({ viewport: { width, height: 768 } }, async (page) => {
      await become(page, desk);
      for (const address of addresses.filter((one) => one !== "/desk/register")) {
        await page.goto(address);
        assert.deepEqual(await sideways(page), [], address);
      }
    }));
  }

  it("stays a table to screen readers", visiting({ viewport: PHONE }, async (page) => {
    await become(page, desk);
    await page.goto("/desk/dossiers?queue=received");
    const rows = await page.locator("[data-inbox] tbody tr").count();
    const found = await roles(page);
    assert.equal(found.table, 1);
    assert.equal(found.columnheader, 8);
    assert.equal(found.row, rows + 1);
    assert.equal(found.rowheader, rows);
    assert.deepEqual(await axe(page), []);
  }));

  it("lets somebody with two units choose one", visiting({ viewport: PHONE }, async (page) => {
    const both = (await everybody(page)).filter((one, _, all) => all.some((other) => other.login === one.login && other.unit !== one.unit));
    assert.equal(new Set(both.map((one) => one.login)).size, 1, "one role of the demonstration has two units");
    await page.goto("/desk/demo");
    assert.equal(await page.locator(".hn-person__also").count(), both.length, "the role is marked at each of them");
    for (const { login, unit } of both) {
      await page.goto("/desk/demo");
      await page.locator(`section:has(h2:text-is("${unit}")) form:has(input[name=login][value="${login}"]) button`).click();
      await page.waitForURL(/\/desk$/);
      assert.equal(await page.locator("#work-unit option:checked").textContent(), unit);
      assert.deepEqual(await sideways(page), [], unit);
    }
    const [{ unit: first }] = both;
    await page.selectOption("#work-unit", { label: first });
    await page.click("form.hn-bar__unit button");
    assert.equal(await page.locator("#work-unit option:checked").textContent(), first);
    assert.deepEqual(await axe(page), []);
  }));
});
