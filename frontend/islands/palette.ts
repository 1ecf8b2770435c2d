/** Ctrl K: everything that can be done on this page, every page, a conversation by its number, a search. */
import { use, wordsOf } from "./keys";
import { read } from "./menus";
import { say } from "./words";

interface Choice { text: string; folded: string; row: HTMLElement; run: () => void }
const MOST = 40;
const dialog = (): HTMLDialogElement | null => document.getElementById("palette") as HTMLDialogElement | null;
let articles: Choice[] = [], asked = "", asking = 0;
let choices: Choice[] = [], places: Choice[] | undefined, at = 0, before: Element | null = null;

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function option(text: string, hint = "", icon?: Element | null): HTMLElement {
  const row = document.createElement("div");
  row.className = "item";
  row.append(icon?.cloneNode(true) ?? Object.assign(document.createElement("span"), { className: "icon" }));
  row.append(Object.assign(document.createElement("span"), { className: "label", textContent: text }));
  if (hint) row.append(Object.assign(document.createElement(hint.length > 2 ? "span" : "kbd"), { className: "quiet", textContent: hint }));
  return row;
}

const choice = (text: string, run: () => void, hint = "", icon?: Element | null): Choice => ({ text, folded: fold(`${text} ${hint}`), row: option(text, hint, icon), run });

const keyOf = (one: HTMLElement): string => one.getAttribute("aria-keyshortcuts") ?? one.dataset["key"] ?? "";
const iconOf = (one: HTMLElement): Element | null => one.querySelector("svg:not(summary > svg:last-child:not(:first-child))") ?? one.closest("label")?.querySelector("svg") ?? null;

/** What has a key, and each line of the menus of the open conversation. */
function actions(): Choice[] {
  const found: Choice[] = [];
  const add = (text: string, run: () => void, hint?: string, icon?: Element | null): void => {
    if (text && !found.some((other) => other.text === text)) found.push(choice(text, run, hint, icon));
  };
  const keyed = [...document.querySelectorAll<HTMLElement>("[data-key]:not(.views *, [data-closes])")];
  for (const one of [...keyed.filter((one) => !one.closest(".rail")), ...keyed.filter((one) => one.closest(".rail"))]) {
    const usable = one.checkVisibility() || one.matches(".sr, input") || one.closest("details.menu");
    if (usable && !(one as HTMLButtonElement).disabled) add(wordsOf(one), () => { use(one); }, keyOf(one), iconOf(one));
  }
  for (const item of document.querySelectorAll<HTMLElement>("#head details.menu .item, #list-bar details.menu .item, .rail details.menu :is(button.item, .item[hx-post])")) {
    if (item.dataset["key"]) continue;
    const summary = item.closest("details")?.querySelector<HTMLElement>("summary");
    const name = (summary ? wordsOf(summary) : "").split(":")[0] ?? "", text = read(item.querySelector(".label")), away = item.querySelector(".off-duty")?.textContent.trim() ?? "";
    if (!item.hasAttribute("aria-current")) add(name ? `${name}: ${text}` : text, () => { item.click(); }, away, iconOf(item) ?? (summary && iconOf(summary)));
  }
  return found;
}

async function load(): Promise<void> {
  const url = dialog()?.dataset["places"];
  if (places || !url) return;
  const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
  if (!answer.ok || answer.redirected) return;
  places = linksOf(await answer.text());
}

function linksOf(html: string): Choice[] {
  const page = new DOMParser().parseFromString(html, "text/html");
  return [...page.querySelectorAll<HTMLAnchorElement>("a.item")].map((link) => {
    const [label, hint] = [link.querySelector(".label")?.textContent ?? "", link.querySelector(".quiet")?.textContent ?? ""];
    return choice(label, () => { location.assign(link.href); }, hint, link.querySelector("svg"));
  });
}

/** Articles are searched by the server, once the typing pauses. */
function lookUp(question: string, redraw: () => void): void {
  const url = dialog()?.dataset["articles"];
  if (question !== asked) articles = [];
  asked = question;
  clearTimeout(asking);
  if (!url || question.length < 3 || /^#?\d+$/.test(question)) return;
  asking = window.setTimeout(() => {
    void fetch(`${url}?${new URLSearchParams({ q: question }).toString()}`, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).then(async (answer) => {
      const found = answer.ok && !answer.redirected ? linksOf(await answer.text()) : [];
      if (asked !== question || !found.length) return;
      articles = found;
      redraw();
    }).catch(() => { /* no connection: everything else is still there */ });
  }, 200);
}

/** Every word must be there; what begins with the first one comes first. */
function matching(all: Choice[], question: string): Choice[] {
  const words = fold(question).split(/\s+/).filter(Boolean);
  const found = all.filter((one) => words.every((word) => one.folded.includes(word)));
  const rank = (one: Choice): number => (one.folded.startsWith(words[0] ?? "") ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function elsewhere(question: string): Choice[] {
  const found: Choice[] = [], number = /^#?(\d{1,9})$/.exec(question)?.[1], search = dialog()?.dataset["search"];
  if (number) found.push(choice(say("toNumber", { number }), () => { location.assign(`/conversations/${number}/`); }));
  if (question && search) found.push(choice(say("searchFor", { words: question }), () => { location.assign(`${search}?${new URLSearchParams({ q: question }).toString()}`); }));
  return found;
}

function draw(all: Choice[], kept?: Choice): void {
  const box = dialog(), list = box?.querySelector("#palette-list"), line = box?.querySelector<HTMLInputElement>("input");
  if (!box || !list || !line) return;
  const question = line.value.trim(), more = elsewhere(question), found = matching(all, question);
  choices = /^#?\d+$/.test(question) ? [...more, ...found] : [...found, ...articles, ...more];
  at = Math.max(0, choices.findIndex((one) => one.text === kept?.text)); // what comes late does not take the place of what was chosen
  list.replaceChildren(...choices.map((one, index) => {
    one.row.id = `palette-${index}`;
    one.row.setAttribute("role", "option");
    one.row.onclick = () => { go(one); };
    return one.row;
  }));
  const told = box.querySelector<HTMLElement>("[role=status]");
  if (told) told.textContent = choices.length ? "" : told.dataset["none"] ?? "";
  mark();
}

function mark(): void {
  choices.forEach((one, index) => { one.row.setAttribute("aria-selected", String(index === at)); });
  const line = dialog()?.querySelector("input");
  if (choices[at]) line?.setAttribute("aria-activedescendant", `palette-${at}`); else line?.removeAttribute("aria-activedescendant");
  choices[at]?.row.scrollIntoView({ block: "nearest" });
}

function go(one: Choice | undefined): void {
  if (!one) return;
  dialog()?.close();
  if (before instanceof HTMLElement) before.focus();
  one.run();
}

/** Fill the dialog that `later.ts` has opened; `from` had the focus, and gets it back. */
export function fill(from: Element | null): void {
  const box = dialog(), line = box?.querySelector<HTMLInputElement>("input");
  if (!box?.open || !line) return;
  before = from;
  const here = actions();
  const all = (): Choice[] => [...here, ...(places ?? [])];
  articles = [];
  asked = "";
  line.oninput = () => { lookUp(line.value.trim(), () => { if (box.open) draw(all(), choices[at]); }); draw(all()); };
  draw(all());
  void load().then(() => { if (box.open) draw(all()); });
}

document.addEventListener("keydown", (event) => {
  if (!dialog()?.open || event.isComposing) return;
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by && choices.length) { event.preventDefault(); at = (at + by + choices.length) % choices.length; mark(); }
  if (event.key === "Enter") { event.preventDefault(); go(choices[at]); }
});
