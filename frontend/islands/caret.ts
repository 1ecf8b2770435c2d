/** While one writes: `@` in a note offers colleagues, `#` conversations. Arrows choose, Enter or Tab take, Esc closes. */
import type { Editor } from "./editor/editor";

interface Begun { sign: string; typed: string; length: number; key: string }

const PAUSE = 150; // milliseconds: the server is asked no more often
const BEGUN = /(?:^|[\s(])(?:(@)([\p{L}\p{N}](?:[^\n@#]{0,38}[^\s@#])?)?|(#)(\d{1,9}|\p{L}(?:[^\n@#]{0,38}[^\s@#])?))$/u;

export class Caret {
  readonly #box: HTMLElement;
  readonly #editor: () => Editor | undefined;
  readonly #signal: AbortSignal;
  #list: HTMLElement | undefined;
  #chosen = -1;
  #timer = 0;
  #asking: AbortController | undefined;
  #shut = ""; // where somebody said Escape
  #none = ""; // with these letters nobody was found, nor will be with more

  constructor(box: HTMLElement, signal: AbortSignal, editor: () => Editor | undefined) {
    this.#box = box;
    this.#signal = signal;
    this.#editor = editor;
    box.addEventListener("keydown", (event) => { this.#press(event); }, { signal, capture: true });
    for (const moved of ["input", "keyup", "click", "focusin"]) box.addEventListener(moved, (event) => { if (this.#isWords(event.target)) this.#later(); }, { signal });
    box.addEventListener("change", () => { this.#close(); }, { signal });
    box.addEventListener("focusout", () => { this.#close(); }, { signal });
    signal.addEventListener("abort", () => { clearTimeout(this.#timer); this.#list?.remove(); this.#list = undefined; }); // the editor is gone by now
    if (!signal.aborted) this.#later(); // it came when the box had left
  }

  #isWords(target: EventTarget | null): boolean { return target instanceof Element && target.closest("textarea.write, [role=textbox].write") !== null; }
  #words(): HTMLElement | null { return this.#editor()?.view.dom ?? this.#box.querySelector("textarea.write"); }

  /** What stands before the caret in its line; nothing in code, or when words are marked. */
  #before(): { text: string; place: number } | undefined {
    const editor = this.#editor(), words = this.#words();
    if (editor) {
      const { $from, empty } = editor.state.selection;
      if (!empty || editor.isActive("code") || editor.isActive("codeBlock")) return undefined;
      return { text: $from.parent.textBetween(0, $from.parentOffset, "\n", "\n"), place: $from.pos };
    }
    if (!(words instanceof HTMLTextAreaElement) || words.selectionStart !== words.selectionEnd) return undefined;
    return { text: words.value.slice(0, words.selectionStart), place: words.selectionStart };
  }

  #begun(): Begun | undefined {
    const before = this.#before(), found = before && BEGUN.exec(before.text.slice(-80));
    if (!found) return undefined;
    const sign = found[1] ?? found[3] ?? "", typed = found[2] ?? found[4] ?? "";
    if (sign === "@" && this.#box.querySelector<HTMLInputElement>("[name=kind]:checked")?.value !== "note") return undefined;
    const length = sign.length + typed.length;
    return { sign, typed, length, key: `${before.place - length}${sign}` };
  }

  #later(): void {
    if (!this.#timer) this.#timer = window.setTimeout(() => { this.#timer = 0; void this.#ask(); }, PAUSE);
  }

  #asked = "";
  async #ask(): Promise<void> {
    const begun = this.#begun(), words = this.#words();
    const wanted = begun ? `${begun.key}${begun.typed}` : "";
    if (!begun || begun.key === this.#shut || !words?.contains(document.activeElement)) { this.#close(); if (!begun) this.#shut = ""; return; }
    if (wanted === this.#asked || (begun.sign === "@" && this.#none && wanted.startsWith(this.#none))) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    this.#asked = wanted;
    const query = new URLSearchParams({ sign: begun.sign, q: begun.typed });
    try {
      const answer = await fetch(`${this.#box.dataset["caret"] ?? ""}?${query.toString()}`, { signal: AbortSignal.any([this.#signal, this.#asking.signal]) });
      if (!answer.ok || answer.redirected) { this.#close(); return; }
      const html = await answer.text();
      if (this.#asked === wanted) this.#draw(html, begun, wanted);
    } catch { /* offline, or asked anew: one goes on writing */ }
  }

  #draw(html: string, begun: Begun, wanted: string): void {
    this.#list?.remove();
    this.#list = undefined;
    const words = this.#words(), form = this.#box.querySelector("form");
    const list = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>("[role=listbox]"); // our own page, escaped by the server
    this.#none = list ? "" : wanted;
    if (!list || !words || !form) { this.#mark(-1); return; }
    form.append(list);
    this.#list = list;
    list.addEventListener("mousedown", (event) => { event.preventDefault(); }); // the words keep the focus
    list.addEventListener("click", (event) => { this.#take((event.target as Element).closest<HTMLElement>("[role=option]")); });
    words.setAttribute("aria-controls", list.id);
    words.setAttribute("aria-autocomplete", "list");
    const spoken = document.getElementById("spoken");
    if (spoken) spoken.textContent = list.dataset["said"] ?? "";
    this.#mark(begun.sign === "@" ? 0 : -1); // "#47" may be said and meant: Enter takes only what one chose
  }

  #options(): HTMLElement[] { return [...(this.#list?.querySelectorAll<HTMLElement>("[role=option]") ?? [])]; }

  #mark(place: number): void {
    const words = this.#words(), options = this.#options(), option = options[place];
    this.#chosen = option ? place : -1;
    for (const one of options) one.setAttribute("aria-selected", String(one === option));
    option?.scrollIntoView({ block: "nearest" });
    if (option) words?.setAttribute("aria-activedescendant", option.id); else words?.removeAttribute("aria-activedescendant");
  }

  #close(): void {
    this.#asking?.abort();
    this.#asked = "";
    if (!this.#list) return;
    this.#list.remove();
    this.#list = undefined;
    this.#mark(-1);
    for (const name of ["aria-controls", "aria-autocomplete"]) this.#words()?.removeAttribute(name);
  }

  #press(event: KeyboardEvent): void {
    if (!this.#list || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !this.#isWords(event.target)) return;
    const options = this.#options(), count = options.length, option = options[this.#chosen];
    if (event.key === "ArrowDown") this.#mark((this.#chosen + 1) % count);
    else if (event.key === "ArrowUp") this.#mark(this.#chosen < 1 ? count - 1 : this.#chosen - 1);
    else if (event.key === "Escape") { this.#shut = this.#begun()?.key ?? ""; this.#close(); }
    else if ((event.key === "Enter" || event.key === "Tab") && option) this.#take(option);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** In the place of the sign and the letters after it, with a space behind. */
  #take(option: HTMLElement | null): void {
    const begun = this.#begun(), before = this.#before(), text = `${option?.dataset["insert"] ?? ""} `, words = this.#words(), editor = this.#editor();
    this.#close();
    if (!option || !begun || !before) return;
    this.#shut = begun.key;
    const from = before.place - begun.length;
    if (editor) editor.chain().focus().insertContentAt({ from, to: before.place }, { type: "text", text }).run();
    else if (words instanceof HTMLTextAreaElement) {
      words.setRangeText(text, from, before.place, "end");
      words.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}
