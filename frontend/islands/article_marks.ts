/** Markdown's marks, put around or before what is chosen in a text area; the browser's own undo takes them back. */
const AROUND: Record<string, [string, string]> = { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], fence: ["```\n", "\n```"] };
const BEFORE: Record<string, string> = { heading: "## ", list: "- " };
const BLOCKS: Record<string, string> = { table: "| A | B |\n| --- | --- |\n| 1 | 2 |\n", note: "> [!NOTE]\n> ", warning: "> [!WARNING]\n> " };

export const keys: Record<string, string> = { KeyB: "bold", KeyI: "italic", KeyK: "link" };

export function apply(mark: string, area: HTMLTextAreaElement): void {
  const around = AROUND[mark], before = BEFORE[mark], block = BLOCKS[mark];
  if (around) wrap(area, around);
  else if (before) prefix(area, before);
  else if (mark === "steps") steps(area);
  else if (block) { area.setSelectionRange(area.selectionEnd, area.selectionEnd); onItsOwn(area, block); }
}

/** As if it had been typed, so that the browser can undo it; some browsers cannot, then it is just put in. */
export function type(area: HTMLTextAreaElement, text: string): void {
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area: HTMLTextAreaElement, [open, close]: [string, string]): void {
  const { selectionStart: start, selectionEnd: end, value } = area, chosen = value.slice(start, end);
  const inside = value.slice(start - open.length, start) === open && value.slice(end, end + close.length) === close;
  if (inside) {
    area.setSelectionRange(start - open.length, end + close.length);
    type(area, chosen);
    area.setSelectionRange(start - open.length, end - open.length);
    return;
  }
  type(area, open + chosen + close);
  area.setSelectionRange(start + open.length, start + open.length + chosen.length);
}

/** Choose the lines in which something is chosen, whole; what they say. */
function chooseLines(area: HTMLTextAreaElement): string[] {
  const { value } = area, start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", area.selectionEnd), end = next < 0 ? value.length : next;
  area.setSelectionRange(start, end);
  return value.slice(start, end).split("\n");
}

function prefix(area: HTMLTextAreaElement, before: string): void {
  const lines = chooseLines(area), has = lines.every((line) => line.startsWith(before));
  type(area, lines.map((line) => (has ? line.slice(before.length) : before + line)).join("\n"));
}

/** The chosen lines as numbered steps; without any, a first step to write. */
function steps(area: HTMLTextAreaElement): void {
  const lines = chooseLines(area).filter((line) => line.trim()), told = lines.length ? lines : [""];
  const listed = told.map((line, index) => `${index + 1}. ${line.replace(/^\s*(?:[-*]|\d+\.)\s+/, "")}`).join("\n");
  onItsOwn(area, `:::steps\n${listed}\n:::\n`);
  const caret = area.selectionEnd - "\n:::\n".length;
  area.setSelectionRange(caret, caret);
}

const ITEM = /^(\s*)([-*]|\d+\.) (.*)$/;

/** Enter in a list begins the next item, in an empty one it ends the list; false when the caret is in no list. */
export function nextItem(area: HTMLTextAreaElement): boolean {
  const { value, selectionStart: at } = area, start = value.lastIndexOf("\n", at - 1) + 1, item = ITEM.exec(value.slice(start, at));
  if (!item || at !== area.selectionEnd) return false;
  const [, indent = "", mark = "", words = ""] = item;
  if (!words.trim()) { area.setSelectionRange(start, at); type(area, ""); return true; }
  type(area, `\n${indent}${mark.endsWith(".") ? `${Number.parseInt(mark, 10) + 1}.` : mark} `);
  return true;
}

const TWICE = /^(\s*(?:[-*]|\d+\.) )([-*]|\d+\.) $/;

/** Who types the mark of an item that Enter has begun already gets one all the same. */
export function oneMark(area: HTMLTextAreaElement): void {
  const { value, selectionStart: at } = area, start = value.lastIndexOf("\n", at - 1) + 1, [, first = "", second = ""] = TWICE.exec(value.slice(start, at)) ?? [];
  if (!second || /\d/.test(first) !== /\d/.test(second)) return;
  area.setSelectionRange(start + first.length, at);
  type(area, "");
}

/** In the place of what is chosen. */
function onItsOwn(area: HTMLTextAreaElement, block: string): void {
  const at = area.selectionStart, before = area.value.slice(0, at);
  type(area, (before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n") + block);
}
