/** <hr-article>: writes an article, or a translation beside its source. Words are kept as they are typed; an article has marks
    by buttons and keys, a preview that the server draws, files by paste and drop. Without it the form still saves. */
import { become } from "./article_begun";
import { Links } from "./article_links";
import { apply, keys, nextItem, oneMark } from "./article_marks";
import { Island, define } from "./island";
import { Keeping, belongs, tell } from "./keeping";
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

class Article extends Island {
  #bringsFile = false;

  protected override wake(): void {
    const form = this.querySelector<HTMLFormElement>("form.words, form.sheet"), area = this.querySelector<HTMLTextAreaElement>("textarea.body");
    if (!form) return;
    const keeping = new Keeping(form, this.signal, () => this.#asked(form), (answer) => this.#taken(answer, form));
    this.listen(this, "keydown", (event) => { if (belongs(event.target, form)) saves(event as KeyboardEvent, form); });
    if (!area) return;
    const links = new Links(this, area, this.signal), mark = (name: string): void => { area.focus(); if (name === "link") links.show(); else apply(name, area); };
    this.listen(form, "keydown", (event) => { this.#key(event as KeyboardEvent, area, mark); });
    this.listen(area, "input", (event) => { if ((event as InputEvent).data === " ") oneMark(area); });
    this.listen(this, "click", (event) => {
      const name = (event.target as Element).closest<HTMLElement>("[data-mark]")?.dataset["mark"];
      if (name) mark(name);
    });
    this.#files(area, keeping);
    this.#scroll(area);
  }

  /** What to keep where; of a new article nothing while nothing is written, unless a file wants a place. */
  #asked(form: HTMLFormElement): { address: string; told: FormData } | undefined {
    const told = new FormData(form), address = this.dataset["keep"];
    if (address) return { address, told };
    const written = ["title", "summary", "body"].some((name) => (told.get(name) as string | null)?.trim());
    if (!written && !this.#bringsFile) return undefined;
    told.append("first", "1");
    return { address: this.dataset["first"] ?? "", told };
  }

  async #taken(answer: Response, form: HTMLFormElement): Promise<void> {
    const text = await answer.text(), shown = this.querySelector("#as-read");
    if (!this.dataset["keep"]) become(new DOMParser().parseFromString(text, "text/html"), answer.url, this, form);
    else if (shown && text) shown.innerHTML = text;
  }

  #key(event: KeyboardEvent, area: HTMLTextAreaElement, mark: (name: string) => void): void {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.target instanceof HTMLElement && event.target.matches(".title") && event.key === "Enter") { event.preventDefault(); this.querySelector<HTMLElement>(".summary")?.focus(); return; }
    if (event.target !== area || event.altKey || event.shiftKey) return;
    if (event.key === "Enter") { if (nextItem(area)) event.preventDefault(); return; }
    const name = event.ctrlKey || event.metaKey ? keys[event.code] : undefined;
    if (name) { event.preventDefault(); mark(name); }
  }

  /** Pictures and files that are pasted, dropped or chosen go to the article; their Markdown comes in at the caret. */
  #files(area: HTMLTextAreaElement, keeping: Keeping): void {
    const chooser = this.querySelector<HTMLInputElement>("[data-files]");
    const take = async (all: Iterable<File>): Promise<void> => {
      const files = [...all];
      this.#bringsFile = true; // a new article becomes a draft first: files belong to one
      if (!chooser?.dataset["files"]) await keeping.now();
      const address = chooser?.dataset["files"];
      if (address) for (const file of files) void this.#send(file, address, area);
    };
    if (chooser) this.listen(chooser, "change", () => { void take(chooser.files ?? []); chooser.value = ""; });
    this.listen(area, "paste", (event) => {
      const { files } = (event as ClipboardEvent).clipboardData ?? {};
      if (files?.length) { event.preventDefault(); void take(files); }
    });
    this.listen(area, "dragover", (event) => { if ((event as DragEvent).dataTransfer?.types.includes("Files")) event.preventDefault(); });
    this.listen(area, "drop", (event) => {
      const files = (event as DragEvent).dataTransfer?.files;
      if (files?.length) { event.preventDefault(); void take(files); }
    });
  }

  async #send(file: File, address: string, area: HTMLTextAreaElement): Promise<void> {
    const told = new FormData();
    told.append("file", file);
    tell("saving");
    try {
      const answer = await fetch(address, { method: "POST", body: told, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" }, signal: this.signal });
      if (answer.status === 413) throw new Error(say("tooLarge"));
      const { markdown, error } = (await answer.json()) as { markdown?: string; error?: string };
      if (!markdown) throw new Error(error ?? say("notUploaded", { name: file.name }));
      area.setRangeText(markdown, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (problem) {
      tell("");
      toast(problem instanceof Error && problem.message && problem.name === "Error" ? problem.message : say("notUploaded", { name: file.name }), "error");
    }
  }

  /** The preview stands where one writes. */
  #scroll(area: HTMLTextAreaElement): void {
    const write = area.closest<HTMLElement>(".scroll"), read = this.querySelector<HTMLElement>(".read");
    if (!write || !read) return;
    this.listen(write, "scroll", () => {
      const most = write.scrollHeight - write.clientHeight;
      if (most > 0) read.scrollTop = (write.scrollTop / most) * (read.scrollHeight - read.clientHeight);
    }, { passive: true });
  }
}

/** Ctrl S and Ctrl Enter save. */
function saves(event: KeyboardEvent, form: HTMLFormElement): void {
  if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !(event.code === "KeyS" || event.key === "Enter")) return;
  event.preventDefault();
  form.requestSubmit();
}

define("hr-article", Article);
