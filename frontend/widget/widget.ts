// The chat that a page shows by one script tag. Nothing is asked of the server before it is opened, nothing is kept on
// the device before the visitor writes. Everything stands in a shadow root: the page's styles and ours do not meet.
import { config, facts, language, say, speak } from "./config";
import { h, icon, TALK } from "./dom";
import { isShown } from "./shown";
import { keep, read } from "./store";
import { Talk } from "./talk";
import { Window } from "./window";

declare const STYLE: string;

class Chat {
  readonly #host = h("handrail-chat" as "div");
  readonly #root = this.#host.attachShadow({ mode: "open" });
  readonly #badge = h("span", { class: "badge" });
  readonly #button = h("button", { type: "button", class: "opener", "aria-haspopup": "dialog" }, icon(TALK), this.#badge);
  readonly #stays = facts().place === "page";
  readonly #talk = new Talk(() => this.#later());
  #window: Window | null = null;
  #isOpen = false;
  #due = 0;

  constructor() {
    const sheet = new CSSStyleSheet();
    const { ground, ink, light, dark } = config.colour;
    sheet.replaceSync(`:host{--ground:${ground};--ink:${ink};--light:${light};--dark:${dark}}${STYLE}`);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#button);
    this.#host.dataset["side"] = config.side;
    this.#host.dataset["place"] = this.#stays ? "page" : "corner";
    this.#button.addEventListener("click", () => (this.#isOpen ? this.close() : void this.open()));
    document.body.append(this.#host);
    this.#attend();
    this.#draw();
    if (this.#stays || config.preview) void this.open(this.#stays);
    else if (read()?.open && matchMedia("(min-width: 481px)").matches) void this.open(false);
  }

  /** Show the window; `focus` puts the cursor into it. */
  async open(focus = true): Promise<void> {
    this.#button.setAttribute("aria-busy", "true");
    const here = await speak().then(() => true, () => false);
    this.#button.setAttribute("aria-busy", "false");
    if (!here) return void (this.#stays && setTimeout(() => this.open(focus), 3_000));
    this.#isOpen = true;
    if (!config.preview && !read()?.begun) void this.#talk.look();
    if (!this.#window) {
      this.#window = new Window(this.#talk, () => this.close(), this.#stays);
      this.#root.prepend(this.#window.box);
    }
    this.#changeOpen(true);
    if (focus) this.#window.focus();
  }

  /** Hide it; the focus goes back to the button. */
  close(): void {
    this.#isOpen = false;
    this.#changeOpen(false);
    this.#button.focus();
  }

  #changeOpen(on: boolean): void {
    if (read()) keep((kept) => (kept.open = on));
    this.#watch();
    this.#draw();
  }

  /** Hear of what the page does: it goes elsewhere without loading, changes language or theme, opens us itself. */
  #attend(): void {
    const again = (): void => this.#later();
    const attributeFilter = ["lang", "dir", "class", "style", "data-theme"];
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter });
    for (const kind of ["popstate", "hashchange"]) addEventListener(kind, again);
    (window as { navigation?: EventTarget }).navigation?.addEventListener("navigatesuccess", again);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    document.addEventListener("visibilitychange", () => this.#watch());
    const told = (window.handrailChat ??= {});
    told.open = () => void this.open();
    told.close = () => this.close();
    told.forget = () => this.#talk.forget();
  }

  #watch(): void {
    if (!config.preview) this.#talk.watch(this.#isOpen && !document.hidden);
  }

  #later(): void {
    if (this.#window && !config.words[language()]?.["log"]) return void speak().then(() => this.#later(), () => undefined);
    this.#due ||= requestAnimationFrame(() => this.#draw());
    if (document.hidden) setTimeout(() => this.#due && this.#draw(), 50); // no frames come to hidden pages
  }

  #draw(): void {
    cancelAnimationFrame(this.#due);
    this.#due = 0;
    const host = this.#host, button = this.#button, shown = this.#window;
    host.hidden = !(this.#stays || config.preview || this.#isOpen || read()?.begun || isShown());
    host.dir = config.preview?.dir || getComputedStyle(document.documentElement).direction;
    button.lang = language();
    host.dataset["theme"] = theme();
    host.dataset["open"] = String(this.#isOpen);
    const unread = this.#isOpen ? 0 : this.#talk.unread;
    this.#badge.textContent = unread ? String(unread) : "";
    const label = unread ? `${say("title")}: ${say("unread", { count: unread })}` : say("title");
    button.setAttribute("aria-label", this.#isOpen ? say("close") : label);
    button.setAttribute("aria-expanded", String(this.#isOpen));
    button.title = say("title");
    if (!shown) return;
    shown.box.dir = config.words[language()]?.["dir"] ?? "";
    shown.box.lang = language();
    shown.box.hidden = !this.#isOpen;
    shown.draw();
  }
}

/** The page's: what it says, else whether its ground is dark. */
function theme(): string {
  const told = config.preview?.theme || facts().theme || document.documentElement.dataset["theme"];
  if (told === "dark" || told === "light") return told;
  for (const at of [document.body, document.documentElement]) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = getComputedStyle(at).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    if (alpha > 0.5) return red * 0.3 + green * 0.6 + blue * 0.1 < 110 ? "dark" : "light";
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  return scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light";
}

function start(): void {
  if (!document.querySelector("handrail-chat")) new Chat();
}

if (document.body) start();
else addEventListener("DOMContentLoaded", start, { once: true });
