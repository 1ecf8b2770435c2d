/** <hr-ticks data-name>: one box that ticks all boxes of a name, and says whether all, some or none are ticked. */
import { Island, define } from "./island";

class Ticks extends Island {
  protected override wake(): void {
    this.listen(this.#own, "change", () => { this.#all(this.#own.checked); });
    this.listen(document, "change", () => { this.#tell(); });
    this.listen(document, "htmx:after:swap", () => { this.#tell(); }); // more lines came
    this.listen(document, "keydown", (event) => { this.#press(event as KeyboardEvent); });
    this.#tell();
  }

  get #own(): HTMLInputElement { return this.querySelector("input") as HTMLInputElement; }
  get #boxes(): HTMLInputElement[] { return [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${this.dataset["name"] ?? ""}"]`)]; }

  #all(checked: boolean): void {
    for (const box of this.#boxes) box.checked = checked;
    this.#tell();
  }

  #tell(): void {
    const boxes = this.#boxes, ticked = boxes.filter((box) => box.checked).length;
    this.#own.checked = ticked > 0 && ticked === boxes.length;
    this.#own.indeterminate = ticked > 0 && ticked < boxes.length;
  }

  /** Ctrl A where nobody writes. */
  #press(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== "a" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if ((event.target as Element).closest("textarea, select, [contenteditable], input:not([type=checkbox])") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.#all(true);
  }
}

define("hr-ticks", Ticks);
