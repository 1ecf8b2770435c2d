/** Saved replies in the composer: `/` where a word may begin, or the button, opens the list; Enter puts one in. */
import type { Editor } from "./editor/editor";
import { markLine, onLine, pickOnce, type PickPanel, pickPanel } from "./pick_panel";
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

interface Saved { key: number; title: string; folder: string; language: string; in: string; own: boolean; text: string }
interface Open extends PickPanel { bySlash: boolean; inEditor: boolean }
interface Filled { html: string; text: string; missing: string[] }

const MOST = 50; // lines that are drawn: who looks further writes one more letter
const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class Picker {
  readonly #box: HTMLElement;
  readonly #editor: () => Editor | undefined;
  readonly #signal: AbortSignal;
  #open: Open | undefined;
  #saved: Saved[] = [];
  #found: Saved[] = [];
  #at = 0;
  #loaded: Promise<void> = Promise.resolve();

  constructor(box: HTMLElement, signal: AbortSignal, editor: () => Editor | undefined) {
    this.#box = box;
    this.#signal = signal;
    this.#editor = editor;
    if (!box.dataset["picks"]) return;
    box.addEventListener("keydown", (event) => { this.#slash(event); }, { signal, capture: true });
    box.addEventListener("click", (event) => { if ((event.target as Element).closest("[data-pick]")) { if (this.#open) this.#close(); else this.#show(false); } }, { signal });
    document.addEventListener("pointerdown", (event) => { if (this.#open && !this.#open.panel.contains(event.target as Node) && !(event.target as Element).closest("[data-pick]")) this.#close(); }, { signal });
    box.dataset["slash"] = "ready";
  }

  #slash(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key !== "/" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !target.matches("textarea.write, [role=textbox].write") || !this.#atWordStart(target)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#show(true);
  }

  /** A line's beginning or after a space: elsewhere, and in code, a slash is a slash. */
  #atWordStart(target: HTMLElement): boolean {
    const editor = this.#editor();
    if (target instanceof HTMLTextAreaElement) return /(?:^|\s)$/.test(target.value.slice(0, target.selectionStart));
    if (!editor || editor.isActive("code") || editor.isActive("codeBlock")) return false;
    const { $from } = editor.state.selection;
    return /(?:^|\s)$/.test($from.parent.textBetween(0, $from.parentOffset, "\n", "\n"));
  }

  #show(bySlash: boolean): void {
    const { panel, input, list, shown } = pickPanel("picker", "picker-list", say("pickTitle"), say("pickSearch"));
    shown.dir = "auto";
    this.#box.querySelector("form")?.append(panel);
    this.#open = { panel, input, list, shown, bySlash, inEditor: this.#editor() !== undefined };
    this.#at = 0;
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      if (bySlash && input.value === " ") { this.#close(" "); return; } // "and / or": no saved reply was meant
      this.#at = 0;
      this.#draw();
    });
    input.addEventListener("keydown", (event) => { this.#key(event); });
    onLine(this.#open, (line) => { this.#at = Number(line.dataset["at"]); void this.#put(); });
    input.focus();
    this.#saved = this.#found = [];
    this.#loaded = this.#load();
  }

  async #load(): Promise<void> {
    const answer = await fetch(this.#box.dataset["picks"] ?? "", { signal: this.#signal, headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!this.#open) return;
    if (!answer?.ok || answer.redirected) { this.#open.list.replaceChildren(quiet(say("failed"))); return; }
    this.#saved = ((await answer.json()) as { replies: Saved[] }).replies;
    this.#draw();
  }

  #draw(): void {
    const open = this.#open;
    if (!open) return;
    const words = folded(open.input.value).split(/\s+/).filter(Boolean);
    const title = (one: Saved): string => folded(`${one.folder} ${one.title}`);
    const fits = this.#saved.filter((one) => words.every((word) => title(one).includes(word) || folded(one.text).includes(word)));
    const inTitle = (one: Saved): number => (words.every((word) => title(one).includes(word)) ? 0 : 1);
    this.#found = fits.sort((a, b) => inTitle(a) - inTitle(b)).slice(0, MOST);
    open.list.replaceChildren(...this.#found.map((one, index) => line(one, index)));
    if (!this.#found.length) open.list.replaceChildren(quiet(say(this.#saved.length ? "pickNothing" : "pickNone")));
    this.#mark();
  }

  #mark(): void {
    const open = this.#open, one = this.#found[this.#at];
    if (!open) return;
    markLine(open, this.#at);
    open.shown.textContent = one?.text ?? "";
    open.shown.lang = one?.language ?? "";
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    if (step && this.#found.length) this.#at = (this.#at + step + this.#found.length) % this.#found.length;
    else if (event.key === "Escape") this.#close("");
    else if (event.key === "Tab") this.#close();
    else if (event.key === "Backspace" && !this.#open?.input.value) this.#close();
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) void this.#put();
    else { event.stopPropagation(); return; } // letters are no commands, and Ctrl ⏎ sends nothing while one looks for words
    event.preventDefault();
    event.stopPropagation();
    if (step) this.#mark();
  }

  /** Back to the words; whoever opened it with a slash keeps the slash when they say Escape. */
  #close(after?: string): void {
    const open = this.#open;
    this.#open = undefined;
    open?.panel.remove();
    if (!open) return;
    if (open.bySlash && after !== undefined) this.#insert("", `/${after}`, open.inEditor);
    else this.#focus(open.inEditor);
  }

  async #put(): Promise<void> {
    const open = this.#open;
    if (open) await pickOnce(open, this.#loaded, () => this.#take(open));
  }

  async #take(open: Open): Promise<void> {
    const one = this.#found[this.#at], url = this.#box.dataset["picks"];
    if (!one || !url) return;
    const answer = await fetch(`${url}${one.key}/`, { method: "POST", signal: this.#signal, headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) { toast(say(answer?.status === 404 ? "gone" : "failed"), "error"); return; }
    const filled = (await answer.json()) as Filled;
    if (this.#open !== open) return; // closed in the meantime: nobody wants it any more
    this.#open = undefined;
    open.panel.remove();
    this.#insert(filled.html, filled.text, open.inEditor);
    if (filled.missing[0]) toast(say("pickMissing", { name: filled.missing[0] }), "error");
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
    if (editor) { editor.commands.insertContent(html ? inline(html) : text, { parseOptions: { preserveWhitespace: true } }); return; }
    if (!area) return;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** One paragraph goes into the line where the cursor stands. */
function inline(html: string): string {
  return /^<p(?: dir="\w+")?>((?:(?!<\/?p\b).)*)<\/p>$/s.exec(html)?.[1] ?? html;
}

function quiet(text: string): HTMLElement {
  return Object.assign(document.createElement("li"), { className: "quiet", textContent: text });
}

function line(one: Saved, index: number): HTMLElement {
  const element = Object.assign(document.createElement("li"), { id: `picker-${index}` });
  element.setAttribute("role", "option");
  element.dataset["at"] = String(index);
  const title = Object.assign(document.createElement("b"), { textContent: one.title, dir: "auto" });
  const about = Object.assign(document.createElement("span"), { className: "quiet", textContent: [one.in, one.folder, one.own ? say("pickOwn") : ""].filter(Boolean).join(" · ") });
  element.append(title, about);
  return element;
}
