/** Articles in the composer: `??` where a word may begin, or the button, opens the list; Enter puts a link in, Shift Enter the words. */
import type { Editor } from "./editor/editor";
import { drawLines, linesOf, markLine, onLine, pickOnce, type PickPanel, pickPanel } from "./pick_panel";
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

interface Open extends PickPanel { bySigns: boolean; inEditor: boolean }

const PAUSE = 150; // milliseconds: the server is asked no more often
const SIGNS = /(?:^|\s)\?\?$/;

export class Articles {
  readonly #box: HTMLElement;
  readonly #editor: () => Editor | undefined;
  readonly #signal: AbortSignal;
  #open: Open | undefined;
  #at = 0;
  #timer = 0;
  #asking: AbortController | undefined;
  #drawn: Promise<void> = Promise.resolve();

  constructor(box: HTMLElement, signal: AbortSignal, editor: () => Editor | undefined) {
    this.#box = box;
    this.#signal = signal;
    this.#editor = editor;
    box.addEventListener("input", (event) => { if ((event.target as Element).matches("textarea.write, [role=textbox].write")) this.look(); }, { signal });
    box.addEventListener("click", (event) => { if ((event.target as Element).closest("[data-article]")) this.press(); }, { signal });
    document.addEventListener("pointerdown", (event) => { if (this.#open && !this.#open.panel.contains(event.target as Node) && !(event.target as Element).closest("[data-article]")) this.#close(); }, { signal });
    signal.addEventListener("abort", () => { clearTimeout(this.#timer); });
  }

  /** The button: it opens and closes. */
  press(): void { if (this.#open) this.#close(); else this.#show(false); }

  /** Open where `??` has just been typed; elsewhere, and in code, question marks are question marks. */
  look(): void {
    const editor = this.#editor(), area = this.#box.querySelector<HTMLTextAreaElement>("textarea.write");
    if (this.#open) return;
    if (editor) {
      const { $from, empty } = editor.state.selection;
      if (!empty || editor.isActive("code") || editor.isActive("codeBlock") || !SIGNS.test($from.parent.textBetween(0, $from.parentOffset, "\n", "\n"))) return;
      editor.commands.deleteRange({ from: $from.pos - 2, to: $from.pos });
    } else {
      if (!area || !SIGNS.test(area.value.slice(0, area.selectionStart))) return;
      area.setRangeText("", area.selectionStart - 2, area.selectionStart, "end");
    }
    this.#show(true);
  }

  #show(bySigns: boolean): void {
    const { panel, input, list, shown } = pickPanel("picker articles-found", "articles-list", say("articleTitle"), say("articleSearch"));
    this.#box.querySelector("form")?.append(panel);
    this.#open = { panel, input, list, shown, bySigns, inEditor: this.#editor() !== undefined };
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      if (bySigns && input.value === " ") { this.#close(" "); return; } // "Why ?? Because": no article was meant
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => { this.#askNow(); }, PAUSE);
    });
    panel.addEventListener("keydown", (event) => { this.#key(event); });
    onLine(this.#open, (line) => { this.#at = linesOf(this.#open).indexOf(line); this.#mark(); });
    shown.addEventListener("click", (event) => {
      const how = (event.target as Element).closest<HTMLElement>("[data-as]")?.dataset["as"];
      if (how) void this.#put(how);
    });
    input.focus();
    this.#drawn = this.#ask();
  }

  #askNow(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#drawn = this.#ask();
  }

  async #ask(): Promise<void> {
    const open = this.#open, url = this.#box.dataset["articles"];
    if (!open || !url) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    const query = new URLSearchParams({ q: open.input.value.slice(0, 500) });
    if (!await drawLines(open, `${url}?${query.toString()}`, AbortSignal.any([this.#signal, this.#asking.signal]))) return;
    this.#at = 0;
    this.#mark();
  }

  #mark(): void {
    const open = this.#open;
    if (!open) return;
    const now = markLine(open, this.#at);
    open.shown.replaceChildren(...now ? [now.querySelector("template")?.content.cloneNode(true) ?? ""] : []);
    for (const button of open.shown.querySelectorAll<HTMLButtonElement>("[data-as]")) button.disabled = this.#withheld() !== "";
  }

  /** Why the chosen one may not go to this customer; a note may hold anything. */
  #withheld(): string { return this.#kind() === "note" ? "" : linesOf(this.#open)[this.#at]?.dataset["withheld"] ?? ""; }
  #kind(): string { return this.#box.querySelector<HTMLInputElement>("[name=kind]:checked")?.value ?? "reply"; }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0, many = linesOf(this.#open).length, inLine = event.target === this.#open?.input;
    event.stopPropagation(); // letters are no commands
    if (event.key === "Escape") { event.preventDefault(); this.#close(""); return; }
    if (!inLine) return; // a button's own keys
    if (step && many) this.#at = (this.#at + step + many) % many;
    else if (event.key === "Backspace" && !this.#open?.input.value) this.#close();
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) void this.#put(event.shiftKey ? "words" : "link");
    else return;
    event.preventDefault();
    if (step) this.#mark();
  }

  /** Back to the words; whoever opened it with `??` keeps that when they say Escape. */
  #close(after?: string): void {
    const open = this.#open;
    this.#open = undefined;
    clearTimeout(this.#timer);
    open?.panel.remove();
    if (!open) return;
    if (open.bySigns && after !== undefined) this.#insert("", `??${after}`, open.inEditor);
    else this.#focus(open.inEditor);
  }

  async #put(how: string): Promise<void> {
    const open = this.#open;
    if (this.#timer) this.#askNow(); // Enter right after a letter means what that letter finds
    if (open) await pickOnce(open, this.#drawn, () => this.#take(open, how));
  }

  async #take(open: Open, how: string): Promise<void> {
    const one = linesOf(this.#open)[this.#at], url = this.#box.dataset["articles"];
    if (!one || !url) return;
    if (this.#withheld()) { toast(this.#withheld(), "error"); return; }
    const body = new URLSearchParams({ as: how, kind: this.#kind() });
    const answer = await fetch(`${url}${one.dataset["key"] ?? ""}/`, { method: "POST", body, signal: this.#signal, headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) {
      const told = answer?.status === 409 ? ((await answer.json()) as { error: string }).error : say(answer?.status === 404 ? "gone" : "failed");
      toast(told, "error");
      return;
    }
    const given = (await answer.json()) as { html: string; text: string; says: string };
    if (this.#open !== open) return; // closed in the meantime: nobody wants it any more
    this.#open = undefined;
    open.panel.remove();
    this.#insert(given.html, given.text, open.inEditor);
    if (given.says) toast(given.says);
  }

  #focus(wasInEditor: boolean): void {
    const editor = this.#editor();
    if (editor && !wasInEditor) editor.commands.focus("end"); // it came while one was choosing
    else if (editor) editor.commands.focus();
    else this.#box.querySelector<HTMLTextAreaElement>("textarea.write")?.focus();
  }

  #insert(html: string, text: string, wasInEditor: boolean): void {
    const editor = this.#editor(), area = this.#box.querySelector<HTMLTextAreaElement>("textarea.write");
    this.#focus(wasInEditor);
    if (editor) { editor.commands.insertContent(html ? `${html}<p></p>` : text, { parseOptions: { preserveWhitespace: true } }); return; } // one goes on writing below it
    if (!area) return;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
