/** The line in which one writes where a link leads: ⌘K on marked words or in a link opens it, Enter sets the link, Escape leaves it. */
import type { Editor } from "@tiptap/core";

export class LinkLine {
  readonly #line: HTMLElement;
  #editor: Editor | undefined;

  constructor(line: HTMLElement) { this.#line = line; }

  serve(editor: Editor, signal: AbortSignal): void {
    this.#editor = editor;
    this.#line.querySelector("[data-link-set]")?.addEventListener("click", () => { this.#set(); }, { signal });
    this.#line.querySelector("[data-link-drop]")?.addEventListener("click", () => { this.#drop(); }, { signal });
    this.#line.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.#input()) { event.preventDefault(); event.stopPropagation(); this.#set(); }
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.#close(); }
    }, { signal });
    editor.view.dom.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && this.#isMeant()) event.stopPropagation(); // elsewhere it is the palette's
    }, { signal });
  }

  /** The key: opens the line when there is something to link; false when the key is not ours. */
  press(): boolean {
    if (this.#isMeant()) this.open();
    return this.#isMeant();
  }

  #isMeant(): boolean { return Boolean(this.#editor && (!this.#editor.state.selection.empty || this.#editor.isActive("link"))); }

  open(): void {
    const input = this.#input();
    if (!input || !this.#editor) return;
    input.value = String(this.#editor.getAttributes("link")["href"] ?? "");
    this.#line.hidden = false;
    input.focus();
    input.select();
  }

  #input(): HTMLInputElement | null { return this.#line.querySelector<HTMLInputElement>("[data-link-address]"); }

  #close(): void {
    this.#line.hidden = true;
    this.#editor?.commands.focus();
  }

  #set(): void {
    const typed = this.#input()?.value.trim() ?? "", editor = this.#editor;
    if (!typed || !editor) { this.#drop(); return; }
    const href = /^(?:https?:|mailto:|tel:)/i.test(typed) ? typed : typed.includes("@") && !typed.includes("/") ? `mailto:${typed}` : `https://${typed}`;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (editor.state.selection.empty && !editor.isActive("link")) chain.insertContent({ type: "text", text: typed, marks: [{ type: "link", attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
    this.#close();
  }

  #drop(): void {
    this.#editor?.chain().focus().extendMarkRange("link").unsetLink().run();
    this.#close();
  }
}
