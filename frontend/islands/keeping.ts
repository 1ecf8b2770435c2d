/** Keeps on the server what is typed into a form: after a pause, and again where that failed. The browser asks before words are left that are not kept yet. */
import { toast } from "./toasts";
import { wasTyped } from "./typed";
import { csrfToken, say } from "./words";

const PAUSE = 600, AGAIN = 5000; // ms without a key before the words go to the server; until the next try

export class Keeping {
  #timer = 0;
  #kept: string;
  #under: Promise<void> | undefined; // one request at a time: the first may change where the next one goes

  /** `ask` is what to send where, nothing while there is nothing to keep; `taken` hears the answer. */
  constructor(private readonly form: HTMLFormElement, private readonly signal: AbortSignal, private readonly ask: () => { address: string; told: FormData } | undefined, private readonly taken: (answer: Response) => Promise<void>) {
    this.#kept = this.#words();
    form.ownerDocument.addEventListener("input", (event) => { if (belongs(event.target, form)) this.later(); }, { signal });
    form.addEventListener("submit", (event) => { this.#leave(event); }, { signal });
    window.addEventListener("beforeunload", (event) => { if (this.#words() !== this.#kept) event.preventDefault(); }, { signal });
    signal.addEventListener("abort", () => { clearTimeout(this.#timer); });
    if (wasTyped(form)) this.later();
  }

  /** "Kept" is said of the words that stand there, not of those before them. */
  later(): void {
    clearTimeout(this.#timer);
    tell("");
    this.#timer = window.setTimeout(() => { void this.now(); }, PAUSE);
  }

  /** Keep them now; ends when the server has answered. */
  async now(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#under) { this.later(); await this.#under; return; }
    this.#under = this.#send().finally(() => { this.#under = undefined; });
    await this.#under;
  }

  /** Of all its text areas, also those that stand elsewhere on the page; one that came empty meanwhile changes nothing. */
  #words(): string {
    const areas = [...this.form.elements].filter((one): one is HTMLTextAreaElement => one instanceof HTMLTextAreaElement && one.value !== "");
    return JSON.stringify(areas.map((area) => [area.name, area.value]));
  }

  /** What is saved by the form itself waits for what is on its way: that may change where it goes. */
  #leave(event: Event): void {
    clearTimeout(this.#timer);
    const by = (event as SubmitEvent).submitter;
    if (this.#under) {
      event.preventDefault();
      void this.#under.then(() => { clearTimeout(this.#timer); this.form.requestSubmit(by?.isConnected ? by : null); });
    } else this.#kept = this.#words();
  }

  async #send(): Promise<void> {
    const words = this.#words(), asked = this.ask();
    if (!asked) return;
    tell("saving");
    try {
      const answer = await fetch(asked.address, { method: "POST", body: asked.told, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" }, signal: this.signal });
      if (!answer.ok) { tell("notSaved"); if (answer.status === 422) toast(await answer.text(), "error"); return; }
      await this.taken(answer);
      this.#kept = words;
      if (this.#words() === words) tell("saved"); else this.later();
    } catch {
      if (this.signal.aborted) return;
      tell("notSaved");
      this.#timer = window.setTimeout(() => { void this.now(); }, AGAIN);
    }
  }
}

/** Whether something is one of the form's fields, wherever it stands. */
export function belongs(target: EventTarget | null, form: HTMLFormElement): boolean {
  return (target as { form?: unknown } | null)?.form === form;
}

/** How it stands, beside the title of the page. */
export function tell(state: string): void {
  const place = document.querySelector<HTMLElement>("[data-kept]");
  if (!place) return;
  place.dataset["state"] = state;
  const text = place.querySelector("span");
  if (text) text.textContent = state && say(state);
}
