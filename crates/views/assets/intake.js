// Procedure suggestions on the intake page, and the papers and due date of the chosen one. Without this script the
// button "look-up" brings the same from the server.

const form = document.querySelector("#intake");
if (form) attach(form.querySelector("#procedure"), form.querySelector("#procedure-list"));

function attach(field, list) {
  const status = form.querySelector("#procedure-status");
  let timer = 0;
  let asked = "";
  let active = -1;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].firstChild.textContent.trim());

  const open = () => !list.hidden;
  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    active = index;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    if (index >= 0) {
      field.setAttribute("aria-activedescendant", options()[index].id);
      options()[index].scrollIntoView({ block: "nearest" });
    }
  }

  function show(hits) {
    list.replaceChildren(...hits.map((hit, index) => {
      const option = document.createElement("li");
      option.id = `procedure-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.code = hit.code;
      option.textContent = `${hit.code} · ${hit.name}${hit.term ? ` · ${hit.term}` : ""}`;
      return option;
    }));
    status.textContent = hits.length ? status.dataset.found.replace("{}", hits.length) : status.dataset.none;
    list.hidden = hits.length === 0;
    field.setAttribute("aria-expanded", String(hits.length > 0));
    if (hits.length) mark(0);
  }

  async function suggest() {
    const q = field.value.trim();
    asked = q;
    if (q.length < 2) return close();
    try {
      const answer = await fetch(`/desk/intake/procedures?q=${encodeURIComponent(q)}`, { headers: { accept: "application/json" } });
      if (answer.ok && asked === q) show(await answer.json());
    } catch {
      close();
    }
  }

  async function choose(code) {
    clearTimeout(timer);
    asked = "";
    field.value = code;
    close();
    try {
      const answer = await fetch(`/desk/intake/procedure?code=${encodeURIComponent(code)}`, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      document.querySelector("#intake-procedure").innerHTML = await answer.text();
    } catch {
      form.querySelector("button[value=look-up]").click();
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 120);
  });
  field.addEventListener("keydown", async (event) => {
    if (event.ctrlKey || event.altKey || event.isComposing) return;
    const count = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open()) return;
      event.preventDefault();
      mark((active + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      // Faster than the list: ask for what stands there now, then take the first.
      if (asked !== field.value.trim()) await suggest();
      const option = options()[Math.max(active, 0)];
      if (open() && option) choose(option.dataset.code);
      else form.querySelector("button[value=look-up]").click();
    } else if (event.key === "Escape") {
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option.dataset.code);
  });
  field.addEventListener("blur", close);
  // Another case, answer or channel means another term, fee and other papers; what was ticked and typed stays. A case chosen
  // by hand stands; an answer chooses it anew.
  form.addEventListener("change", async (event) => {
    const { name } = event.target;
    const box = document.querySelector("#intake-procedure");
    const known = box.querySelector("[name=documents_of]");
    const answered = name.startsWith("a.");
    if (!known || !box.querySelector("#case") || !(answered || ["case", "channel"].includes(name))) return;
    const asked = new URLSearchParams({ code: known.value, channel: form.querySelector("#channel").value });
    if (!answered) asked.set("case", box.querySelector("#case").value);
    if (name !== "case") for (const answer of box.querySelectorAll("select[name^='a.']")) asked.set(answer.name, answer.value);
    try {
      const answer = await fetch(`/desk/intake/procedure?${asked}`, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const typed = new Map([...box.querySelectorAll("input[name^='doc.']")].map((input) => [input.name, input]));
      box.innerHTML = await answer.text();
      for (const input of box.querySelectorAll("input[name^='doc.']")) {
        const before = typed.get(input.name);
        if (before) [input.checked, input.value] = [before.checked, before.value];
      }
      if (name !== "channel") form.elements.namedItem(name)?.focus();
    } catch {
      form.querySelector("button[value=look-up]").click();
    }
  });
}

// A ticked paper counts as one original until somebody says otherwise.
form?.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked || !box.name.endsWith(".have")) return;
  const count = (kind) => form.elements.namedItem(box.name.replace(/have$/, kind));
  const originals = count("originals");
  if (originals && !+originals.value && !+count("copies")?.value) originals.value = "1";
});
