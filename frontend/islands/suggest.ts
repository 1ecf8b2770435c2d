/** <hr-suggest data-url>: what may come next in a search box; arrows choose, Enter or Tab take, Esc closes (ARIA combobox). */
import { Island, define } from "./island";

class Suggest extends Island {
  #asked = 0;
  #chosen = -1;

  protected override wake(): void {
    this.listen(this.#box, "input", () => { void this.#ask(); });
    if (this.#box.value !== this.#box.defaultValue) void this.#ask(); // somebody was quicker than this script
    this.listen(this.#box, "keydown", (event) => { this.#press(event as KeyboardEvent); });
    this.listen(this.#box, "blur", () => { this.#close(); });
    this.listen(this.#list, "mousedown", (event) => { // before the box loses the focus
      event.preventDefault();
      this.#take((event.target as Element).closest<HTMLElement>("[role=option]"));
    });
  }

  get #box(): HTMLInputElement { return this.querySelector("input") as HTMLInputElement; }
  get #list(): HTMLElement { return this.querySelector("[role=listbox]") as HTMLElement; }
  get #options(): HTMLElement[] { return [...this.#list.querySelectorAll<HTMLElement>("[role=option]")]; }

  /** The first thing found, once what is typed has been looked for; `#812` and Enter opens that one instead. */
  get #answer(): HTMLElement | null {
    const typed = this.#box.value, asked = new URLSearchParams(location.search).get("q");
    return typed === asked && !typed.trim().startsWith("#") ? document.querySelector<HTMLElement>(".results .result") : null;
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked, box = this.#box, at = box.selectionStart ?? box.value.length;
    const query = new URLSearchParams({ q: box.value, at: String([...box.value.slice(0, at)].length) });
    try {
      const answer = await fetch(`${this.dataset["url"] ?? ""}?${query.toString()}`, { signal: this.signal });
      const options = await answer.text(); // whoever pressed Escape while it came wants it no more
      if (asked !== this.#asked || !answer.ok || answer.redirected || document.activeElement !== box) return;
      this.#list.innerHTML = options; // our own page, escaped by the server
      this.#show();
    } catch { this.#close(); } // offline: one can still type
  }

  #show(): void {
    this.#chosen = -1;
    this.#box.removeAttribute("aria-activedescendant");
    const any = this.#options.length > 0;
    this.#list.hidden = !any;
    this.#box.setAttribute("aria-expanded", String(any));
  }

  #close(): void {
    this.#asked++;
    this.#list.replaceChildren();
    this.#show();
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const open = !this.#list.hidden, option = this.#options[this.#chosen];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.#choose(event.key === "ArrowDown" ? 1 : -1); else void this.#ask();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Enter" && open && option) {
      event.preventDefault();
      this.#take(option);
    } else if (event.key === "Enter" && this.#answer) {
      event.preventDefault();
      this.#close();
      this.#answer.focus();
    } else if (event.key === "Tab" && open && option && !event.shiftKey) {
      event.preventDefault();
      this.#take(option);
    }
  }

  #choose(by: 1 | -1): void {
    const options = this.#options, count = options.length;
    this.#chosen = this.#chosen < 0 ? (by > 0 ? 0 : count - 1) : (this.#chosen + by + count) % count;
    options.forEach((one, index) => { one.setAttribute("aria-selected", String(index === this.#chosen)); });
    const option = options[this.#chosen];
    if (!option) return;
    option.scrollIntoView({ block: "nearest" });
    this.#box.setAttribute("aria-activedescendant", option.id);
  }

  /** Put the suggestion where it belongs. The server counts letters, the browser halves of some. */
  #take(option: HTMLElement | null): void {
    if (!option) return;
    const box = this.#box, letters = [...box.value];
    const begin = Number(option.dataset["begin"]), asked = Number(option.dataset["end"]);
    const caret = [...box.value.slice(0, box.selectionStart ?? 0)].length, since = letters.slice(asked, caret).join("");
    const end = /^\S+$/.test(since) ? caret : asked; // letters that were typed since it was asked for belong to it
    const before = letters.slice(0, begin).join("") + (option.dataset["insert"] ?? "");
    box.value = before + letters.slice(end).join("").replace(/^ (?=.)/, before.endsWith(" ") ? "" : " ");
    box.setSelectionRange(before.length, before.length);
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

define("hr-suggest", Suggest);
