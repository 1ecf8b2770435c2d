/** The desk: which row is open, which pane a phone shows, drawers, dialogs. */
const desk = (): HTMLElement | null => document.querySelector<HTMLElement>(".desk");

/** Mark the open conversation in the list, and tell the desk which pane matters. */
function settle(): void {
  const number = /^\/conversations\/(\d+)\//.exec(location.pathname)?.[1];
  for (const row of document.querySelectorAll<HTMLElement>(".row[data-number], .chats-at-hand .one")) {
    if (row.dataset["number"] === number) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const title = document.querySelector<HTMLElement>("#head [data-title]")?.dataset["title"];
  if (number && title) document.title = title;
  document.querySelector("section#list")?.setAttribute("role", number ? "region" : "main");
  document.querySelector("section#conversation")?.setAttribute("role", number ? "main" : "region");
  const place = desk();
  if (place?.dataset["pane"]) place.dataset["pane"] = number ? "conversation" : "list";
}

export function openDrawer(name: string | undefined): void {
  const place = desk();
  if (!place) return;
  if (name && place.dataset["drawer"] !== name) place.dataset["drawer"] = name;
  else delete place.dataset["drawer"];
  const drawer = name ? document.getElementById(name) : null;
  if (place.dataset["drawer"]) drawer?.querySelector<HTMLElement>("a[href], button")?.focus();
}

/** Close a drawer; says whether one was open. */
export function closeDrawer(): boolean {
  const name = desk()?.dataset["drawer"];
  if (!name) return false;
  openDrawer(undefined);
  document.querySelector<HTMLElement>(`[data-drawer-of="${name}"]`)?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-drawer-of]");
  if (opener) { event.preventDefault(); openDrawer(opener.dataset["drawerOf"]); return; }
  if (target.closest(".scrim")) { event.preventDefault(); closeDrawer(); return; }
  const opens = target.closest<HTMLElement>("[data-opens]")?.dataset["opens"];
  if (opens) (document.getElementById(opens) as HTMLDialogElement | null)?.showModal();
  const closes = target.closest<HTMLElement>("[data-closes]")?.dataset["closes"];
  if (closes) (document.getElementById(closes) as HTMLDialogElement | null)?.close();
  if (target instanceof HTMLDialogElement) target.close(); // the dimmed ground around it
});

document.addEventListener("htmx:after:swap", (event) => {
  settle();
  const target = (event as CustomEvent<HtmxDetail>).detail.ctx.target;
  if (target instanceof Element && target.id === "conversation") delete desk()?.dataset["drawer"];
});
for (const change of ["htmx:after:history:push", "htmx:after:history:replace", "htmx:after:settle"]) document.addEventListener(change, settle);
settle();
export {};
