/** Links in the words of an article: the button, its key and `??` open a search; Enter links to what was found, or to the address that was typed. */
import { type } from "./article_marks";
import { drawLines, linesOf, markLine, onLine, pickOnce, type PickPanel, pickPanel } from "./pick_panel";

const PAUSE = 150; // ms: the server is asked no more often
const SIGNS = /(?:^|\s)\?\?$/, ADDRESS = /^(?:https?:\/\/|mailto:|tel:|\/|#)\S+$/;

export class Links {
  #open: PickPanel | undefined;
  #bySigns = false;
  #at = 0;
  #timer = 0;
  #asking: AbortController | undefined;
  #drawn: Promise<void> = Promise.resolve();

  constructor(private readonly article: HTMLElement, private readonly area: HTMLTextAreaElement, private readonly signal: AbortSignal) {
    area.addEventListener("input", (event) => { if ((event as InputEvent).data === "?") this.#look(); }, { signal });
    document.addEventListener("pointerdown", (event) => { if (this.#open && !this.#open.panel.contains(event.target as Node)) this.#close(); }, { signal });
    signal.addEventListener("abort", () => { clearTimeout(this.#timer); });
  }

  /** Open where `??` has just been typed. */
  #look(): void {
    const { area } = this, at = area.selectionStart;
    if (this.#open || !SIGNS.test(area.value.slice(0, at))) return;
    area.setRangeText("", at - 2, at, "end");
    this.show(true);
  }

  show(bySigns = false): void {
    const { links = "", linksTitle = "", linksSearch = "" } = this.article.dataset;
    if (this.#open || !links) return;
    const open = pickPanel("picker links-found", "links-list", linksTitle, linksSearch), { panel, input } = open;
    this.article.querySelector(".tools")?.append(panel);
    this.#open = open;
    this.#bySigns = bySigns;
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      if (bySigns && (input.value === " " || input.value === "?")) { this.#close(input.value); return; } // no link was meant
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => { this.#askNow(); }, PAUSE);
    });
    panel.addEventListener("keydown", (event) => { this.#key(event); });
    onLine(open, (line) => { this.#at = linesOf(open).indexOf(line); this.#put(); });
    input.value = this.area.value.slice(this.area.selectionStart, this.area.selectionEnd).slice(0, 200);
    input.focus();
    input.select();
    this.#askNow();
  }

  #askNow(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#drawn = this.#ask();
  }

  async #ask(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    const address = `${this.article.dataset["links"] ?? ""}&${new URLSearchParams({ q: open.input.value.slice(0, 500) }).toString()}`;
    if (!await drawLines(open, address, AbortSignal.any([this.signal, this.#asking.signal]))) return;
    this.#at = 0;
    this.#mark();
  }

  #mark(): void { if (this.#open) markLine(this.#open, this.#at); }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0, many = linesOf(this.#open).length;
    event.stopPropagation(); // letters are no commands
    if (event.key === "Escape") this.#close("");
    else if (step && many) { this.#at = (this.#at + step + many) % many; this.#mark(); }
    else if (event.key === "Backspace" && !this.#open?.input.value) this.#close();
    else if (event.key === "Enter") void this.#enter();
    else return;
    event.preventDefault();
  }

  async #enter(): Promise<void> {
    const open = this.#open, typed = open?.input.value.trim() ?? "";
    if (!open) return;
    if (ADDRESS.test(typed)) { this.#insert(typed, ""); return; }
    if (this.#timer) this.#askNow(); // Enter right after a letter means what that letter finds
    await pickOnce(open, this.#drawn, () => { this.#put(); return Promise.resolve(); });
  }

  #put(): void {
    const { target, title } = linesOf(this.#open)[this.#at]?.dataset ?? {};
    if (target) this.#insert(target, title ?? "");
  }

  /** What was chosen in the text is what the link says, else the title; an address is chosen there, to be written over. */
  #insert(target: string, title: string): void {
    const { area } = this, at = area.selectionStart, words = area.value.slice(at, area.selectionEnd);
    this.#leave();
    const told = words || title.replace(/[[\]\\]/g, "\\$&") || target;
    type(area, `[${told}](${/[()]/.test(target) ? `<${target}>` : target})`);
    if (!words && !title) area.setSelectionRange(at + 1, at + 1 + told.length);
  }

  /** Back to the words; whoever opened it with `??` keeps that when they say Escape. */
  #close(after?: string): void {
    this.#leave();
    if (this.#bySigns && after !== undefined) type(this.area, `??${after}`);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#open?.panel.remove();
    this.#open = undefined;
    this.area.focus();
  }
}
