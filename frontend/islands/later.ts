/** What few pages need comes when the first of them does: the page that is open all day stays light. */
const chunks: Record<string, () => Promise<unknown>> = {
  "hr-article": () => import("./article"),
  "hr-choices": () => import("./choices"),
  "hr-macros": () => import("./macros"),
  "hr-ringing": () => import("./ringing"),
  "hr-visitor": () => import("./visitor"),
  "hr-push": () => import("./push"),
  "hr-ticks": () => import("./ticks"),
  "hr-suggest": () => import("./suggest"),
  "hr-suggestion": () => import("./suggestion"),
  "hr-widget-setup": () => import("./widget_setup"),
  "hr-words": () => import("./words_editor"),
  "a.file[data-preview]": () => import("./preview"),
};

let coming = 0;

/** While something is on its way the body says so (`data-coming`). */
function come(by: 1 | -1): void {
  coming += by;
  document.body.toggleAttribute("data-coming", coming > 0);
}

function look(): void {
  for (const [needed, load] of Object.entries(chunks)) {
    if (!document.querySelector(needed)) continue;
    delete chunks[needed];
    come(1);
    load().catch(() => { chunks[needed] = load; }) // no connection: asked again at the next change of the page
      .finally(() => { come(-1); });
  }
}
for (const change of ["htmx:after:swap", "htmx:after:settle"]) document.addEventListener(change, look);
look();

/** The palette opens at once, so that what is typed next is no command; what fills it may come a moment later. */
function openPalette(box: HTMLDialogElement): void {
  if (document.querySelector("dialog[open]")) return;
  const before = document.activeElement, line = box.querySelector("input");
  if (line) line.value = "";
  box.showModal();
  import("./palette").then(({ fill }) => { fill(before); }, () => { box.close(); });
}

const palette = (): HTMLDialogElement | null => document.getElementById("palette") as HTMLDialogElement | null;

document.addEventListener("keydown", (event) => {
  const box = palette();
  if (!box || event.defaultPrevented || event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (box.open) box.close(); else openPalette(box);
});

/** Whether a click chooses its row: in the margin, with Shift, or while one is choosing. */
function chooses(event: MouseEvent, row: HTMLElement): boolean {
  const { left, right } = row.getBoundingClientRect(), rtl = document.dir === "rtl";
  const inMargin = event.clientX > 0 && (rtl ? right - event.clientX : event.clientX - left) < 26;
  return inMargin || event.shiftKey || row.closest("#list")?.hasAttribute("data-choosing") === true;
}

document.addEventListener("click", (event) => {
  const target = event.target as Element, row = target.closest<HTMLElement>("#rows .row");
  if (!document.querySelector("hr-choosing")) return;
  if (target.closest("[data-choose]")) { target.closest("details")?.removeAttribute("open"); void import("./choosing").then(({ begin }) => { begin(); }); }
  if (!row || event.ctrlKey || event.metaKey || !chooses(event, row)) return;
  event.preventDefault();
  event.stopPropagation();
  void import("./choosing").then(({ pick }) => { pick(row, event.shiftKey); });
}, true);

document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyA" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.defaultPrevented) return;
  const at = document.activeElement;
  if (!document.querySelector("hr-choosing") || !(at === document.body || at?.closest("#list")) || at.matches("input, textarea, select")) return;
  event.preventDefault();
  void import("./choosing").then(({ pickShown }) => { pickShown(); });
});

// Before panes.ts opens the dialog, empty.
document.addEventListener("click", (event) => {
  const box = palette();
  if (!box || !(event.target as Element).closest('[data-opens="palette"]')) return;
  event.stopPropagation();
  openPalette(box);
}, true);
export {};
