// What a kiosk does by itself: asks whether anybody is there, goes back to the start when nobody is, tells the server that it
// lives, and leads nowhere else. Without this script the server ends the sign-in and the page reloads itself.

const START = "/kiosk";
const ALIVE_MS = 60_000;
const USED_MS = 20_000;
const TICK_MS = 500;
const body = document.body.dataset;
const dialog = document.querySelector("[data-kiosk-idle]");
const away = document.querySelector("[data-kiosk-away]");
const left = document.querySelector("[data-kiosk-left]");
const filledIn = document.querySelector("main form :is(input:not([type=hidden]), select, textarea)") !== null;
const idleMs = Number(filledIn ? body.kioskForm : body.kioskInformation) * 1000;
const countMs = Number(body.kioskCount) * 1000;
let usedAt = Date.now();
let toldAt = Date.now();
let told = false;
let leaving = false;

/** Back to the start, with nothing of this page left to go back to. */
function leave() {
  if (leaving) return;
  leaving = true;
  document.querySelector("main")?.replaceChildren();
  location.replace(START);
}

async function alive(used) {
  toldAt = Date.now();
  told = used;
  try {
    const answer = await fetch(`/kiosk/alive${used ? "?used=1" : ""}`, { redirect: "manual" });
    if (answer.ok && (await answer.json()).over) leave();
    if (away) away.hidden = answer.status < 500;
  } catch {
    if (away) away.hidden = false;
  }
}

function use() {
  if (dialog?.open) return;
  usedAt = Date.now();
  if (!told || usedAt - toldAt > USED_MS) alive(true);
}

function more() {
  dialog.close();
  usedAt = Date.now();
  alive(true);
}

function tick() {
  const now = Date.now();
  if (dialog) {
    const over = usedAt + idleMs + countMs - now;
    // The page left open after its time, by whatever held this script up, is left at once.
    if (over <= 0) return leave();
    if (over <= countMs && !dialog.open) dialog.showModal();
    if (dialog.open) left.textContent = String(Math.ceil(over / 1000));
  }
  if (now - toldAt > ALIVE_MS) alive(false);
}

for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, use, { passive: true });
addEventListener("scroll", use, { passive: true, capture: true });
for (const kind of ["contextmenu", "dragstart"]) addEventListener(kind, (event) => event.preventDefault());
for (const link of document.querySelectorAll("[data-kiosk-end]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}
// Nothing leads out of the site, into a new window or to a file: there is no way back here.
for (const link of document.querySelectorAll("a[href]")) {
  const out = !["http:", "https:"].includes(link.protocol) || link.origin !== location.origin;
  const file = link.target === "_blank" || link.hasAttribute("download") || /^\/(me\/files|open-data)\//.test(link.pathname);
  const signIn = link.pathname.startsWith("/me/sign-in/");
  if ((out || file) && !signIn) link.removeAttribute("href");
}
document.querySelector("[data-kiosk-more]")?.addEventListener("click", more);
dialog?.addEventListener("cancel", (event) => {
  event.preventDefault();
  more();
});
// A page kept by the browser shows what it showed: it is asked for again.
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(tick, TICK_MS);
