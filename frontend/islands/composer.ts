/** <hr-composer data-draft data-files>: keeps the draft on the server, takes files, sends once. The form works without it. */
import { wroteHere } from "./came_back";
import { Lines, KEPT } from "./composer_lines";
import type { Editor } from "./editor/editor";
import { Island, define } from "./island";
import { wasTyped } from "./typed";
import { hush, toast } from "./toasts";
import { typedAhead } from "./typed_ahead";
import { csrfToken, say } from "./words";
import { upload, uploadPicture } from "./uploads";

const PAUSE = 800, LONG = 600_000; // ms

class Composer extends Island {
  #timer = 0;
  #kept = "";
  #sent = "";
  #sending = false;
  #saving: AbortController | undefined;
  #editor: Editor | undefined;
  #loading = false;
  #isOlder = false;
  #tabs: BroadcastChannel | undefined;
  readonly #uploads = new Set<Promise<void>>();

  protected override wake(): void {
    const area = this.#area();
    if (area && !area.selectionEnd) area.setSelectionRange(area.value.length, area.value.length); // one goes on where one stopped
    if (wroteHere(this, this.signal)) area?.focus(); // else what one types would be commands
    void this.#goOn();
    this.#share();
    this.#begin();
    new Lines(this, this.signal, () => { this.#later(); });
    void import("./picker").then(({ Picker }) => new Picker(this, this.signal, () => this.#editor), () => undefined); // without it one writes all oneself
    this.#return();
    if (this.dataset["caret"]) this.addEventListener("input", () => { void import("./caret").then(({ Caret }) => new Caret(this, this.signal, () => this.#editor), () => undefined); }, { once: true, signal: this.signal });
    if (this.dataset["articles"]) this.#offer();
    if (this.dataset["writing"]) this.addEventListener("input", (event) => { void import("./writing").then(({ Writing }) => { new Writing(this, this.signal).press(event); }, () => undefined); }, { once: true, signal: this.signal });
    this.listen(this, "focusin", (event) => { if (event.target === this.#area()) void this.#edit(); });
    if (this.#html()?.value || document.activeElement === this.#area()) void this.#edit();
    if (!/Mac|iP/.test(navigator.platform)) for (const key of this.querySelectorAll("kbd")) key.textContent = key.textContent.replace("⌘", "Ctrl ");
    this.listen(this, "input", (event) => { if (!(event.target as Element).matches("[type=file], [name=then], [name=after]")) this.#later(); });
    // A click on Reply or Note is followed by writing; with the arrow keys one only chooses.
    this.listen(this, "click", (event) => { if ((event as MouseEvent).detail && (event.target as Element).matches("[name=kind]")) this.#focus(); });
    this.listen(this, "change", (event) => { this.#choose(event.target as HTMLInputElement); });
    this.listen(this, "keydown", (event) => { this.#key(event as KeyboardEvent); });
    if (this.dataset["enter"]) this.listen(this, "keydown", (event) => { this.#enter(event as KeyboardEvent); }, { capture: true });
    this.listen(this, "handrail:insert", (event) => { void this.#insert((event as CustomEvent<{ html: string; text: string }>).detail); });
    this.listen(this, "submit", (event) => { this.#submit(event as SubmitEvent); }, { capture: true });
    this.listen(this, "htmx:after:request", (event) => { if (event.target === this.#form()) this.#taken((event as CustomEvent<HtmxDetail>).detail.ctx.response); });
    this.listen(this, "htmx:finally:request", (event) => { if (event.target === this.#form()) this.#free(); });
    this.listen(this, "paste", (event) => { this.#take((event as ClipboardEvent).clipboardData?.files, event); });
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) this.listen(this, type, (event) => { this.#drag(event as DragEvent); });
    this.listen(document, "visibilitychange", () => { if (document.hidden) this.#leave(); });
    this.listen(window, "pagehide", () => { this.#leave(); });
    this.listen(window, "online", () => { this.#later(); });
    this.signal.addEventListener("abort", () => { this.#leave(); this.#editor = undefined; });
    this.#grow();
  }

  /** The editor takes the text area's place; in the middle of a word of an input method it waits for the word's end. */
  async #edit(): Promise<void> {
    const area = this.#area(), html = this.#html();
    if (!area || !html || this.#editor || this.#loading) return;
    this.#loading = true;
    this.dataset["editor"] = "loading";
    let composing = false;
    area.addEventListener("compositionstart", () => { composing = true; }, { signal: this.signal });
    area.addEventListener("compositionend", () => { composing = false; }, { signal: this.signal });
    try {
      const { mount } = await import("./editor/editor");
      while (composing) await new Promise((resolve) => { setTimeout(resolve, 100); });
      if (!area.isConnected || this.signal.aborted) return;
      if (this.#sending) { this.#forgo(); return; } // what is on its way is not touched any more
      const wasKept = this.#state() === this.#kept;
      this.#editor = mount({ area, html, marks: this.querySelector(".marks"), links: this.querySelector(".link-line"), keep: (file) => this.#picture(file), changed: () => { this.#later(); } }, this.signal);
      if (wasKept) this.#kept = this.#state();
      this.dataset["editor"] = "ready";
    } catch { this.#forgo(); } // not there now, as without a line: the text area goes on
  }

  /** `??` or the button brings the articles; the second sign may come before what listens for it. */
  #offer(): void {
    const first = new AbortController(), begins = (event: Event): void => {
      const pressed = (event.target as Element).closest("[data-article]") !== null;
      if (event.type === "click" ? !pressed : (event as InputEvent).data !== "?") return;
      first.abort();
      void import("./articles").then(({ Articles }) => { const one = new Articles(this, this.signal, () => this.#editor); if (pressed) one.press(); else one.look(); }, () => { this.#offer(); });
    };
    for (const type of ["input", "click"]) this.addEventListener(type, begins, { signal: AbortSignal.any([this.signal, first.signal]) });
  }

  /** Words that were chosen elsewhere on the page, where one was writing; one goes on below them. */
  async #insert({ html, text }: { html: string; text: string }): Promise<void> {
    await this.#edit();
    const area = this.#area();
    this.#focus();
    if (this.#editor) { this.#editor.commands.insertContent(`${html}<p></p>`); return; }
    area?.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** What was typed while this page was on its way comes before what has been typed since. */
  async #goOn(): Promise<void> {
    const typed = typedAhead(), area = this.#area();
    if (!typed || !area) return;
    if (this.#html()?.value) { await this.#edit(); this.#focus(); this.#editor?.commands.insertContent({ type: "text", text: typed }); return; }
    const kept = area.defaultValue.length;
    area.setRangeText(typed, kept, kept);
    area.setSelectionRange(area.value.length, area.value.length);
    area.focus();
  }

  #forgo(): void {
    this.#loading = false;
    delete this.dataset["editor"];
  }

  async #picture(file: File): Promise<{ cid: string; width: number } | undefined> {
    const url = this.dataset["files"], list = this.querySelector(".files");
    if (!url || !list) return undefined;
    let cid = "";
    const work: Promise<void> = uploadPicture(file, url, this.#mode(), list, this.signal, (told) => { cid = told; }).finally(() => this.#uploads.delete(work));
    this.#uploads.add(work);
    const size = await createImageBitmap(file).catch(() => undefined);
    await work;
    return cid ? { cid, width: Math.min(size?.width ?? 0, 640) } : undefined;
  }

  #focus(): void { if (this.#editor) this.#editor.view.focus(); else this.#area()?.focus(); }

  #form(): HTMLFormElement | null { return this.querySelector("form"); }
  #area(): HTMLTextAreaElement | null { return this.querySelector("textarea"); }
  #mode(): string { return this.querySelector<HTMLInputElement>("[name=kind]:checked")?.value ?? "reply"; }
  #html(): HTMLInputElement | null { return this.querySelector<HTMLInputElement>("[name=html]"); }
  #state(): string {
    const form = this.#form(), state = new URLSearchParams();
    if (form) for (const [name, value] of new FormData(form)) if (KEPT.has(name) && typeof value === "string") state.append(name, value);
    return state.toString();
  }

  /** What the page came with is kept, but for what was refused, or typed before this island woke. */
  #begin(): void {
    const form = this.#form(), isNew = form !== null && ("told" in this.dataset || wasTyped(form));
    this.#kept = isNew ? "" : this.#state();
    if (isNew) this.#later();
  }

  /** "Saved" is said of what stands there, not of what stood there. */
  #later(): void {
    if (this.#state() !== this.#kept) this.#tell("", "");
    else if (this.querySelector(".saved[data-state='']")) this.#tell("saved", say("saved"));
    this.#grow();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => { void this.#save(); }, PAUSE);
  }

  /** Browsers without field-sizing get their height from here. */
  #grow(): void {
    const area = this.#area();
    if (!area || CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.34)}px`;
  }

  async #save(keepalive = false): Promise<void> {
    const state = this.#state(), url = this.dataset["draft"];
    if (!url || state === this.#kept || this.#sending) return;
    this.#saving?.abort();
    this.#saving = new AbortController();
    try {
      const answer = await fetch(url, { method: "POST", body: new URLSearchParams(state), keepalive, signal: keepalive ? null : this.#saving.signal, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.#kept = state;
      sessionStorage.removeItem(url);
      this.#tabs?.postMessage("");
      this.#isOlder = false;
      if (this.dataset["page"] && location.pathname !== this.dataset["page"]) history.replaceState(null, "", this.dataset["page"]); // a reload finds it
      if (this.#state() === state) this.#tell("saved", say("saved"));
      else this.#later(); // one wrote on, or the editor came meanwhile
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.#tell("failed", say("notSaved"));
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => { void this.#save(); }, 5000);
    }
  }

  /** Another tab kept this draft: what stands here is older, is not kept by leaving, and is said to be so. */
  #share(): void {
    const url = this.dataset["draft"];
    if (!url) return;
    this.#tabs = new BroadcastChannel(`handrail-draft ${new URL(url, location.href).pathname}`);
    this.#tabs.onmessage = () => {
      clearTimeout(this.#timer);
      this.#saving?.abort();
      this.#kept = this.#state();
      this.#tell("", "");
      if (this.#isOlder) return;
      this.#isOlder = true;
      toast(say("elsewhere"), "error", undefined, LONG);
    };
    this.signal.addEventListener("abort", () => { this.#tabs?.close(); this.#tabs = undefined; hush(say("elsewhere")); });
  }

  #leave(): void {
    clearTimeout(this.#timer);
    const url = this.dataset["draft"], state = this.#state();
    if (url && state !== this.#kept && !this.#sending) sessionStorage.setItem(url, `${Date.now()} ${state}`);
    void this.#save(true);
  }

  /** A reload overtakes the draft on its way to the server: for some seconds the tab keeps it too. */
  #return(): void {
    const url = this.dataset["draft"] ?? "", [at, state] = (sessionStorage.getItem(url) ?? "").split(" ");
    sessionStorage.removeItem(url);
    const area = this.#area();
    if (!state || !area || Date.now() - Number(at) > 15_000) return;
    const words = new URLSearchParams(state);
    this.querySelector<HTMLInputElement>(`[name=kind][value=${words.get("kind") ?? "reply"}]`)?.click();
    for (const [name, value] of words) {
      const line = this.querySelector<HTMLInputElement>(`[name=${name}]:not([type=radio])`);
      if (line) line.value = value;
    }
    this.#later();
  }

  #tell(state: "" | "saved" | "failed", text: string): void {
    const place = this.querySelector<HTMLElement>(".saved");
    if (!place) return;
    place.dataset["state"] = state;
    const words = place.querySelector("span");
    if (words) words.textContent = text;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    const buttons = [...this.querySelectorAll<HTMLButtonElement>("[data-send]")];
    this.#form()?.requestSubmit(buttons.find((button) => button.checkVisibility()) ?? null);
  }

  /** In a live chat Enter alone sends, if one chose that; not what an offer or a word of an input method takes. */
  #enter(event: KeyboardEvent): void {
    const plain = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    const words = (event.target as Element).closest("textarea.write, [role=textbox].write");
    if (!plain || !words || event.defaultPrevented || this.#mode() !== "reply" || words.hasAttribute("aria-activedescendant")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#form()?.requestSubmit([...this.querySelectorAll<HTMLButtonElement>("[data-send]")].find((button) => button.checkVisibility()) ?? null);
  }

  #submit(event: SubmitEvent): void {
    const form = this.#form();
    if (event.target !== form || (event.submitter as HTMLButtonElement | null)?.hasAttribute("formaction")) return;
    if (this.#sending || this.#uploads.size) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!this.#sending) void Promise.allSettled(this.#uploads).then(() => { form?.requestSubmit(event.submitter); });
      return;
    }
    clearTimeout(this.#timer);
    this.#saving?.abort();
    this.#look(Number(document.querySelector<HTMLElement>("hr-timeline")?.dataset["looked"]));
    this.#sending = true;
    this.#sent = this.#state();
    for (const button of this.querySelectorAll("[data-send]")) button.setAttribute("aria-busy", "true");
    addEventListener("pageshow", () => { this.#free(); }, { once: true, signal: this.signal });
  }

  /** What was sent is no draft any more: leaving for the next conversation must not bring it back. */
  #taken(response: HtmxContext["response"]): void {
    if (response && response.status < 400 && !response.raw.redirected) this.#kept = this.#sent;
    const newer = response?.headers.get("Handrail-Seen");
    if (newer) { this.#look(Number(newer)); setTimeout(() => document.getElementById(`entry-${newer}`)?.scrollIntoView({ block: "nearest" }), 50); }
    const hinted = this.querySelector<HTMLInputElement>("[name=hinted]");
    if (hinted && response?.headers.get("Handrail-Hinted")) hinted.value = "1"; // asked once, never twice
  }

  /** As far as this entry one has read before sending: what came later holds the reply back. */
  #look(entry: number): void {
    const seen = this.querySelector<HTMLInputElement>("[name=seen]");
    if (seen && entry > Number(seen.value)) seen.value = String(entry);
  }

  #free(): void {
    this.#sending = false;
    for (const button of this.querySelectorAll("[data-send]")) button.removeAttribute("aria-busy");
  }

  #choose(input: HTMLInputElement): void {
    if (input.type === "file") { this.#take(input.files); input.value = ""; }
    const label = this.querySelector("[data-send-label]");
    if (label && input.dataset["label"]) label.textContent = input.dataset["label"];
  }

  #take(files: FileList | null | undefined, event?: Event): void {
    const url = this.dataset["files"], list = this.querySelector(".files");
    if (!files?.length || !url || !list) return;
    event?.preventDefault();
    for (const file of [...files]) {
      const work: Promise<void> = upload(file, url, this.#mode(), list, this.signal).finally(() => this.#uploads.delete(work));
      this.#uploads.add(work);
    }
  }

  #drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const form = this.#form();
    if (event.type === "dragenter" || event.type === "dragover") form?.setAttribute("data-drop", "");
    else if (event.type === "drop" || !this.contains(event.relatedTarget as Node | null)) form?.removeAttribute("data-drop");
    if (event.type === "drop") this.#take(event.dataTransfer.files);
  }
}

define("hr-composer", Composer);
