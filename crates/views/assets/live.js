// Keeps the counts of the menu and the tiles fresh: asks /desk/counts for `{ "<queue>": "<count>" }` while the page
// is seen. Says so at most once in thirty seconds. Without this script the counts are those of the page's making.

const EVERY_MS = 20_000;
const QUIET_MS = 30_000;
const status = document.querySelector("[data-live-status]");
const places = [...document.querySelectorAll("[data-queue]")].filter((place) => place.dataset.queue);
let spoken = Date.now();

async function refresh() {
  if (document.hidden) return;
  let counts;
  try {
    const answer = await fetch("/desk/counts", { headers: { accept: "application/json" } });
    if (!answer.ok) {
      if (answer.status < 500 && answer.status !== 429) clearInterval(timer);
      return;
    }
    counts = await answer.json();
  } catch {
    return;
  }
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

const timer = places.length ? setInterval(refresh, EVERY_MS) : 0;
