/** Typing in a menu leaves what has the words in it; Enter takes the first. */
import { define, Island } from "./island";

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

class Finder extends Island {
  protected wake(): void {
    const field = this.querySelector<HTMLInputElement>("[data-find]"), menu = this.closest("details");
    if (!field || !menu) return;
    this.listen(field, "input", () => { this.#find(field.value); });
    this.listen(menu, "toggle", () => {
      field.value = "";
      this.#find("");
      if (menu.open) field.focus();
    });
    this.listen(field, "keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter") return;
      event.preventDefault();
      this.#shown()[0]?.click();
    });
  }

  #items(): HTMLElement[] { return [...this.querySelectorAll<HTMLElement>("button.item")]; }

  #shown(): HTMLElement[] { return this.#items().filter((item) => !item.hidden); }

  #find(text: string): void {
    const words = fold(text).split(/\s+/u).filter(Boolean);
    for (const item of this.#items()) item.hidden = !words.every((word) => fold(item.querySelector(".label")?.textContent ?? "").includes(word));
    for (const line of this.querySelectorAll<HTMLElement>("h3, hr")) line.hidden = words.length > 0;
    const none = this.querySelector<HTMLElement>("[data-none]");
    if (none) none.hidden = this.#shown().length > 0;
  }
}

define("hr-finder", Finder);
