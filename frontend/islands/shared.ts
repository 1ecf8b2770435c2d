/** One fetch for all tabs of a browser that show the same list: the first asks, and tells the others what came. */
export interface Drawing { type: "drawing"; url: string; text: string; age: number } // ms since its fetch began

const PATIENCE = 3000; // ms to wait for another tab that asks

export class Shared {
  #news = 0; // when something was last known to have changed
  #drawn = 0; // when the fetch of what is drawn began
  #late = 0;

  constructor(private readonly tell: (drawing: Drawing) => void, private readonly draw: (text: string) => Promise<void>, signal: AbortSignal) {
    signal.addEventListener("abort", () => { clearTimeout(this.#late); });
  }

  /** Something changed: what was fetched before now is old. */
  changed(): void { this.#news = performance.now(); }

  /** Draw the list anew, unless another tab's fetch did it or is about to. False: ask in the ordinary way. */
  async refresh(url: string): Promise<boolean> {
    if (this.#drawn >= this.#news && this.#news) return true;
    if (!("locks" in navigator)) return this.#fetch(url);
    return navigator.locks.request(`handrail-list ${url}`, { ifAvailable: true }, async (lock) => {
      if (lock) return this.#fetch(url);
      clearTimeout(this.#late);
      this.#late = window.setTimeout(() => { void this.refresh(url); }, PATIENCE);
      return true;
    });
  }

  /** Another tab tells what it has fetched. */
  async hear(drawing: Drawing, url: string | undefined): Promise<void> {
    const began = performance.now() - drawing.age;
    if (drawing.url !== url || began < this.#drawn) return;
    clearTimeout(this.#late);
    this.#drawn = began;
    await this.draw(drawing.text);
  }

  async #fetch(url: string): Promise<boolean> {
    const began = performance.now();
    const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    if (!answer.ok || answer.redirected) return false;
    const text = await answer.text();
    this.#drawn = began;
    this.tell({ type: "drawing", url, text, age: performance.now() - began });
    await this.draw(text);
    return true;
  }
}
