/** One fetch for all tabs of a browser that show the same list: the first asks, and tells the others what came. */
export interface Drawing { type: "drawing"; part: string; url: string; text: string; age: number } // ms since its fetch began

const PATIENCE = 3000; // ms to wait for another tab that asks

export class Shared {
  #news = 0; // when something was last known to have changed
  #drawn = 0; // when the fetch of what is drawn began
  #late = 0;

  constructor(private readonly part: "rows" | "views", private readonly tell: (drawing: Drawing) => void, private readonly draw: (text: string) => Promise<void>, signal: AbortSignal) {
    signal.addEventListener("abort", () => { clearTimeout(this.#late); });
  }

  /** Something changed: what was fetched before now is old. */
  changed(): void { this.#news = performance.now(); }

  /** Draw the part anew, unless another tab's fetch did it or is about to. False: ask in the ordinary way. */
  async refresh(url: string): Promise<boolean> {
    if (this.#drawn >= this.#news && this.#news) return true;
    if (!("locks" in navigator)) return this.#fetch(url);
    return navigator.locks.request(`handrail-${this.part} ${url}`, { ifAvailable: true }, async (lock) => {
      if (lock) return this.#fetch(url);
      clearTimeout(this.#late);
      this.#late = window.setTimeout(() => { void this.refresh(url); }, PATIENCE);
      return true;
    });
  }

  /** Another tab tells what it has fetched. */
  async hear(drawing: Drawing, url: string | undefined): Promise<void> {
    const began = performance.now() - drawing.age;
    if (drawing.part !== this.part || drawing.url !== url || began < this.#drawn) return;
    clearTimeout(this.#late);
    this.#drawn = began;
    await this.draw(drawing.text);
  }

  /** What the server answers: nothing when it refused, or sent us to sign in; "" when it cannot be reached. */
  async #ask(url: string): Promise<string | undefined> {
    try {
      const answer = await fetch(only(url, this.part), { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
      return answer.ok && !answer.redirected ? await answer.text() : undefined;
    } catch { return ""; } // the line tells when it can be reached again, and that asks anew
  }

  async #fetch(url: string): Promise<boolean> {
    const began = performance.now();
    const text = await this.#ask(url);
    if (!text) return text === "";
    this.#drawn = began;
    this.tell({ type: "drawing", part: this.part, url, text, age: performance.now() - began });
    await this.draw(text);
    return true;
  }
}

/** The address of one part of a list's page. */
export function only(url: string, part: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}only=${part}`;
}
