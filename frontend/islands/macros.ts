/** <hr-macros data-url>: the menu of macros asks for its lines when it opens; there a macro's key runs it. */
import { Island, define } from "./island";
import { say } from "./words";

class Macros extends Island {
  #typed = "";

  protected override wake(): void {
    const menu = this.querySelector("details");
    if (!menu) return;
    this.listen(menu, "toggle", () => { if (menu.open) void this.#load(); });
    if (menu.open) void this.#load(); // somebody was quicker than this script
    this.listen(this, "keydown", (event) => { this.#key(event as KeyboardEvent); });
  }

  #lines(): HTMLElement | null { return this.querySelector("[data-lines]"); }

  async #load(): Promise<void> {
    const lines = this.#lines();
    if (!lines) return;
    this.#typed = "";
    lines.replaceChildren();
    lines.focus(); // before they are there: the next key is a macro's
    const answer = await fetch(this.dataset["url"] ?? "", { signal: this.signal, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) { lines.textContent = say("failed"); return; }
    lines.innerHTML = await answer.text();
    htmx.process(lines);
    if (this.#typed) this.#run(this.#typed);
    else if (document.activeElement === lines) lines.querySelector<HTMLElement>(".item")?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[a-z0-9]$/.test(event.key) || !this.querySelector("details")?.open) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.querySelector(".item")) this.#run(event.key);
    else this.#typed = event.key;
  }

  #run(key: string): void { this.querySelector<HTMLElement>(`[data-macro-key="${key}"]`)?.click(); }
}

define("hr-macros", Macros);
