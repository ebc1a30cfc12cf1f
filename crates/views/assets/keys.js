// Keys of the officers' desk. Every key only presses something that is on the page, so nothing depends on them.
// No single letters: Telex and VNI typing would eat them.

const at = (selector) => document.querySelector(selector);
const typing = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function focusOr(selector, address) {
  const field = at(selector);
  if (field) {
    field.focus();
    field.select?.();
  } else {
    location.assign(address);
  }
}

function press(selector) {
  const button = at(selector);
  button?.click();
  return Boolean(button);
}

function submitHere(element) {
  if (press("[data-receive]")) return;
  const form = element.closest("form");
  form?.requestSubmit(form.querySelector("button[type=submit]"));
}

// The action of a key, or undefined when the key is not ours.
function action(event) {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (metaKey || shiftKey) return undefined;
  if (altKey && !ctrlKey) {
    if (/^(Digit|Numpad)1$/.test(code)) return () => focusOr("#scan", "/desk/intake");
    if (/^(Digit|Numpad)2$/.test(code)) return () => focusOr("#procedure", "/desk/intake");
    if (/^(Digit|Numpad)9$/.test(code)) return () => press("[data-hand-over]") || location.assign("/desk/handover");
    return undefined;
  }
  if (ctrlKey) return key === "Enter" && !altKey ? () => submitHere(event.target) : undefined;
  switch (key) {
    case "F1": return () => location.assign("/desk/shortcuts");
    case "F2": return () => focusOr("#scan", "/desk/intake");
    case "F4": return () => focusOr("#procedure", "/desk/intake");
    case "F8": return at("[data-supplement]") ? () => press("[data-supplement]") : undefined;
    case "F9": return at("[data-receive]") ? () => press("[data-receive]") : undefined;
    default: return undefined;
  }
}

// Arrows move between the rows of a list, Space picks, Enter opens (it is a link).
function rows(event) {
  const table = at("[data-inbox]");
  if (!table || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return false;
  const list = [...table.tBodies[0].rows];
  const here = list.indexOf(event.target.closest("tr"));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = here < 0 ? 0 : here + (event.key === "ArrowDown" ? 1 : -1);
    const link = list[Math.max(0, Math.min(list.length - 1, next))]?.querySelector("a");
    link?.focus();
    return Boolean(link);
  }
  if (event.key === " " && here >= 0 && event.target.tagName === "A") {
    const box = list[here].querySelector("input[type=checkbox]");
    box?.click();
    return Boolean(box);
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const act = action(event);
  if (act) {
    event.preventDefault();
    act();
  } else if (rows(event)) {
    event.preventDefault();
  }
});

document.addEventListener("focusin", (event) => {
  for (const row of document.querySelectorAll(".hn-row--on")) row.classList.remove("hn-row--on");
  event.target.closest?.("[data-inbox] tbody tr")?.classList.add("hn-row--on");
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});

// A receipt opened right after intake prints at once; afterwards Enter goes on to the next dossier.
if (new URLSearchParams(location.search).has("print")) {
  addEventListener("load", () => document.fonts.ready.then(() => print()));
}
addEventListener("afterprint", () => at("[data-after-print]")?.focus());
