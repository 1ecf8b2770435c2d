/** <hr-article>: writes an article. Marks by buttons and keys, a preview that the server draws, words kept as they are
    typed, files by paste and drop. Without it the form still saves and publishes. */
import { Island, define } from "./island";
import { apply, keys, nextItem } from "./article_marks";
import { toast } from "./toasts";
import { wasTyped } from "./typed";
import { csrfToken, say } from "./words";

const PAUSE = 600; // milliseconds without a key before the words go to the server

class Article extends Island {
  #timer = 0;
  #asked = 0;
  #kept = "";

  protected override wake(): void {
    const form = this.querySelector<HTMLFormElement>("form.words"), area = this.querySelector<HTMLTextAreaElement>("textarea.body");
    if (!form || !area) return;
    this.#kept = this.#words(form);
    this.listen(form, "input", () => { this.#later(form); });
    if (wasTyped(form)) this.#later(form);
    this.listen(form, "keydown", (event) => { this.#key(event as KeyboardEvent, form, area); });
    this.listen(this, "click", (event) => {
      const mark = (event.target as Element).closest<HTMLElement>("[data-mark]")?.dataset["mark"];
      if (mark) { area.focus(); apply(mark, area); }
    });
    this.listen(form, "submit", () => { clearTimeout(this.#timer); this.#kept = this.#words(form); });
    this.listen(window, "beforeunload", (event) => { if (this.#words(form) !== this.#kept) { event.preventDefault(); } });
    this.#files(area);
    this.#scroll(area);
    this.signal.addEventListener("abort", () => { clearTimeout(this.#timer); });
  }

  #words(form: HTMLFormElement): string {
    const told = new FormData(form);
    return JSON.stringify(["title", "summary", "body"].map((name) => told.get(name)));
  }

  #key(event: KeyboardEvent, form: HTMLFormElement, area: HTMLTextAreaElement): void {
    if (event.isComposing) return;
    if (event.target instanceof HTMLElement && event.target.matches(".title") && event.key === "Enter") { event.preventDefault(); this.querySelector<HTMLElement>(".summary")?.focus(); return; }
    if (event.target === area && event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey) { if (nextItem(area)) event.preventDefault(); return; }
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.code === "KeyS" || event.key === "Enter") { event.preventDefault(); form.requestSubmit(); return; }
    const mark = event.target === area ? keys[event.code] : undefined;
    if (mark) { event.preventDefault(); apply(mark, area); }
  }

  /** "Kept" is said of the words that stand there, not of those before them. */
  #later(form: HTMLFormElement): void {
    clearTimeout(this.#timer);
    this.#say("");
    this.#timer = window.setTimeout(() => { void this.#keep(form); }, PAUSE);
  }

  /** Keep the words (of an article that exists) and draw them; only the newest answer counts. */
  async #keep(form: HTMLFormElement): Promise<void> {
    const words = this.#words(form), asked = ++this.#asked, keep = this.dataset["keep"], shown = this.querySelector("#as-read");
    this.#say(keep ? "saving" : "");
    try {
      const answer = await fetch(keep || this.dataset["preview"] || "", { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" }, signal: this.signal });
      if (asked !== this.#asked) return;
      if (!answer.ok) { this.#say("notSaved"); if (answer.status === 422) toast(await answer.text(), "error"); return; }
      const html = await answer.text();
      if (asked !== this.#asked || !shown) return;
      shown.innerHTML = html;
      if (keep) this.#kept = words;
      if (keep && this.#words(form) === words) this.#say("saved");
    } catch {
      if (this.signal.aborted || asked !== this.#asked) return;
      this.#say("notSaved");
      this.#timer = window.setTimeout(() => { void this.#keep(form); }, 5000);
    }
  }

  #say(state: string): void {
    const place = document.querySelector<HTMLElement>("[data-kept]");
    if (!place) return;
    place.dataset["state"] = state;
    const text = place.querySelector("span");
    if (text) text.textContent = state && say(state);
  }

  /** Pictures and files that are pasted, dropped or chosen go to the article; their Markdown comes in at the caret. */
  #files(area: HTMLTextAreaElement): void {
    const chooser = this.querySelector<HTMLInputElement>("[data-files]"), address = chooser?.dataset["files"];
    const take = (files: Iterable<File>): void => { if (!address) { toast(say("saveFirst"), "error"); return; } for (const file of files) void this.#send(file, address, area); };
    if (chooser) this.listen(chooser, "change", () => { take(chooser.files ?? []); chooser.value = ""; });
    this.listen(area, "paste", (event) => {
      const { files } = (event as ClipboardEvent).clipboardData ?? {};
      if (files?.length) { event.preventDefault(); take(files); }
    });
    this.listen(area, "dragover", (event) => { if ((event as DragEvent).dataTransfer?.types.includes("Files")) event.preventDefault(); });
    this.listen(area, "drop", (event) => {
      const files = (event as DragEvent).dataTransfer?.files;
      if (files?.length) { event.preventDefault(); take(files); }
    });
  }

  async #send(file: File, address: string, area: HTMLTextAreaElement): Promise<void> {
    const told = new FormData();
    told.append("file", file);
    this.#say("saving");
    try {
      const answer = await fetch(address, { method: "POST", body: told, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" }, signal: this.signal });
      if (answer.status === 413) throw new Error(say("tooLarge"));
      const { markdown, error } = (await answer.json()) as { markdown?: string; error?: string };
      if (!markdown) throw new Error(error ?? say("notUploaded", { name: file.name }));
      area.setRangeText(markdown, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (problem) {
      this.#say("");
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

define("hr-article", Article);
