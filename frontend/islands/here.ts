/** Who else is here, and who writes: in the head of the open conversation (<hr-here data-number>), and on the rows of the list. */
import { Island, define } from "./island";
import { say } from "./words";

interface Person { id: number; name: string; initials: string; hue: number; writes?: "reply" | "note" }
interface Circle { number: number; people: Person[]; more: number }
export interface Circles { whole: boolean; circles: Circle[] }

const FADE = 30_000; // as long as the server believes that somebody is there
const rows = new Map<number, Circle>();
const said = new Set<string>(); // who was said to write what, in words that are read out
let head: Circle | undefined;

/** News of the open conversation; a newcomer is said once. */
export function meet(data: string): void {
  const now = JSON.parse(data) as Circle;
  const known = new Set(head?.number === now.number ? head.people.map((one) => one.id) : []);
  head = now;
  drawHead();
  const fresh = now.people.filter((one) => !known.has(one.id) || isNews(now.number, one));
  const spoken = document.getElementById("spoken");
  if (fresh.length && spoken) spoken.textContent = sentence({ ...now, people: fresh, more: 0 });
}

/** Whether somebody begins to write: who pauses and goes on is not said again. */
function isNews(number: number, one: Person): boolean {
  const key = `${number} ${one.id} ${one.writes ?? ""}`;
  if (!one.writes || said.has(key)) return false;
  said.add(key);
  return true;
}

/** News of the list: all circles, or those that changed. */
export function gather(news: Circles): void {
  if (news.whole) rows.clear();
  for (const circle of news.circles) {
    if (circle.people.length) rows.set(circle.number, circle); else rows.delete(circle.number);
  }
  drawRows();
}

/** All that is known of the list, for a tab that has just been opened. */
export function gathered(): Circles { return { whole: true, circles: [...rows.values()] }; }

/** The list is drawn by the server, which does not know who is here: after each swap the marks are put back, before anything is painted. */
export function watchRows(signal: AbortSignal): void {
  const list = document.getElementById("list");
  if (!list) return;
  const watch = new MutationObserver(() => { drawRows(); watch.takeRecords(); });
  watch.observe(list, { childList: true, subtree: true });
  signal.addEventListener("abort", () => { watch.disconnect(); });
}

/** Whether a line is up: when it stays cut, nobody is known to be here any more. */
function fading(forget: () => void): (live: boolean) => void {
  let timer = 0;
  return (live) => {
    if (!live) { timer ||= window.setTimeout(forget, FADE); return; }
    clearTimeout(timer);
    timer = 0;
  };
}
export const headLine = fading(() => { head = undefined; drawHead(); });
export const rowsLine = fading(() => { gather({ whole: true, circles: [] }); });

function names({ people, more }: Circle): string {
  const all = people.map((one) => one.name);
  if (more) all.push(`+${more}`);
  return new Intl.ListFormat(document.documentElement.lang).format(all);
}

/** Who writes, in words; empty when nobody does. */
function writing(circle: Circle): string {
  const [first, ...others] = circle.people.filter((one) => one.writes);
  if (!first) return "";
  if (others.length) return say("writesMany", { names: names({ ...circle, people: [first, ...others], more: 0 }) });
  return say(first.writes === "note" ? "writesNote" : "writesReply", { name: first.name });
}

function sentence(circle: Circle): string {
  const looking = { ...circle, people: circle.people.filter((one) => !one.writes) };
  const count = looking.people.length + looking.more, only = count === 1 ? looking.people[0] : undefined;
  const look = only ? say("hereOne", { name: only.name }) : count ? say("hereMany", { names: names(looking) }) : "";
  return [writing(circle), look].filter(Boolean).join(" ");
}

/** An eye, or a pencil where somebody writes, some avatars, and the same in words; `label` are words that are seen. */
function mark(circle: Circle, shown: number, words: string, label: string): Node[] {
  const icons = document.querySelector<HTMLTemplateElement>("hr-live > template")?.content.children;
  const icon = icons?.[writing(circle) ? 1 : 0]?.cloneNode(true);
  const stack = Object.assign(document.createElement("span"), { className: "stack" });
  stack.setAttribute("aria-hidden", "true");
  for (const one of circle.people.slice(0, shown)) {
    const avatar = Object.assign(document.createElement("span"), { className: "avatar", textContent: one.initials });
    avatar.dataset["hue"] = String(one.hue);
    avatar.dataset["size"] = "s";
    stack.append(avatar);
  }
  const others = Math.max(0, circle.people.length - shown) + circle.more;
  const rest = Object.assign(document.createElement("span"), { className: "num", textContent: others ? `+${others}` : "" });
  rest.setAttribute("aria-hidden", "true");
  const says = Object.assign(document.createElement("span"), { className: "says", textContent: label });
  says.setAttribute("aria-hidden", "true");
  return [...(icon ? [icon] : []), stack, ...(others ? [rest] : []), ...(label ? [says] : []), Object.assign(document.createElement("span"), { className: "sr", textContent: words })];
}

/** Draw into a place, unless it shows the same already. */
function draw(place: HTMLElement, circle: Circle, shown: number, words: string, label = ""): void {
  const key = JSON.stringify(circle);
  if (place.dataset["shows"] === key && place.hasChildNodes()) return;
  place.replaceChildren(...(circle.people.length ? mark(circle, shown, words, label) : []));
  place.dataset["shows"] = key;
  place.title = circle.people.length ? words : "";
}

function drawHead(): void {
  for (const place of document.querySelectorAll<HTMLElement>("hr-here")) {
    const circle = head?.number === Number(place.dataset["number"]) ? head : { number: 0, people: [], more: 0 };
    draw(place, circle, 4, sentence(circle), writing(circle));
  }
}

function drawRows(): void {
  for (const place of document.querySelectorAll<HTMLElement>("#list .row .here")) {
    if (!rows.has(Number(place.closest<HTMLElement>(".row")?.dataset["number"]))) place.remove();
  }
  for (const circle of rows.values()) {
    const facts = document.querySelector<HTMLElement>(`#row-${circle.number} .facts`);
    if (!facts) continue;
    let place = facts.querySelector<HTMLElement>(".here");
    if (!place) facts.prepend(place = Object.assign(document.createElement("span"), { className: "here" }));
    draw(place, circle, 2, [writing(circle), say("hereRow", { names: names(circle) })].filter(Boolean).join(" "));
  }
}

class Here extends Island {
  protected override wake(): void {
    const watch = new MutationObserver(drawHead); // the server draws the head anew, and nobody in it
    watch.observe(this, { childList: true });
    this.signal.addEventListener("abort", () => { watch.disconnect(); });
    drawHead();
  }
}

define("hr-here", Here);
