/** Markdown's marks, put around or before what is chosen in a text area; the browser's own undo takes them back. */
const AROUND: Record<string, [string, string]> = { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], link: ["[", "](https://)"], fence: ["```\n", "\n```"] };
const BEFORE: Record<string, (index: number) => string> = { heading: () => "## ", list: () => "- ", steps: (index) => `${index + 1}. ` };
const BLOCKS: Record<string, string> = { table: "| A | B |\n| --- | --- |\n| 1 | 2 |\n", note: "> [!NOTE]\n> ", warning: "> [!WARNING]\n> " };

export const keys: Record<string, string> = { KeyB: "bold", KeyI: "italic", KeyK: "link" };

export function apply(mark: string, area: HTMLTextAreaElement): void {
  const around = AROUND[mark], before = BEFORE[mark], block = BLOCKS[mark];
  if (around) wrap(area, around);
  else if (before) prefix(area, before);
  else if (block) onItsOwn(area, block);
}

/** As if it had been typed, so that the browser can undo it; some browsers cannot, then it is just put in. */
function type(area: HTMLTextAreaElement, text: string): void {
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

function prefix(area: HTMLTextAreaElement, before: (index: number) => string): void {
  const { value } = area, start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", area.selectionEnd), end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n"), has = lines.every((line, index) => line.startsWith(before(index)));
  const changed = lines.map((line, index) => (has ? line.slice(before(index).length) : before(index) + line)).join("\n");
  area.setSelectionRange(start, end);
  type(area, changed);
}

function onItsOwn(area: HTMLTextAreaElement, block: string): void {
  const at = area.selectionEnd, before = area.value.slice(0, at);
  area.setSelectionRange(at, at);
  type(area, (before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n") + block);
}
