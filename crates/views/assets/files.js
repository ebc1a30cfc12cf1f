// Fields for files: a button in the language of the page and the names of what was chosen. Where a field says where to, its
// files are sent ahead of the form, piece by piece: a broken connection or an ended sign-in does not lose them. Without this
// script the browser's own field stands there, and the form takes whole files.

/** Bytes of one piece. */
const PIECE = 256 * 1024;
/** How often a piece is sent again over a broken connection, and how long is waited in between. */
const TRIES = 5;
const PAUSE = 3_000;

/** The sign-in has ended. */
class Ended extends Error {}

for (const box of document.querySelectorAll(".hn-choose")) attach(box);

function attach(box) {
  const input = box.querySelector('input[type="file"]');
  const names = box.querySelector(".hn-choose__names");
  for (const part of [box.querySelector(".hn-choose__button"), names]) part.hidden = false;
  box.classList.add("hn-choose--on");
  const rows = new Map();
  const tell = () => {
    const chosen = [...input.files].filter((file) => !rows.has(file)).map((file) => [file.name, ""]);
    const all = [...rows.values(), ...chosen];
    names.textContent = all.length
      ? all.map(([name, state]) => (state ? `${name} (${state})` : name)).join("; ")
      : box.dataset.none;
  };
  tell();
  if (!box.dataset.upload) {
    input.addEventListener("change", tell);
    return;
  }
  const state = (file, word) => {
    rows.set(file, [file.name, word]);
    tell();
  };
  ahead(box, input, state);
}

/** Sends what is chosen at once; the form waits for it and carries only the ids. */
function ahead(box, input, state) {
  const { form } = input;
  const words = box.dataset;
  let line = Promise.resolve();
  let waiting = 0;
  input.addEventListener("change", () => {
    for (const file of [...input.files]) {
      waiting += 1;
      state(file, words.sending);
      line = line
        .then(() => upload(box, file))
        .then((id) => taken(box, input, file, id))
        .then(() => state(file, words.sent))
        // What could not go ahead goes with the form, which says why where it cannot be taken.
        .catch(() => state(file, words.withForm))
        .finally(() => { waiting -= 1; });
    }
  });
  form.addEventListener("submit", (event) => {
    // After the end of the sign-in the form goes as it is: what was typed is kept, and what is lost is said.
    if (waiting === 0 || form.querySelector(".hn-choose__ended")) return;
    event.preventDefault();
    line.then(() => form.requestSubmit(event.submitter));
  });
}

/** Notes a file that has come, and takes it out of the field. */
function taken(box, input, file, id) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = `sent-${input.name}`;
  field.value = id;
  box.append(field);
  const rest = new DataTransfer();
  for (const other of input.files) if (other !== file) rest.items.add(other);
  input.files = rest.files;
}

async function upload(box, file) {
  const base = box.dataset.upload;
  const token = () => box.closest("form").elements.csrf.value;
  const form = (fields) => ({ method: "POST", body: new URLSearchParams({ csrf: token(), ...fields }) });
  let begun = null;
  for (let tries = 0; ; tries += 1) {
    try {
      begun ??= await ask(base, form({ name: file.name, size: file.size }));
      let at = begun.received;
      while (at < file.size) {
        const headers = { "Upload-Offset": String(at), "X-CSRF-Token": token() };
        const piece = file.slice(at, Math.min(at + PIECE, file.size));
        at = (await ask(`${base}/${begun.id}`, { method: "PUT", headers, body: piece })).received;
        tries = 0;
      }
      return (await ask(`${base}/${begun.id}`, form({}))).id;
    } catch (error) {
      if (error instanceof Ended) await signedInAgain(box);
      else if (error instanceof TypeError && tries < TRIES) await new Promise((done) => setTimeout(done, PAUSE));
      else throw error;
      if (begun) begun = await ask(`${base}/${begun.id}`, {}).catch(() => begun);
    }
  }
}

async function ask(address, options) {
  const answer = await fetch(address, { ...options, redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Ended();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Asks to sign in elsewhere, and waits until that is done: the page then goes on with the new token. */
async function signedInAgain(box) {
  if (await renewed()) return;
  const told = document.createElement("p");
  told.className = "hn-choose__ended";
  told.setAttribute("role", "alert");
  const link = document.createElement("a");
  Object.assign(link, { className: "govuk-link", href: "/me/sign-in?next=/me", target: "_blank", rel: "noopener" });
  link.textContent = box.dataset.signIn;
  told.append(`${box.dataset.ended} `, link);
  box.append(told);
  await new Promise((done) => {
    const look = async () => {
      if (document.visibilityState !== "visible" || !(await renewed().catch(() => false))) return;
      for (const event of ["focus", "visibilitychange"]) window.removeEventListener(event, look, true);
      done();
    };
    for (const event of ["focus", "visibilitychange"]) window.addEventListener(event, look, true);
  });
  told.remove();
}

/** Takes the token of the session there is now; tells whether it is another one. */
async function renewed() {
  const answer = await fetch(location.href, { redirect: "manual" });
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = fresh.querySelector('main input[name="csrf"]')?.value;
  const fields = [...document.querySelectorAll('input[name="csrf"]')];
  if (!token || fields.every((field) => field.value === token)) return false;
  for (const field of fields) field.value = token;
  return true;
}
