// The help center with a script: answers as one types, the articles read before a contact, print. All of it works without.
export {};

const WAIT = 150; // ms after the last key
const MOST_READ = 5;

function answersBelow(input: HTMLInputElement): void {
  const form = input.form;
  if (!form) return;
  const box = document.createElement("div");
  box.className = "answers";
  box.hidden = true;
  box.id = `answers-${document.querySelectorAll(".answers").length}`;
  form.append(box);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": box.id })) input.setAttribute(name, value);
  let timer = 0, asked = new AbortController(), at = -1;

  const options = (): HTMLElement[] => [...box.querySelectorAll<HTMLElement>("[role=option]")];
  const show = (isOpen: boolean): void => {
    box.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen && options().length > 0));
    if (!isOpen) mark(-1);
  };
  const mark = (index: number): void => {
    at = index;
    options().forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    const chosen = options()[at];
    if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = async (): Promise<void> => {
    asked.abort();
    asked = new AbortController();
    const words = input.value.trim();
    if (words.length < 2) { show(false); return; }
    try {
      const answer = await fetch(`${form.action}?${new URLSearchParams({ q: words, part: "1" })}`, { signal: asked.signal });
      if (!answer.ok) return;
      box.innerHTML = await answer.text();
      options().forEach((one, index) => { one.id = `${box.id}-${index}`; });
      mark(-1);
      show(box.childElementCount > 0 && document.activeElement === input);
    } catch { /* a newer question, or no line: Enter still works */ }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = window.setTimeout(() => void ask(), WAIT); });
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape" && !box.hidden) { event.preventDefault(); show(false); return; }
    if (box.hidden || event.isComposing || !all.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((at + step + all.length + (at < 0 && step < 0 ? 1 : 0)) % all.length);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      all[at]?.click();
    }
  });
  input.addEventListener("focus", () => { if (box.childElementCount) show(true); });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget as Node | null)) show(false); });
  box.addEventListener("mousedown", (event) => event.preventDefault());
}

// The articles read go on in the address of the next page of ours, and leave it there at once: nothing is kept.
function carryOn(): void {
  const seen = document.body.dataset["seen"];
  const here = new URL(location.href);
  const told = document.body.dataset["page"] === "article" ? ["seen", "q"] : ["seen"];
  if (told.some((name) => here.searchParams.has(name))) {
    for (const name of told) here.searchParams.delete(name);
    history.replaceState(history.state, "", here);
  }
  if (!seen) return;
  const read = seen.split(".").slice(-MOST_READ).join(".");
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
    if (!link || link.origin !== location.origin || !link.pathname.startsWith("/help/")) return;
    if (link.pathname === location.pathname && link.hash) return;
    const to = new URL(link.href);
    if (to.searchParams.has("seen")) return;
    to.searchParams.set("seen", read);
    link.href = to.href;
  }, { capture: true });
  for (const form of document.querySelectorAll<HTMLFormElement>("form.seek")) {
    form.addEventListener("submit", () => {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "seen", value: read });
      form.append(field);
    });
  }
}

// Which heading one reads, in the list beside.
function followHeadings(): void {
  const links = new Map([...document.querySelectorAll<HTMLAnchorElement>(".toc a")].map((one) => [decodeURIComponent(one.hash.slice(1)), one]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter((one) => one !== null);
  if (!headings.length) return;
  const mark = (): void => {
    const passed = headings.filter((one) => one.getBoundingClientRect().top < 120).at(-1) ?? headings[0];
    for (const [id, link] of links) {
      if (id === passed?.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waits = false;
  addEventListener("scroll", () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => { waits = false; mark(); });
  }, { passive: true });
  mark();
}

document.querySelectorAll<HTMLInputElement>("[data-seek]").forEach(answersBelow);
carryOn();
followHeadings();
// The reader's own time zone is chosen already, where the page does not know one; nobody lives by UTC, machines do.
for (const one of document.querySelectorAll<HTMLSelectElement>("[data-zone-here]:not([data-known])")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here !== "UTC" && [...one.options].some((option) => option.value === here)) one.value = here;
}
for (const one of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  one.hidden = false;
  one.addEventListener("click", () => print());
}
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(".tongue[open]")) if (!menu.contains(event.target as Node)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(".tongue[open]")) { menu.open = false; menu.querySelector("summary")?.focus(); }
});
