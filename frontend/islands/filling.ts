/** Closing was refused because a field is empty: the page goes to that field. */
import { openDrawer } from "./panes";

function goTo(id: string): void {
  const field = document.getElementById(id);
  if (!field) return;
  if (!field.checkVisibility()) openDrawer("customer");
  field.focus();
  field.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:after:swap", () => {
  const link = document.querySelector<HTMLElement>("#refused a[data-field]:not([data-shown])");
  if (!link) return;
  link.dataset["shown"] = ""; // once for each refusal: a later morph takes the mark away with the notice
  goTo(link.dataset["field"] ?? "");
});

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("#refused a[data-field]");
  if (!link) return;
  event.preventDefault();
  goTo(link.dataset["field"] ?? "");
});
export {};
