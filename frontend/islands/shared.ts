/** One fetch for all tabs of a browser that show the same list: the first asks, and tells the others what came. */
export interface Drawing {
  type: "drawing";
  part: string;
  url: string;
  numbers: number[] | null; // which rows; nothing: the whole part
  text: string;
  age: number; // ms since its fetch began
}
interface Answer { text: string; numbers: number[] | null }
type Draw = (answer: Answer) => Promise<void>;

const PATIENCE = 3000; // ms to wait for another tab that asks
const MOST = 10; // changed rows that are asked for one by one

export class Shared {
  readonly #news = new Map<number, number>(); // conversation → when it was last known to have changed
  #all = 0; // when anything may have changed
  #drawn = 0; // when the fetch of what is drawn began
  #late = 0;

  constructor(private readonly part: "rows" | "views", private readonly tell: (drawing: Drawing) => void, private readonly draw: Draw, signal: AbortSignal) {
    signal.addEventListener("abort", () => { clearTimeout(this.#late); });
  }

  /** This conversation changed, or anything: what was fetched before now is old. */
  changed(number: number | null): void {
    if (number !== null) this.#news.set(number, performance.now());
    if (number === null || this.#news.size > MOST) this.#all = performance.now();
  }

  /** Draw the part anew, unless another tab's fetch did it or is about to. False: ask in the ordinary way. */
  async refresh(url: string): Promise<boolean> {
    if (!this.#wants()) return true;
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
    await this.#take(drawing, began);
    if (!this.#wants()) clearTimeout(this.#late);
  }

  #wants(): boolean { return this.#all > 0 || this.#news.size > 0; }

  async #take({ text, numbers }: Answer, began: number): Promise<void> {
    this.#drawn = began;
    if (!numbers && this.#all <= began) this.#all = 0;
    for (const [number, at] of this.#news) if (at <= began && (numbers?.includes(number) ?? true)) this.#news.delete(number);
    await this.draw({ text, numbers });
  }

  /** What the server answers: nothing when it refused, or sent us to sign in; "away" when it cannot be reached. */
  async #ask(url: string, numbers: number[] | null): Promise<string | undefined | { away: true }> {
    try {
      const answer = await fetch(only(url, this.part, numbers), { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
      return answer.ok && !answer.redirected ? await answer.text() : undefined;
    } catch { return { away: true }; } // the line tells when it can be reached again, and that asks anew
  }

  async #fetch(url: string): Promise<boolean> {
    const began = performance.now(), numbers = this.#all ? null : [...this.#news.keys()];
    const text = await this.#ask(url, numbers);
    if (typeof text !== "string") return text !== undefined;
    this.tell({ type: "drawing", part: this.part, url, numbers, text, age: performance.now() - began });
    await this.#take({ text, numbers }, began);
    return true;
  }
}

/** The address of one part of a list's page. */
function only(url: string, part: string, numbers: number[] | null): string {
  return `${url}${url.includes("?") ? "&" : "?"}only=${part}${numbers ? `&of=${numbers.join(",")}` : ""}`;
}
