/** <hr-arrange>: a list whose lines can be dragged, or moved with Alt and an arrow key; its form keeps the order. */
import { Island, define } from "./island";

class Arrange extends Island {
  #dragged: HTMLElement | undefined;
  #before = "";

  protected override wake(): void {
    this.listen(this, "dragstart", (event) => {
      this.#dragged = this.#line(event.target);
      this.#before = this.#order();
      if (this.#dragged) this.#dragged.dataset["dragged"] = "";
    });
    this.listen(this, "dragover", (event) => {
      const over = this.#line(event.target), dragged = this.#dragged;
      if (!dragged) return;
      event.preventDefault(); // it may be dropped here
      if (!over || over === dragged) return;
      const box = over.getBoundingClientRect(), below = (event as DragEvent).clientY > box.top + box.height / 2;
      over.parentElement?.insertBefore(dragged, below ? over.nextElementSibling : over);
    });
    this.listen(this, "drop", (event) => { event.preventDefault(); });
    this.listen(this, "dragend", () => {
      delete this.#dragged?.dataset["dragged"];
      this.#dragged = undefined;
      if (this.#order() !== this.#before) this.querySelector("form")?.requestSubmit();
    });
    this.listen(this, "keydown", (event) => {
      const { altKey, key } = event as KeyboardEvent;
      if (!altKey || (key !== "ArrowUp" && key !== "ArrowDown")) return;
      event.preventDefault();
      this.#line(event.target)?.querySelector<HTMLElement>(`button[name=${key === "ArrowUp" ? "up" : "down"}]`)?.click();
    });
  }

  #line(target: EventTarget | null): HTMLElement | undefined {
    return (target as Element | null)?.closest<HTMLElement>("li[draggable]") ?? undefined;
  }

  #order(): string {
    return [...this.querySelectorAll<HTMLInputElement>("input[name=keys]")].map((one) => one.value).join();
  }
}

define("hr-arrange", Arrange);
