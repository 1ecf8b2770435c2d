/** Toasts: short words at the foot of the window, with at most one thing to do. */
import { Island, define } from "./island";
import { say } from "./words";

export interface Offer { label: string; act: () => void; key?: string }

/** Take words away that are true no more. */
export function hush(text: string): void {
  for (const one of document.querySelectorAll("#toasts > *")) if (one.querySelector(".label")?.textContent === text) one.remove();
}

/** Say something; `stays` are milliseconds, by default 6 s, and 12 s for an error. */
export function toast(text: string, kind: "fine" | "error" = "fine", offer?: Offer, stays?: number): void {
  const place = document.getElementById("toasts");
  if (!place) return;
  hush(text);
  const box = document.createElement("hr-toast");
  box.className = "toast";
  box.dataset["kind"] = kind;
  if (stays) box.dataset["stays"] = String(stays);
  const label = Object.assign(document.createElement("span"), { className: "label", textContent: text });
  box.append(label);
  if (offer) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: offer.label });
    if (offer.key) button.dataset["key"] = offer.key;
    button.addEventListener("click", () => { box.remove(); offer.act(); });
    box.append(button);
  }
  place.append(box);
}

class Toast extends Island {
  protected override wake(): void {
    const close = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", textContent: "×" });
    close.setAttribute("aria-label", say("dismiss"));
    this.listen(close, "click", () => { this.remove(); });
    this.append(close);
    let timer = 0;
    const leave = (): void => { timer = window.setTimeout(() => { this.remove(); }, Number(this.dataset["stays"]) || (this.dataset["kind"] === "error" ? 12_000 : 6000)); };
    this.listen(this, "mouseenter", () => { clearTimeout(timer); });
    this.listen(this, "focusin", () => { clearTimeout(timer); });
    this.listen(this, "mouseleave", leave);
    this.signal.addEventListener("abort", () => { clearTimeout(timer); });
    leave();
  }
}

define("hr-toast", Toast);
