import { toast } from "./toasts";
import { say } from "./words";

/** A list over the composer from which one picks: a line to search in, what was found, and the chosen one beside it. */
export interface PickPanel { panel: HTMLElement; input: HTMLInputElement; list: HTMLElement; shown: HTMLElement }

/** `id` is the list's own; `title` and `search` say to a screen reader what is picked, and what the line looks for. */
export function pickPanel(className: string, id: string, title: string, search: string): PickPanel {
  const panel = document.createElement("div"), input = document.createElement("input"), list = document.createElement("ul"), shown = document.createElement("div"), both = document.createElement("div");
  panel.className = className;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", title);
  Object.assign(input, { type: "text", className: "input", placeholder: search, autocomplete: "off", dir: "auto" });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-label": search, "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": id })) input.setAttribute(name, value);
  list.id = id;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", title);
  both.className = "both";
  shown.className = "shown";
  both.append(list, shown);
  panel.append(input, both);
  return { panel, input, list, shown };
}

/** What was found: the lines of the list. */
export function linesOf(open: PickPanel | undefined): HTMLElement[] {
  return [...open?.list.querySelectorAll<HTMLElement>("[role=option]") ?? []];
}

/** Somebody presses a line: the focus stays in the line to search in. */
export function onLine(open: PickPanel, then: (line: HTMLElement) => void): void {
  open.list.addEventListener("mousedown", (event) => { event.preventDefault(); });
  open.list.addEventListener("click", (event) => {
    const line = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (line) then(line);
  });
}

/** Mark the line at this place as the one that Enter means; returns it, if there is one. */
export function markLine(open: PickPanel, at: number): HTMLElement | undefined {
  const lines = linesOf(open), now = lines[at];
  for (const line of lines) line.setAttribute("aria-selected", String(line === now));
  now?.scrollIntoView({ block: "nearest" });
  if (now) open.input.setAttribute("aria-activedescendant", now.id); else open.input.removeAttribute("aria-activedescendant");
  return now;
}

/** Have the server draw into the list what it finds at this address; whether it did, and the panel still stands. */
export async function drawLines(open: PickPanel, address: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(address, { signal, headers: { "HX-Request": "true" } });
    if (!open.panel.isConnected) return false;
    if (!answer.ok || answer.redirected) { toast(say("failed"), "error"); return false; }
    open.list.innerHTML = await answer.text(); // our own page, escaped by the server
    return true;
  } catch { return false; /* offline, or asked anew */ }
}

/**
 * Enter means what is `found` for the letters that stand there now: until it is put in, no other letter counts and no
 * second Enter. Nothing is put in when the panel was closed meanwhile.
 */
export async function pickOnce(open: PickPanel, found: Promise<void>, put: () => Promise<void>): Promise<void> {
  if (open.panel.hasAttribute("aria-busy")) return;
  open.panel.setAttribute("aria-busy", "true");
  open.input.readOnly = true;
  try {
    await found;
    if (open.panel.isConnected) await put();
  } finally {
    open.panel.removeAttribute("aria-busy");
    open.input.readOnly = false;
  }
}
