// The scan field of the intake page: the QR text of an identity card, or twelve typed digits.
// A card holds `number|old number|full name|ddmmyyyy|gender|residence|ddmmyyyy of issue`; some leave the old number out.

// The characters of Windows-1252 between 0x80 and 0x9f, by their place.
const CP1252 = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

// Undoes UTF-8 that was read as Latin-1 or Windows-1252 by the scanner; other text comes back as it was.
export function repair(text) {
  const bytes = [];
  for (const char of text) {
    const place = CP1252.indexOf(char);
    const code = place >= 0 ? 0x80 + place : char.codePointAt(0);
    if (code > 0xff) return text;
    bytes.push(code);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    return text;
  }
}

const titled = (name) => name.toLocaleLowerCase("vi").replace(/(^|[\s-])(\p{L})/gu, (_, gap, letter) => gap + letter.toLocaleUpperCase("vi"));

// `ddmmyyyy` as `d/m/yyyy`; an impossible date gives "".
export function day(text) {
  const [, d, m, y] = /^(\d\d)(\d\d)(\d{4})$/.exec(text) ?? [];
  if (!d) return "";
  const date = new Date(Date.UTC(+y, +m - 1, +d));
  const real = date.getUTCMonth() === +m - 1 && date.getUTCDate() === +d;
  return real ? `${+d}/${+m}/${y}` : "";
}

// A person read from a scan, `{ id_number }` alone for twelve digits, or null when it cannot be read.
export function read(raw) {
  const text = repair(raw.trim()).normalize("NFC");
  const bare = text.replace(/[\s.-]/g, "");
  if (/^\d{12}$/.test(bare)) return { id_number: bare };
  const parts = text.split("|").map((part) => part.trim());
  if (parts.length === 6) parts.splice(1, 0, "");
  if (parts.length !== 7 || !/^\d{12}$/.test(parts[0])) return null;
  const [id_number, , name, born, gender, address] = parts;
  const birth_date = day(born);
  // An input method that ate letters leaves digits or signs in the name: better no name than a wrong one.
  if (!birth_date || !/^[\p{L}\p{M}'. -]+$/u.test(name)) return null;
  const plain = name === name.toLocaleLowerCase("vi") || name === name.toLocaleUpperCase("vi");
  return {
    id_number,
    full_name: plain ? titled(name) : name,
    birth_date,
    gender: { nam: "male", "nữ": "female" }[gender.toLocaleLowerCase("vi")] ?? "",
    address,
  };
}

function attach(form) {
  const field = form.querySelector("#scan");
  const state = form.querySelector("#scan-state");
  const error = form.querySelector("#scan-error");
  const digits = (text) => text.replace(/\D/g, "").length;

  function complain(text) {
    error.textContent = text;
    error.hidden = !text;
    field.toggleAttribute("aria-invalid", Boolean(text));
    if (text) field.select();
  }

  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || !field.value.trim()) return;
    const person = read(field.value);
    if (!person) {
      event.preventDefault();
      const short = /^[\d\s.-]+$/.test(field.value) && digits(field.value) !== 12;
      complain(short ? form.dataset.idShort.replace("{}", digits(field.value)) : form.dataset.scanUnclear);
      return;
    }
    complain("");
    // Twelve digits: the server looks the person up, the same way as without a script.
    if (!person.full_name) return;
    event.preventDefault();
    for (const [name, value] of Object.entries(person)) {
      const target = form.elements.namedItem(name);
      if (target) target.value = value;
    }
    field.value = "";
    state.textContent = form.dataset.scanDone.replace("{}", person.full_name);
    form.querySelector("#procedure").focus();
  });
}

if (typeof document !== "undefined") {
  const form = document.querySelector("#intake");
  if (form) attach(form);
}
