// Keeps an open board up to date: the server pushes `{"at":"10:42:15","tiles":"<html>",…}` (/board/stream, the page's own
// query), each entry the content of the part `data-live` of that name, or the lines of it that changed, by their number. What
// changed is tinted for two seconds with how far it moved ("+3"). After a minute without an event the page says so; a button
// pauses it; a page nobody looks at keeps no connection. Without this script the page is brought up to date by its link.

const STALE_MS = 60_000;
const TINT_MS = 2_000;
const QUIET_MS = 30_000;
const bar = document.querySelector("[data-board][data-stream]");
const words = bar?.dataset ?? {};
const part = (name) => bar?.querySelector(`[data-board-${name}]`);
const button = part("pause");
const known = new Map();
let stream;
let timer = 0;
let paused = false;
let spoken = Date.now();

function say(kind) {
  const text = { live: words.wordsLive, stale: words.wordsStale, paused: words.wordsPaused }[kind] ?? "";
  if (part("state").textContent !== text) part("state").textContent = text;
  bar.classList.toggle("hn-fresh--stale", kind === "stale");
}

/** What is watched in a part, by key: the number and how it is written. */
function watched(place) {
  return new Map([...place.querySelectorAll("[data-watch]")].map((at) => [at.dataset.watch, [at.dataset.number, at.textContent]]));
}

function tint(place, before) {
  for (const at of place.querySelectorAll("[data-watch]")) {
    const was = before.get(at.dataset.watch);
    if (!was || (was[0] === at.dataset.number && was[1] === at.textContent)) continue;
    const by = Number(at.dataset.number) - Number(was[0]);
    at.classList.add("hn-moved");
    let told;
    if (by) {
      told = document.createElement("span");
      told.className = "hn-moved__by";
      told.setAttribute("aria-hidden", "true");
      told.textContent = by > 0 ? `+${by}` : `−${-by}`;
      at.after(told);
    }
    setTimeout(() => {
      at.classList.remove("hn-moved");
      told?.remove();
    }, TINT_MS);
  }
}

/** Puts new content in place and leaves the reader where they were: focus, open tables, scrolled regions. */
function replace(place, html) {
  const before = watched(place);
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const kept = held?.closest("[data-key]")?.dataset.key;
  const summary = held?.tagName === "SUMMARY" ? held.parentElement.id : "";
  const open = [...place.querySelectorAll("details[open]")].map((one) => one.id);
  const scrolled = [...place.querySelectorAll(".hn-scroll")].map((one) => [one.scrollLeft, one === held]);
  place.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  place.querySelectorAll(".hn-scroll").forEach((one, index) => {
    const [left, focused] = scrolled[index] ?? [0, false];
    one.scrollLeft = left;
    if (focused) one.focus({ preventScroll: true });
  });
  if (kept) place.querySelector(`[data-key="${CSS.escape(kept)}"]`)?.focus({ preventScroll: true });
  if (summary) document.getElementById(summary)?.querySelector("summary")?.focus({ preventScroll: true });
  tint(place, before);
}

/** The content of a part: told whole, or as the lines that changed, by their number. */
function content(name, told) {
  if (typeof told === "string") {
    known.set(name, told.split("\n"));
    return told;
  }
  const lines = known.get(name);
  if (!lines) return undefined;
  for (const [number, line] of Object.entries(told)) lines[Number(number)] = line;
  return lines.join("\n");
}

function show({ at, ...regions }) {
  for (const [name, told] of Object.entries(regions)) {
    const html = content(name, told);
    if (html === undefined) {
      // Something was missed: a new connection tells everything.
      rest();
      listen();
      return;
    }
    const place = document.querySelector(`[data-live="${CSS.escape(name)}"]`);
    if (place && place.innerHTML !== html) replace(place, html);
  }
  part("at").textContent = at;
  alive();
  if (Object.keys(regions).length > 0 && Date.now() - spoken > QUIET_MS) {
    spoken = Date.now();
    part("status").textContent = "";
    part("status").textContent = `${words.wordsChanged}: ${at}`;
  }
}

function alive() {
  clearTimeout(timer);
  say("live");
  timer = setTimeout(() => say("stale"), STALE_MS);
}

function listen() {
  if (paused || document.hidden || stream || typeof EventSource === "undefined") return;
  stream = new EventSource(words.stream);
  stream.addEventListener("board", (event) => show(JSON.parse(event.data)));
  // Nothing new, but the numbers are those of this moment.
  stream.addEventListener("tick", (event) => show({ at: event.data }));
  stream.addEventListener("end", () => rest());
  clearTimeout(timer);
  say("waiting");
  timer = setTimeout(() => say("stale"), STALE_MS);
}

function rest() {
  stream?.close();
  stream = undefined;
}

if (bar) {
  button.hidden = typeof EventSource === "undefined";
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? words.wordsResume : words.wordsPause;
    clearTimeout(timer);
    if (paused) {
      rest();
      say("paused");
    } else {
      listen();
    }
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
}
