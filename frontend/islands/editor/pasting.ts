/** HTML from the clipboard, before the editor reads it: what Word and Google Docs mean, and nothing that fetches. */

/** Clean pasted HTML. What the editor's schema does not know goes by itself; here goes what it would misread. */
export function tidied(html: string): string {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html"), body = page.body;
  for (const one of body.querySelectorAll("style, script, meta, link, title, xml, o\\:p, head")) one.remove();
  comments(page);
  for (const bold of body.querySelectorAll<HTMLElement>("b[id^=docs-internal-guid], b[data-style*='font-weight:normal'], b[data-style*='font-weight: normal']")) unwrap(bold);
  wordLists(page);
  for (const span of body.querySelectorAll<HTMLElement>("span[data-style]")) marks(page, span);
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const line = page.createElement("p"), strong = line.appendChild(page.createElement("strong"));
    strong.append(...heading.childNodes);
    heading.replaceWith(line);
  }
  for (const table of body.querySelectorAll("table")) table.replaceWith(...rows(page, table));
  for (const image of body.querySelectorAll("img")) if (!image.getAttribute("src")?.startsWith("cid:")) image.replaceWith(image.alt ? `[${image.alt}]` : "");
  for (const one of body.querySelectorAll("[data-style]")) one.removeAttribute("data-style");
  return body.innerHTML;
}

/** Styles are read and never applied: the page's policy forbids them, and says so loudly. */
const unstyled = (html: string): string => html.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, "")
  .replace(/<[^>]*>/g, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)\s*=/gi, "$1data-$2="));

/** The words of HTML alone. */
export const wordsOf = (html: string): string => html.replace(/<(style|script|title)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>|&nbsp;/gi, "").trim();

function comments(page: Document): void {
  const walk = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT), found: Node[] = [];
  while (walk.nextNode()) found.push(walk.currentNode);
  for (const one of found) one.parentNode?.removeChild(one);
}

function unwrap(element: Element): void { element.replaceWith(...element.childNodes); }

/** Google Docs says with styles what is meant. */
function marks(page: Document, span: HTMLElement): void {
  const style = span.dataset["style"] ?? "";
  const wanted = [/font-weight:\s*(?:bold|[6-9]00)/i.test(style) ? "strong" : "", /font-style:\s*italic/i.test(style) ? "em" : "", /text-decoration[\w-]*:[^;]*line-through/i.test(style) ? "s" : ""];
  for (const name of wanted.filter(Boolean)) {
    const mark = page.createElement(name);
    mark.append(...span.childNodes);
    span.append(mark);
  }
}

/** Word writes a list as paragraphs with a bullet of their own. */
function wordLists(page: Document): void {
  let list: HTMLElement | undefined, after: Element | undefined;
  for (const line of page.body.querySelectorAll<HTMLElement>("p[class*=MsoListParagraph], p[data-style*='mso-list']")) {
    const bullet = [...line.querySelectorAll<HTMLElement>("span[data-style*='mso-list']")].find((one) => /ignore/i.test(one.dataset["style"] ?? ""));
    const sign = (bullet?.textContent ?? /^\s*\S{1,3}[\s\u00a0]/.exec(line.textContent)?.[0] ?? "").trim();
    if (bullet) bullet.remove();
    else if (line.firstChild?.nodeType === Node.TEXT_NODE) line.firstChild.textContent = (line.firstChild.textContent ?? "").replace(/^\s*\S{1,3}[\s\u00a0]+/, "");
    const name = /^(?:\d+|[a-z]|[ivx]+)[.)]$/i.test(sign) ? "ol" : "ul";
    if (list?.localName !== name || after !== line) {
      list = page.createElement(name);
      line.before(list);
    }
    after = line.nextElementSibling ?? undefined;
    const item = list.appendChild(page.createElement("li"));
    item.append(...line.childNodes);
    line.remove();
  }
}

/** A row is a line: its cells stand apart. */
function rows(page: Document, table: HTMLTableElement): HTMLElement[] {
  return [...table.rows].map((row) => {
    const line = page.createElement("p");
    [...row.cells].forEach((cell, index) => {
      if (index) line.append(" · ");
      line.append(...[...cell.childNodes].flatMap((one) => (one instanceof HTMLParagraphElement || one.nodeName === "P" || one.nodeName === "DIV" ? [...one.childNodes] : [one])));
    });
    return line;
  });
}
