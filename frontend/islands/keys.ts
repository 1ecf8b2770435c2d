/** Single keys. What a key does stands on the page: `data-key="e"` on the button that does it, `data-key="g m"` for two strokes. */
import { closeMenu, stops, toLine } from "./menus";
import { closeDrawer } from "./panes";
import { toast } from "./toasts";
import { say } from "./words";

const CODES: Record<string, string> = { Slash: "/", BracketLeft: "[", BracketRight: "]", Digit1: "!", Digit3: "#" };
/** Keys that this agent has chosen instead: own name → the key to press (see ui/keymap.py). */
const chosen = JSON.parse(document.body.dataset["keymap"] ?? "{}") as Record<string, string>;
const meant = new Map(Object.entries(chosen).map(([key, pressed]) => [pressed, key]));
let first = "", since = 0, foreign = /^(ru|uk|bg|sr|el|ar|he|fa|ka|hy)/.test(document.documentElement.lang);

/** The key as its Latin letter, also on a Cyrillic, Greek or Arabic layout. */
function stroke(event: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
  if (letter && event.key.length === 1 && event.key.charCodeAt(0) > 127) { foreign = true; return event.shiftKey ? letter.toUpperCase() : letter; }
  if (foreign && event.code === "Slash") return event.shiftKey ? "?" : "/";
  if (foreign && CODES[event.code] && event.key.length === 1 && event.key.charCodeAt(0) > 127) return CODES[event.code] ?? event.key;
  return event.key;
}

/** Single keys rest in fields, and in the whole composer: who has just clicked "Note" is about to write. */
const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.closest(".composer") !== null || target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])"));

/** An entry of a menu has its key also while the menu is shut. */
const inShutMenu = (one: HTMLElement): boolean => Boolean(one.closest("details")?.querySelector("summary")?.checkVisibility());

/** What a pressed key stands for; a key whose meaning moved elsewhere stands for nothing. */
const meaning = (pressed: string): string => meant.get(pressed) ?? (pressed in chosen ? "" : pressed);
const shown = (key: string): string => chosen[key] ?? key;

function find(keys: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(`[data-key~="${CSS.escape(keys.split(" ")[0] ?? "")}"], [data-key="${CSS.escape(keys)}"]`)]
    .find((one) => one.dataset["key"] === keys && (one.checkVisibility() || one.matches(".sr, input") || inShutMenu(one)));
}

/** Do what the element does: click it, open it, or write in it. */
export function use(element: HTMLElement): void {
  if (element.matches("input[type=radio]")) {
    element.click();
    const form = element.closest("form"); // a forward begins with the line To, which has taken the focus by now
    if (!form?.querySelector(".copies :focus")) form?.querySelector<HTMLElement>("[role=textbox], textarea")?.focus();
    return;
  }
  if (element.matches("textarea, select, input")) { element.focus(); return; }
  element.click();
  // at once: the next key may be the first letter of a tag, and must not be taken for a command
  if (element.tagName === "SUMMARY" && element.parentElement) stops(element.parentElement)[0]?.focus();
}

const LINES = ".chats-at-hand .one, .row, .result";

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(LINES)].filter((row) => row.checkVisibility());
  const here = rows.findIndex((row) => row === document.activeElement);
  const at = here >= 0 ? here : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const row = at < 0 ? rows[0] : rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
  if (row && row !== rows[at] && rows.some((one) => one.hasAttribute("aria-current"))) { way = by; show(row); }
}

let wanted: HTMLElement | undefined, opening: HTMLElement | undefined, way: 1 | -1 = 1;

/** Beside an open conversation the next one opens at once; whoever goes on quickly sees where they stop. */
function show(row: HTMLElement): void {
  wanted = row;
  if (opening?.isConnected) return;
  opening = row;
  row.click();
}

document.addEventListener("htmx:finally:request", (event) => {
  if (event.target !== opening) return;
  const shown = opening;
  opening = undefined;
  if (wanted?.isConnected && wanted !== event.target) { show(wanted); return; }
  wanted = undefined;
  if (shown.matches(".row")) void import("./ahead").then(({ fetchAfter }) => { fetchAfter(shown, way); }, () => undefined);
});

/** The box of the line one stands on, or of the first one. */
function lineBox(): HTMLInputElement | null {
  const line = document.activeElement?.closest(".article-row") ?? document.querySelector(".article-row");
  return line?.querySelector<HTMLInputElement>("input[name=chosen]") ?? null;
}

/** Choose the row one stands on, or the one that is open, to change it together with others. */
function choose(): void {
  const row = document.activeElement?.closest<HTMLElement>(".row") ?? document.querySelector<HTMLElement>(".row[aria-current], .row");
  void import("./choosing").then(({ toggle }) => { toggle(row); });
}

function builtIn(key: string): boolean {
  if (key === "z") { toast(say("tooLate"), "error"); return true; }
  const [first] = document.querySelectorAll<HTMLElement>(LINES);
  if (!first) return false;
  if (key === "j" || key === "k") { step(key === "j" ? 1 : -1); return true; }
  if (key === "x" && document.querySelector("hr-choosing")) { choose(); return true; }
  if (key === "x" && lineBox()) { lineBox()?.click(); return true; }
  // a list that was just opened begins with its first line
  const row = document.activeElement?.closest<HTMLElement>(LINES) ?? (document.querySelector(".row[aria-current]") ? undefined : first);
  if (key === "o" && row) { row.click(); return true; }
  return false;
}

function escape(event: KeyboardEvent): void {
  if (document.querySelector("dialog[open]")) return; // the browser closes it
  if (closeMenu() || closeDrawer()) { event.preventDefault(); return; }
  if (writing(event.target)) (event.target as HTMLElement).blur();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { escape(event); return; }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (writing(event.target) || document.querySelector("dialog[open]")) return;
  const pressed = stroke(event), key = first ? pressed : meaning(pressed);
  if (!first && toLine(event, key)) { event.preventDefault(); return; }
  if (!key || document.body.dataset["keys"] === "off") return;
  const pair = first && Date.now() - since < 1500 ? find(`${first} ${key}`) : undefined;
  first = "";
  const element = pair ?? find(key);
  if (element) { event.preventDefault(); use(element); return; }
  if (builtIn(key)) { event.preventDefault(); return; }
  if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) { first = key; since = Date.now(); }
});

/** A field that holds one key takes the next one pressed, in its Latin name. */
document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.target.dataset["oneKey"] === undefined) return;
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.target.value = stroke(event);
});

/** Hints name the key one has chosen. */
export function relabel(): void {
  for (const one of document.querySelectorAll<HTMLElement>("[data-key]:not([data-relabelled])")) {
    const key = one.dataset["key"] ?? "", own = chosen[key];
    if (own === undefined) continue;
    one.dataset["relabelled"] = "";
    if (own) one.setAttribute("aria-keyshortcuts", own); else one.removeAttribute("aria-keyshortcuts");
    if (one.title) one.title = one.title.replace(/ {2}\S+$/, own && `  ${own}`);
    for (const hint of one.querySelectorAll("kbd")) if (hint.textContent === key) hint.textContent = own;
  }
}
if (Object.keys(chosen).length) {
  relabel();
  document.addEventListener("htmx:after:swap", relabel);
}

/** What an element with a key does, in words. */
export function wordsOf(element: HTMLElement): string {
  const words = element.dataset["keyLabel"] ?? element.getAttribute("aria-label") ?? element.title.split("  ")[0] ?? "";
  return (words || element.querySelector(".label, span")?.textContent || element.textContent || "").replace(/\s+/g, " ").trim();
}

/** What is typed in the words themselves, and opens a list there; no single keys, so nobody chooses others. */
function whileWriting(): [string, string][] {
  const found: [string, string][] = [];
  for (const [key, selector] of [["/", "[data-pick]"], ["??", "[data-article]"]] as const) {
    const button = document.querySelector<HTMLElement>(`.composer ${selector}`);
    if (button) found.push([key, wordsOf(button)]);
  }
  if (document.querySelector("hr-composer[data-caret]")) found.push(["@", say("keyMention")], ["#", say("keyNumber")]);
  return found.map(([key, name]) => [` ${key}`, say("keyWriting", { name })]);
}

/** The list of keys shows what exists on this page, no more. */
function lines(): [string, string][] {
  const found: [string, string][] = [];
  if (document.querySelector(LINES)) found.push(["j", say("keyNext")], ["k", say("keyPrevious")], ["o", say("keyOpen")]);
  const ticks = document.querySelector<HTMLElement>("hr-ticks[data-says]");
  if (ticks ?? document.querySelector("hr-choosing")) found.push(["x", ticks?.dataset["says"] ?? say("keyChoose")]);
  if (shown("z") && document.querySelector(".composer, .row")) found.push(["z", say("keyUndo")]);
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const key = element.dataset["key"] ?? "";
    const text = wordsOf(element);
    if (shown(key) && !found.some(([known]) => known === key)) found.push([key, key.startsWith("g ") ? say("keyGo", { name: text }) : text]);
  }
  const palette = document.querySelector<HTMLElement>('[data-opens="palette"]');
  if (palette) found.push(["Ctrl K", wordsOf(palette)]);
  if (document.querySelector(".composer")) found.push(...whileWriting(), ["Ctrl ⏎", say("keySend")]);
  found.push(["Esc", say("keyClose")]);
  return found;
}

document.addEventListener("click", (event) => {
  const list = document.querySelector("[data-keys-list]");
  if (!list || !(event.target as Element).closest('[data-opens="keys"]')) return;
  list.replaceChildren(...lines().map(([name, text]) => {
    const key = shown(name);
    const row = document.createElement("div"), keys = document.createElement("dd");
    row.append(Object.assign(document.createElement("dt"), { textContent: text }), keys);
    key.trim().split(" ").forEach((one, index) => {
      if (index && key.startsWith("g ")) keys.append(say("then"));
      keys.append(Object.assign(document.createElement("kbd"), { textContent: one }));
    });
    return row;
  }));
}, true);
