// Working in the demonstration city: becoming somebody, receiving dossiers, doing acts by their forms.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";

/** Birth registration: decided by the commune, the same day. */
export const BIRTH = "1.001193";

/** A notary's card issued again: decided by a department of the city, in days. */
export const NOTARY = "1.013830";

/** The role names as the demonstration lists them in Vietnamese. */
export const ROLES = {
  oneStop: /một cửa/i,
  specialist: /chuyên viên/i,
  sectionHead: /lãnh đạo phòng|trưởng phòng/i,
  unitHead: /lãnh đạo đơn vị|chủ tịch|giám đốc/i,
  clerk: /văn thư/i,
  inspector: /thanh tra/i,
};

let people;

/** Everybody one may become: `{ unit, login, role }`. */
export async function everybody(page) {
  if (people) return people;
  await page.goto("/desk/demo");
  people = await page.locator("section:has(form[action='/desk/demo'])").evaluateAll((sections) =>
    sections.flatMap((section) => {
      const unit = section.querySelector("h2").textContent.trim();
      return [...section.querySelectorAll("form")].map((form) => ({
        unit,
        login: form.elements.login.value,
        role: form.querySelector(".hn-person__role").textContent.trim(),
      }));
    }),
  );
  assert.ok(people.length > 8, "the demonstration offers its roles");
  return people;
}

/** Becomes one person by one click. */
export async function become(page, login) {
  await page.goto("/desk/demo");
  await page.locator(`form[action="/desk/demo"]:has(input[name=login][value="${login}"]) button`).first().click();
  await page.waitForURL(/\/desk($|[/?#])/);
  return login;
}

/**
 * A person who does not exist: identity numbers beginning with 999 belong to no province. The next three digits say, as on
 * every card, sex and century (1: a woman of the twentieth) and year of birth.
 */
export function somebody(name = "Nguyễn Thị Thử Nghiệm") {
  const id = `999185${String(randomInt(1_000_000)).padStart(6, "0")}`;
  return { id, name, qr: `${id}|012345678|${name}|24071985|Nữ|Số 1 Phố Thử, Hà Nội|01012022` };
}

/** Types into a field by its name, inside `scope`, choosing sensibly by the kind of field. */
async function fill(scope, name, value) {
  const field = scope.locator(`[name="${name}"]`).first();
  const tag = await field.evaluate((element) => element.tagName);
  const type = await field.getAttribute("type");
  if (tag === "SELECT") await field.selectOption(value);
  else if (type === "radio" || type === "checkbox") {
    const choice = scope.locator(`[name="${name}"][value="${value}"]`);
    if (await choice.count()) await choice.first().check({ force: true });
    else await field.check({ force: true });
  } else await field.fill(value);
}

/** What a test types when it does not care. */
const PLAUSIBLE = { number: "12/PT", days: "1", amount: "8000" };

/**
 * Does an act of the open dossier by its form. Fields not named in `values` get a plausible value when they are still
 * empty, so that a test says only what it is about.
 */
export async function act(page, key, values = {}) {
  const box = page.locator(`#act-${key}`);
  assert.equal(await box.count(), 1, `the act ${key} is offered; offered are: ${(await offered(page)).join(", ")}`);
  await box.evaluate((details) => (details.open = true));
  const form = box.locator("form");
  for (const [name, value] of Object.entries(values)) await fill(form, name, value);
  const empty = await form.evaluate((element, given) => {
    const names = new Map();
    for (const field of element.elements) {
      if (!field.name || field.type === "hidden" || given.includes(field.name)) continue;
      const known = names.get(field.name) ?? { name: field.name, type: field.type, filled: false };
      known.filled ||= field.type === "radio" || field.type === "checkbox" ? field.checked : field.value !== "";
      if (field.tagName === "SELECT") known.first = [...field.options].map((o) => o.value).find((v) => v !== "");
      known.value ??= field.value;
      names.set(field.name, known);
    }
    return [...names.values()].filter((field) => !field.filled);
  }, Object.keys(values));
  for (const field of empty) {
    if (field.type === "textarea") await fill(form, field.name, "Ghi chú của phép thử.");
    else if (field.type === "select-one") await fill(form, field.name, field.first);
    else if (field.type === "radio" || field.type === "checkbox") await fill(form, field.name, field.value);
    else if (key !== "propose_correction" && PLAUSIBLE[field.name]) await fill(form, field.name, PLAUSIBLE[field.name]);
  }
  await form.locator("button[type=submit]").click();
}

/** The keys of the acts the page offers. */
export async function offered(page) {
  return page.locator("details.hn-act").evaluateAll((boxes) => boxes.map((box) => box.id.replace(/^act-/, "")));
}

/** Receives a dossier at the counter of whoever is signed in, though the person has another of the kind; gives its code. */
export async function receive(page, { person = somebody(), procedure = BIRTH } = {}) {
  await page.goto("/desk/intake");
  await page.fill("#scan", person.qr);
  await page.press("#scan", "Enter");
  await page.fill("#procedure", procedure);
  await page.click("button[name=do][value=look-up]");
  await page.click("button[name=do][value=receive]");
  await page.locator("#despite_duplicate, .hn-secret").first().waitFor({ state: "attached" });
  if ((await page.locator("#despite_duplicate").count()) > 0) {
    await page.check("#despite_duplicate", { force: true });
    await page.click("button[name=do][value=receive]");
  }
  await page.waitForURL(/\/receipt/);
  return codeOf(page);
}

/** The dossier code in the address of a page. */
export function codeOf(page) {
  const code = /\/desk\/dossiers\/([^/?]+)/.exec(page.url())?.[1];
  assert.match(decodeURIComponent(code ?? ""), /^[A-Z0-9.]{3,20}-\d{6}-\d{4,}$/, `a code in ${page.url()}`);
  return decodeURIComponent(code);
}

/** Opens a dossier. */
export async function open(page, code) {
  const answer = await page.goto(`/desk/dossiers/${encodeURIComponent(code)}`);
  assert.equal(answer.status(), 200, `the page of ${code}`);
}

/** Fails when the page shows an error summary. */
export async function noError(page) {
  const errors = await page.locator("#error-summary li").allTextContents();
  assert.deepEqual(errors, []);
}

/** The part of a login that names its commune: `hongha` of `hongha.motcua1`. */
const place = (login) => login.split(".")[0];

/** The login of somebody who receives at the service point of a commune. */
export async function counter(page) {
  const all = await everybody(page);
  const crew = (login) => all.filter((one) => place(one.login) === place(login));
  const found = all.find(
    (one) => ROLES.oneStop.test(one.role) && crew(one.login).some((c) => ROLES.unitHead.test(c.role)) && crew(one.login).some((c) => ROLES.specialist.test(c.role)),
  );
  assert.ok(found, "somebody receives at a commune's counter");
  return found.login;
}

/** Somebody in a role at the same commune as `login`, or, with `elsewhere`, at another one. */
export async function colleague(page, login, role, { elsewhere = false } = {}) {
  const found = (await everybody(page)).find(
    (one) => ROLES[role].test(one.role) && (place(one.login) === place(login)) !== elsewhere && one.login !== login,
  );
  assert.ok(found, `a ${role}`);
  return found.login;
}

/** The acts that carry a dossier forward, the most urgent first. */
const FORWARD = ["accept_hand_over", "propose", "review", "approve", "issue", "record_payment", "assign", "hand_over", "deliver"];

/**
 * Carries a dossier forward through the people of the commune of `login`, each doing what the page offers, until it is
 * `returned`, or until somebody is offered the act `goal` (`stopBefore`). Gives the acts done, or, with `who`, that person.
 * `through` names other units that take part, by the first part of their logins.
 */
export async function bring(page, login, code, goal, { stopBefore = false, who = false, through = [] } = {}) {
  const places = [place(login), ...through];
  const everyone = (await everybody(page)).map((one) => one.login);
  const crew = [...new Set(everyone)].filter((one) => places.includes(place(one)));
  const done = [];
  let idle = 0;
  for (let turn = 0; idle <= crew.length; turn += 1) {
    const person = crew[turn % crew.length];
    await become(page, person);
    const answer = await page.goto(`/desk/dossiers/${encodeURIComponent(code)}`);
    let moved = false;
    while (answer.status() === 200) {
      if (goal === "returned" && /Đã trả kết quả/.test(await statusText(page))) return who ? person : done;
      const keys = await offered(page);
      if (stopBefore && keys.includes(goal)) return who ? person : done;
      const next = FORWARD.find((key) => keys.includes(key));
      if (!next || done.length > 40) break;
      await act(page, next);
      await noError(page);
      done.push(next);
      moved = true;
      const again = await page.goto(`/desk/dossiers/${encodeURIComponent(code)}`);
      if (again.status() !== 200) break;
    }
    idle = moved ? 0 : idle + 1;
  }
  throw new Error(`nobody of ${crew.join(", ")} can carry ${code} on to ${goal}; done: ${done.join(", ")}`);
}

/** The status chip of the open dossier. */
export async function statusText(page) {
  return (await page.locator("main .hn-chip").first().innerText()).trim();
}

/** Who answers for the open dossier now, as the page says it. */
export async function holderText(page) {
  return (await page.locator(".hn-facts__holder strong").first().innerText()).trim();
}
