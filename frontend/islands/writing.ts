/** Says that one writes, so that colleagues see it: every few seconds while keys are pressed, never for each of them. */
import { csrfToken } from "./words";

const AGAIN = 4000; // ms; the server believes it for 7 s

export class Writing {
  #what = "";
  #at = 0;

  constructor(private readonly box: HTMLElement, signal: AbortSignal) {
    box.addEventListener("input", (event) => { this.press(event); }, { signal });
    box.addEventListener("submit", () => { this.#say(""); }, { signal });
  }

  /** Something was typed: into the words, or elsewhere, which is nobody's business. */
  press(event: Event): void {
    const words = event.target instanceof Element ? event.target.closest<HTMLElement>("textarea.write, [role=textbox].write") : null;
    if (!words) return;
    const text = words instanceof HTMLTextAreaElement ? words.value : words.textContent;
    const isNote = this.box.querySelector<HTMLInputElement>("[name=kind]:checked")?.value === "note";
    this.#say(text.trim() ? (isNote ? "note" : "reply") : "");
  }

  #say(what: string): void {
    const now = performance.now(), fresh = now - this.#at < AGAIN;
    if (what === this.#what && (fresh || !what)) return;
    this.#what = what;
    this.#at = now;
    const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
    fetch(this.box.dataset["writing"] ?? "", { method: "POST", body: new URLSearchParams({ what }), headers, keepalive: true }).catch(() => undefined); // nobody waits for it
  }
}
