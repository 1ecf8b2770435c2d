/** The editor: Tiptap in the place of the text area, which goes on holding the plain text. Loaded at the first focus. */
import { Editor, type Extensions } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Code } from "@tiptap/extension-code";
import { CodeBlock } from "@tiptap/extension-code-block";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Text } from "@tiptap/extension-text";
import { Dropcursor, UndoRedo } from "@tiptap/extensions";
import { LinkLine } from "./linking";
import { tidied, wordsOf } from "./pasting";
import { Picture } from "./picture";

export type { Editor };
export interface Kept { cid: string; width: number }
export interface Place {
  area: HTMLTextAreaElement;
  html: HTMLInputElement;
  marks: HTMLElement | null;
  links: HTMLElement | null;
  /** Keep a picture with the draft; nothing when that failed. */
  keep: (file: File) => Promise<Kept | undefined>;
  changed: () => void;
}

const PICTURES = /^image\/(?:png|jpeg|gif|webp)$/;

export function mount(place: Place, signal: AbortSignal): Editor {
  const { area, html } = place, end = area.selectionEnd, atEnd = end >= area.value.length, hadFocus = document.activeElement === area;
  const links = place.links ? new LinkLine(place.links) : undefined;
  const box = document.createElement("div");
  box.className = "editor";
  area.before(box);
  const editor: Editor = new Editor({
    element: box,
    extensions: extensions(links),
    content: html.value || fromText(area.value),
    injectCSS: false,
    textDirection: "auto",
    parseOptions: { preserveWhitespace: true },
    editorProps: {
      attributes: { class: "write", role: "textbox", "aria-multiline": "true", "aria-label": area.getAttribute("aria-label") ?? "", "data-placeholder": area.placeholder },
      transformPastedHTML: tidied,
      handlePaste: (_view, event) => take(event.clipboardData, event),
      handleDrop: (view, event, _slice, moved) => {
        if (moved) return false;
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
        return take(event.dataTransfer, event, at);
      },
    },
    onUpdate: () => { write(); place.changed(); },
    onTransaction: () => { press(); },
  });
  links?.serve(editor, signal);

  function write(): void {
    html.value = editor.isEmpty ? "" : editor.getHTML();
    area.value = editor.getText({ blockSeparator: "\n\n" }).replace(/\n{3,}/g, "\n\n");
    editor.view.dom.toggleAttribute("data-empty", editor.isEmpty);
  }

  /** Pictures go between the words; with words beside them (Word brings a picture of its text) the words count. */
  function take(data: DataTransfer | null, event: Event, at?: number): boolean {
    const files = [...(data?.files ?? [])].filter((file) => PICTURES.test(file.type));
    const said = wordsOf(data?.getData("text/html") ?? "");
    if (!files.length || said || files.length < (data?.files.length ?? 0)) return false;
    event.preventDefault();
    event.stopPropagation();
    let where = at;
    for (const file of files) {
      void place.keep(file).then((kept) => {
        if (!kept || editor.isDestroyed) return;
        const node = { type: "picture", attrs: { cid: kept.cid, alt: file.name, width: kept.width || null } };
        if (where === undefined) editor.chain().focus().insertContent(node).run();
        else { editor.chain().focus().insertContentAt(where, node).run(); where += 1; }
      });
    }
    return true;
  }

  function press(): void {
    for (const button of place.marks?.querySelectorAll<HTMLElement>("[data-mark]") ?? []) button.setAttribute("aria-pressed", String(editor.isActive(button.dataset["mark"] ?? "")));
  }

  if (place.marks) bar(place.marks, editor, () => links?.open(), signal);
  // at once, and before the text area goes: a key pressed in between would be lost
  editor.commands.setTextSelection(hadFocus && !atEnd ? at(end, area.value) : editor.state.doc.content.size);
  if (hadFocus) editor.view.focus();
  area.hidden = true;
  area.removeAttribute("aria-label");
  html.disabled = false;
  write();
  press();
  signal.addEventListener("abort", () => { editor.destroy(); });
  return editor;
}

function extensions(links: LinkLine | undefined): Extensions {
  return [
    Document, Paragraph, Text, Bold, Italic, Strike, Code, CodeBlock, Blockquote, BulletList, OrderedList, ListItem, ListKeymap, UndoRedo, Picture,
    HardBreak.extend({ addKeyboardShortcuts() { return { "Shift-Enter": () => this.editor.commands.setHardBreak() }; } }), // not ⌘⏎, which sends
    Dropcursor.configure({ class: "drop-cursor", color: false }),
    Link.extend({ addKeyboardShortcuts: () => ({ "Mod-k": () => links?.press() ?? false }) })
      .configure({ openOnClick: false, autolink: true, linkOnPaste: true, defaultProtocol: "https", protocols: ["mailto", "tel"], HTMLAttributes: { target: null, rel: null, class: null } }),
  ];
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** Plain text as the editor holds it: a paragraph for each, a break at each line's end. */
function fromText(text: string): string {
  return text ? text.split(/\n[ \t]*\n/).map((part) => `<p>${escaped(part).replace(/\n/g, "<br>")}</p>`).join("") : "";
}

/** About where the caret stood in the text area: paragraphs and breaks cost one or two places. */
function at(offset: number, text: string): number {
  const before = text.slice(0, offset);
  return 1 + before.length - [...before.matchAll(/\n[ \t]*\n/g)].reduce((sum, found) => sum + found[0].length - 2, 0);
}

/** One stop for Tab; the arrows go through the marks. */
function bar(marks: HTMLElement, editor: Editor, link: () => void, signal: AbortSignal): void {
  const buttons = (): HTMLElement[] => [...marks.querySelectorAll<HTMLElement>("[data-mark]")].filter((one) => one.checkVisibility());
  marks.hidden = false;
  marks.addEventListener("mousedown", (event) => { event.preventDefault(); }, { signal }); // the words keep the focus
  marks.addEventListener("click", (event) => {
    const mark = (event.target as Element).closest<HTMLElement>("[data-mark]")?.dataset["mark"];
    if (mark === "link") { link(); return; }
    const chain = editor.chain().focus();
    const acts: Record<string, () => typeof chain> = {
      bold: () => chain.toggleBold(), italic: () => chain.toggleItalic(), strike: () => chain.toggleStrike(), code: () => chain.toggleCode(),
      bulletList: () => chain.toggleBulletList(), orderedList: () => chain.toggleOrderedList(), blockquote: () => chain.toggleBlockquote(), codeBlock: () => chain.toggleCodeBlock(),
    };
    if (mark) acts[mark]?.().run();
  }, { signal });
  marks.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0, all = buttons(), now = all.indexOf(event.target as HTMLElement);
    if (!step || now < 0) return;
    event.preventDefault();
    const forward = document.documentElement.dir === "rtl" ? -step : step, next = all[(now + forward + all.length) % all.length];
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
    next?.focus();
  }, { signal });
}
