// Elements in one line, and icons.

type Child = Node | string | false | null | undefined;
type Props = Record<string, unknown>;

/** An element with attributes and children; what begins with "on" is a listener, false and null are nothing. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value as EventListener);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((one): one is Node | string => Boolean(one)));
  return made;
}

/** A drawing of 24 by 24, from one path. */
export function icon(path: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  made.append(line);
  return made;
}

/** A button that shows a drawing; its words are read, and shown to whoever points at it. */
export const iconButton = (path: string, label: string, props: Props = {}): HTMLButtonElement =>
  h("button", { type: "button", class: "icon", "aria-label": label, title: label, ...props }, icon(path));

/** An article, or another link that stands alone: its name, and something small below it. */
export const card = (href: string, title: string, below: string, props: Props = {}): HTMLAnchorElement =>
  h("a", { class: "card", href, target: "_blank", rel: "noopener noreferrer", dir: "auto", ...props }, title, below && h("small", {}, below));

export const TALK = "M4 5h16v11h-9l-5 4v-4H4z";
export const CLOSE = "M6 6l12 12M18 6L6 18";
export const MORE = "M5 12h.01M12 12h.01M19 12h.01";
export const SEND = "M12 19V5M6 11l6-6 6 6";
export const LOOK = "M5 3h14v18H5zM9 8h6M9 12h6M9 16h3";
export const CLIP = "M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l8-8";

interface Policy {
  createHTML(html: string): string;
}
const types = (window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
let policy: Policy | undefined;

/** HTML that the server has cleaned, as nodes; links open elsewhere and tell nobody whence they came. */
export function cleaned(html: string): DocumentFragment {
  policy ??= types?.createPolicy("handrail-chat", { createHTML: (text) => text }) ?? { createHTML: (text) => text };
  const made = document.createElement("template");
  made.innerHTML = policy.createHTML(html);
  for (const link of made.content.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    if (link.parentElement?.textContent?.trim() === link.textContent?.trim()) asCard(link);
  }
  return made.content;
}

/** A link that stands alone, such as an article, is a card: its name, and where it leads. */
function asCard(link: HTMLAnchorElement): void {
  const told = link.textContent?.trim();
  link.className = "card";
  if (told && !/^https?:/.test(told)) link.append(h("small", { dir: "ltr" }, link.host));
}
