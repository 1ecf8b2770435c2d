/** <hr-order data-at-once>: a list one puts in order, by its grips or by the buttons that move a line up or down.
    What belongs to a line (deeper levels, right behind it) moves along. The surrounding form carries the order. */
import { Island, define } from "./island";
import { say } from "./words";

type Line = HTMLLIElement;

class Order extends Island {
  protected override wake(): void {
    this.listen(this, "click", (event) => { this.#step(event); });
    this.listen(this, "pointerdown", (event) => { this.#drag(event as PointerEvent); });
  }

  #lines(): Line[] { return [...this.querySelectorAll<Line>("ol > li")]; }
  #level(line: Line): number { return Number(line.dataset["level"] ?? 0); }

  /** The line with all that belongs to it. */
  #block(line: Line): Line[] {
    const all = this.#lines(), at = all.indexOf(line);
    const end = all.findIndex((other, place) => place > at && this.#level(other) <= this.#level(line));
    return all.slice(at, end < 0 ? all.length : end);
  }

  /** The lines it may change places with. */
  #beside(line: Line): Line[] { return this.#lines().filter((other) => other.dataset["above"] === line.dataset["above"]); }

  /** Put a line, with what belongs to it, at a place among those beside it. Says whether that is another place. */
  #put(line: Line, place: number): boolean {
    const beside = this.#beside(line), block = this.#block(line), other = beside[place];
    if (!other || other === line) return false;
    if (place < beside.indexOf(line)) other.before(...block);
    else this.#block(other).at(-1)?.after(...block);
    return true;
  }

  #step(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-move]");
    const line = button?.closest("li");
    if (!button || !line) return;
    event.preventDefault();
    const moved = this.#put(line, this.#beside(line).indexOf(line) + (button.dataset["move"] === "up" ? -1 : 1));
    button.focus(); // moving a node takes the focus away
    if (moved) this.#done(line);
  }

  #drag(event: PointerEvent): void {
    const grip = (event.target as Element).closest<HTMLElement>(".grip");
    const line = grip?.closest("li");
    if (!grip || !line || event.button !== 0) return;
    event.preventDefault();
    const before = this.#beside(line).indexOf(line), stop = new AbortController();
    const end = (): void => {
      stop.abort();
      delete line.dataset["moving"];
      if (this.#beside(line).indexOf(line) !== before) this.#done(line);
    };
    line.dataset["moving"] = "";
    document.addEventListener("pointermove", (move) => {
      const passed = this.#beside(line).filter((other) => other !== line && this.#middle(other) < move.clientY);
      this.#put(line, passed.length);
    }, { signal: stop.signal });
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, end, { signal: stop.signal });
    this.signal.addEventListener("abort", end, { signal: stop.signal });
  }

  #middle(line: Line): number {
    const block = this.#block(line), top = line.getBoundingClientRect().top;
    return (top + (block.at(-1) ?? line).getBoundingClientRect().bottom) / 2;
  }

  #done(line: Line): void {
    const beside = this.#beside(line), status = this.querySelector("[role=status]");
    if (status) status.textContent = say("moved", { name: line.dataset["name"] ?? "", place: `${beside.indexOf(line) + 1}`, all: `${beside.length}` });
    if (this.dataset["atOnce"] !== undefined) this.closest("form")?.requestSubmit();
  }
}

define("hr-order", Order);
