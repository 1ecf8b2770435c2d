/** The lines above the words: to whom it goes, by what one writes; who is suggested while one types. */
export const KEPT = new Set(["kind", "text", "html", "to", "cc", "bcc", "subject", "language", "mailbox", "answers"]);

export class Lines {
  readonly #box: HTMLElement;
  #kind = "";

  constructor(box: HTMLElement, signal: AbortSignal, changed: () => void) {
    this.#box = box;
    this.#kind = this.#now();
    box.addEventListener("change", (event) => {
      if (!(event.target as Element).matches("[name=kind]")) return;
      this.#choose(this.#now());
      changed();
    }, { signal });
    // Enter in a line is no sending: it goes on, to the subject or to the words. In a time of one's own it means that time.
    box.addEventListener("keydown", (event) => {
      const line = event.target as HTMLElement;
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing || !line.matches(".copies input, [name=own_time]")) return;
      event.preventDefault();
      if (line.matches("[name=own_time]")) box.querySelector("form")?.requestSubmit(box.querySelector<HTMLButtonElement>("[data-own-time]"));
      else this.#goOn(line);
    }, { signal });
    let timer = 0;
    box.addEventListener("input", (event) => {
      const line = (event.target as Element).closest<HTMLInputElement>("[data-suggests]");
      clearTimeout(timer);
      if (line) timer = window.setTimeout(() => { void suggest(line, signal); }, 150);
    }, { signal });
  }

  #goOn(line: HTMLElement): void {
    const subject = this.#line("subject");
    if (subject && line !== subject) subject.focus();
    else this.#box.querySelector<HTMLElement>("[role=textbox].write, textarea.write")?.focus();
  }

  #now(): string { return this.#box.querySelector<HTMLInputElement>("[name=kind]:checked")?.value ?? "reply"; }
  #line(name: string): HTMLInputElement | null { return this.#box.querySelector<HTMLInputElement>(`.copies [name=${name}]`); }

  /** Reply goes to who wrote, reply all to the others too; a forward to nobody yet. What one typed oneself stays. */
  #choose(kind: string): void {
    const to = this.#line("to"), cc = this.#line("cc"), { to: autoTo, cc: autoCc } = this.#box.dataset, before = this.#kind;
    this.#kind = kind;
    if (!to || !cc || autoTo === undefined || kind === "note") { if (kind === "note") this.#kind = before; return; }
    const untouched = (line: HTMLInputElement, auto: string | undefined): boolean => line.value.trim() === "" || line.value === auto;
    if (kind === "forward") {
      if (untouched(to, autoTo)) to.value = "";
      if (untouched(cc, autoCc)) cc.value = "";
      if (before !== "forward") to.focus();
    } else {
      if (untouched(to, autoTo)) to.value = autoTo;
      if (untouched(cc, autoCc)) cc.value = kind === "reply_all" ? autoCc ?? "" : "";
    }
  }
}

async function suggest(line: HTMLInputElement, signal: AbortSignal): Promise<void> {
  const list = line.list, url = line.dataset["suggests"];
  if (!list || !url) return;
  const answer = await fetch(`${url}?q=${encodeURIComponent(line.value)}`, { signal }).catch(() => undefined);
  if (answer?.ok && !answer.redirected) list.innerHTML = await answer.text();
}
