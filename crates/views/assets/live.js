// Keeps the counts of the menu and the tiles fresh while the page is seen: the server pushes `{ "<queue>": "<count>" }` as
// they change (/desk/counts/stream). Where it cannot, they are asked for now and then (/desk/counts). Says so at most once
// in thirty seconds. Without this script the counts are those of the page's making.

const EVERY_MS = 20_000;
const QUIET_MS = 30_000;
const status = document.querySelector("[data-live-status]");
const places = [...document.querySelectorAll("[data-queue]")].filter((place) => place.dataset.queue);
let spoken = Date.now();
let stream;
let timer = 0;
let over = places.length === 0;

function show(counts) {
  let changed = false;
  for (const place of places) {
    const count = counts[place.dataset.queue];
    if (count === undefined || count === place.textContent) continue;
    place.textContent = count;
    if (place.dataset.queue === "overdue") place.classList.toggle("hn-menu__count--alarm", count !== "0" && place.closest("nav") !== null);
    changed = true;
  }
  if (changed && status && Date.now() - spoken > QUIET_MS) {
    spoken = Date.now();
    status.textContent = "";
    status.textContent = status.dataset.liveText;
  }
}

async function ask() {
  try {
    const answer = await fetch("/desk/counts", { headers: { accept: "application/json" }, redirect: "manual" });
    if (answer.ok) show(await answer.json());
    else if (answer.status < 500 && answer.status !== 429) stop();
  } catch {
    // The network is away: the next time will tell.
  }
}

/** Asks now and then: for browsers without streams, and when the server has no room for another. */
function poll() {
  timer ||= setInterval(ask, EVERY_MS);
}

function listen() {
  if (over || document.hidden || stream || timer) return;
  if (typeof EventSource === "undefined") return poll();
  stream = new EventSource("/desk/counts/stream");
  stream.addEventListener("counts", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("end", stop);
  stream.addEventListener("error", () => {
    // While it connects again by itself there is nothing to do.
    if (stream?.readyState !== EventSource.CLOSED) return;
    rest();
    poll();
  });
}

/** A page nobody looks at keeps no connection: a browser has six for a site. */
function rest() {
  stream?.close();
  stream = undefined;
  clearInterval(timer);
  timer = 0;
}

function stop() {
  over = true;
  rest();
}

document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
addEventListener("pagehide", rest);
addEventListener("pageshow", listen);
listen();
