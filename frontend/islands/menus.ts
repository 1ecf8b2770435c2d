/** Menus are native <details>; this closes them as people expect and moves through them with the arrows. */
const openMenus = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];
/** What one can choose in a menu, in order. */
export const stops = (menu: Element): HTMLElement[] =>
  [...menu.querySelectorAll<HTMLElement>(".float :is(a[href], button, input, select)")].filter((one) => one.checkVisibility() && one.getAttribute("type") !== "hidden");

function close(menu: HTMLDetailsElement, giveBack = false): void {
  menu.open = false;
  if (giveBack) menu.querySelector("summary")?.focus();
}

/** Close the innermost open menu; says whether there was one. */
export function closeMenu(): boolean {
  const menu = openMenus().at(-1);
  if (menu) close(menu, true);
  return menu !== undefined;
}

/** Keep the floating part inside the window, also when more comes into it: what lies beyond an edge is moved in. */
const floats = new ResizeObserver((changed) => {
  for (const { target } of changed) {
    const float = target as HTMLElement;
    float.style.translate = "";
    const { left, right } = float.getBoundingClientRect();
    float.style.translate = `${Math.max(8 - left, 0) || Math.min(innerWidth - 8 - right, 0)}px`;
  }
});

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLDetailsElement) || !menu.matches(".menu") || !menu.open) return;
  for (const other of openMenus()) if (other !== menu && !other.contains(menu)) close(other);
  const float = menu.querySelector(":scope > .float");
  if (float) floats.observe(float);
}, true);

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  for (const menu of openMenus()) {
    const chosen = target.closest(".item") && menu.contains(target) && menu.dataset["keep"] === undefined;
    if (chosen || !menu.contains(target)) setTimeout(() => { close(menu); });
  }
});

// A morph leaves open menus open, so that news do not close them under the hand: what is done closes its own.
document.addEventListener("submit", (event) => {
  const menu = (event.target as Element).closest<HTMLDetailsElement>("details.menu");
  if (menu?.open) setTimeout(() => { close(menu); });
});

document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof Element)) return;
  const menu = event.target.closest<HTMLDetailsElement>("details.menu");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  if (event.target.matches("textarea, select") || (!menu.open && event.key !== "ArrowDown")) return;
  event.preventDefault();
  menu.open = true;
  const all = stops(menu), at = all.indexOf(event.target as HTMLElement);
  const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1);
  all.at(Math.min(to, all.length - 1))?.focus();
});

/** The words of a line without what is drawn for the eye, such as an initial, and without why somebody may not answer. */
export function read(label: Element | null): string {
  const copy = label?.cloneNode(true) as Element | undefined;
  for (const drawn of copy?.querySelectorAll("[aria-hidden], .off-duty") ?? []) drawn.remove();
  return copy?.textContent.trim() ?? "";
}

let typed = "";

/** In an open menu a letter goes to the line that begins with it, and is no command, except what the menu itself shows (`key`). */
export function toLine(event: KeyboardEvent, key: string): boolean {
  const at = event.target, menu = at instanceof HTMLElement && at.closest("details.menu[open]");
  if (!menu || !/^[\p{L}\p{N}]$/u.test(event.key)) { typed = ""; return false; }
  const lines = stops(menu).filter((one) => one.matches(".item")), here = lines.indexOf(at);
  if (lines.some((one) => one.dataset["key"] === key)) return false;
  const find = (from: number): HTMLElement | undefined =>
    [...lines.slice(from), ...lines.slice(0, from)].find((one) => read(one.querySelector(".label")).toLocaleLowerCase().startsWith(typed));
  typed += event.key.toLocaleLowerCase();
  let found = find(Math.max(here, 0)); // Cl: stays on Cleo
  if (typed.length === 1 || !found) { typed = event.key.toLocaleLowerCase(); found = find(here + 1); } // C, C: the next one
  found?.focus();
  return true;
}

// Only Tab leaves a menu by focus: pressing the mouse inside it also moves the focus, to whatever can hold it.
document.addEventListener("keyup", (event) => {
  if (event.key !== "Tab") return;
  for (const menu of openMenus()) if (!menu.contains(document.activeElement)) close(menu);
});
