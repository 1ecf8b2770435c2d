/** <hr-choices hidden>: beside it stand a field in which one looks for something, and what was found: arrows go through both, Enter goes to the first. */
import { define, Island } from "./island";

class Choices extends Island {
  protected wake(): void {
    const box = this.parentElement;
    if (box) this.listen(box, "keydown", (event) => { go(box, event as KeyboardEvent); });
  }
}

function go(box: HTMLElement, event: KeyboardEvent): void {
  const field = box.querySelector<HTMLInputElement>("input[type=search]");
  const all = [field, ...box.querySelectorAll<HTMLElement>(".choice")], at = all.indexOf(event.target as HTMLElement as HTMLInputElement);
  // Enter is for what was found for these letters; the form looks for others
  const isFound = event.target === field && box.querySelector<HTMLElement>("[data-question]")?.dataset["question"] === field?.value.trim();
  const by = { ArrowDown: 1, ArrowUp: -1, Enter: isFound ? 1 : 0 }[event.key] ?? 0, to = at < 0 ? undefined : all[at + by];
  if (!by || !to || event.isComposing) return;
  event.preventDefault();
  to.focus();
}

define("hr-choices", Choices);
