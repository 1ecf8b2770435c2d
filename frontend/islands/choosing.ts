/** Choose rows of the list with x, Shift, Ctrl A or in their margin; what can be done to them stands above (<hr-choosing data-url>). */
import { relabel } from "./keys";
import { say } from "./words";

type Row = HTMLElement;
const chosen = new Set<string>();
let every = false, last: Row | undefined, filling: Promise<void> | undefined;

const list = document.getElementById("list");
const place = (): HTMLElement | null => document.querySelector("hr-choosing");
const rows = (): Row[] => [...document.querySelectorAll<Row>("#rows .row")];
const numberOf = (row: Row): string => row.dataset["number"] ?? "";

/** Choose a row, or leave it out again. */
export function toggle(row: Row | null): void {
  if (!row) return;
  const number = numberOf(row);
  if (every || chosen.has(number)) { every = false; chosen.delete(number); } else chosen.add(number);
  last = row;
  tell();
}

/** Choose a row with the mouse; with Shift all from the last one on. */
export function pick(row: Row, range: boolean): void {
  const all = rows(), from = last ? all.indexOf(last) : -1, to = all.indexOf(row);
  if (!range || from < 0) { toggle(row); return; }
  for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) chosen.add(numberOf(one));
  last = row;
  tell();
}

/** Choose all rows that are shown. */
export function pickShown(): void {
  for (const row of rows()) chosen.add(numberOf(row));
  tell();
}

/** From now on a tap on a row chooses it. */
export function begin(): void {
  list?.setAttribute("data-choosing", "");
  tell();
}

function none(): void {
  chosen.clear();
  every = false;
  last = undefined;
  list?.removeAttribute("data-choosing");
  tell();
}

function tell(): void {
  draw();
  const spoken = document.getElementById("spoken");
  if (spoken) spoken.textContent = words();
}

/** Whether something is chosen, or about to be. */
const isChoosing = (): boolean => every || chosen.size > 0 || list?.hasAttribute("data-choosing") === true;

/** How many all in the view are, the button says. */
const words = (): string => every ? place()?.querySelector("[data-every]")?.textContent ?? "" : say("chosen", { count: String(chosen.size) });

/** The list is drawn by the server, which knows nothing of this: after each swap the marks are put back. */
function draw(): void {
  for (const row of rows()) {
    const is = every || chosen.has(numberOf(row));
    const said = row.querySelector(".picked");
    if (is === "picked" in row.dataset && is === (said !== null)) continue;
    row.toggleAttribute("data-picked", is);
    said?.remove();
    if (is) row.append(Object.assign(document.createElement("span"), { className: "sr picked", textContent: say("chosen", { count: "" }).trim() }));
  }
  if (isChoosing()) void fill().then(update); else place()?.replaceChildren();
}

function update(): void {
  const form = place()?.querySelector("form"), numbers = form?.querySelector<HTMLInputElement>("[name=numbers]"), told = form?.querySelector("[data-chosen]");
  if (!form || !numbers || !told) return;
  numbers.value = every ? "" : [...chosen].join(",");
  told.textContent = words();
  form.querySelector("[data-every]")?.toggleAttribute("hidden", every);
  for (const button of form.querySelectorAll<HTMLButtonElement>("[name=step], [data-more]")) button.disabled = !every && chosen.size === 0;
}

async function load(box: HTMLElement): Promise<void> {
  const answer = await fetch(box.dataset["url"] ?? "", { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) { box.textContent = say("failed"); return; }
  if (!isChoosing()) return; // left out again before the bar was there
  box.innerHTML = await answer.text();
  htmx.process(box);
  relabel();
  box.querySelector("[data-none]")?.addEventListener("click", none);
  box.querySelector("[data-every]")?.addEventListener("click", () => { every = true; tell(); });
  box.querySelector("[data-more]")?.addEventListener("click", (event) => { event.preventDefault(); more(box); });
}

/** Everything else that can be done, on a page of its own. */
function more(box: HTMLElement): void {
  const form = box.querySelector("form"), address = new URL(form?.action ?? "", location.href);
  address.searchParams.set("numbers", form?.querySelector<HTMLInputElement>("[name=numbers]")?.value ?? "");
  location.assign(address);
}

function fill(): Promise<void> {
  const box = place();
  if (!box || box.querySelector("form")) return Promise.resolve();
  return filling ??= load(box).finally(() => { filling = undefined; });
}

// A row that only changes is drawn into the one that stands there: then it is the marks alone that vanish.
const isOurs = (change: MutationRecord): boolean => (change.target as Element).closest("hr-choosing") !== null;
if (list) new MutationObserver((changes) => { if ((chosen.size || every) && !changes.every(isOurs)) draw(); })
  .observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-picked"] });
document.addEventListener("htmx:after:request", (event) => { if (event.target instanceof Element && event.target.matches("hr-choosing form")) setTimeout(none); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], details[open]")) return;
  if (isChoosing()) none();
});
