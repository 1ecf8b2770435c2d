// The window: a dialog with what was said, what is asked, and where one writes.
import { Composer } from "./composer";
import { language, say } from "./config";
import { CLOSE, h, icon, MORE } from "./dom";
import { Log } from "./log";
import { Sheets, type Sheet } from "./sheets";
import { read } from "./store";
import { isLive, type Talk } from "./talk";

const NARROW = matchMedia("(max-width: 480px)");

export class Window {
  readonly box = h("section", { class: "window", role: "dialog", "aria-labelledby": "title", tabindex: "-1" });
  readonly #title = h("h2", { id: "title" });
  readonly #says = h("p", { class: "says", role: "status", dir: "auto" });
  readonly #bar = h("div", { class: "bar", role: "status" });
  readonly #offers = h("div", { class: "doing" });
  readonly #menu = h("details", { class: "menu" });
  readonly #closing = h("button", { type: "button", class: "icon" }, icon(CLOSE));
  readonly #log: Log;
  readonly #composer: Composer;
  readonly #sheets: Sheets;
  #tongue = "";

  constructor(
    private readonly talk: Talk,
    close: () => void,
    private readonly stays: boolean,
  ) {
    this.#log = new Log(talk);
    this.#composer = new Composer(talk);
    this.#sheets = new Sheets(talk, () => this.focus());
    this.#closing.addEventListener("click", close);
    this.#closing.hidden = stays;
    const head = h("header", {}, h("div", {}, this.#title, this.#says), this.#menu, this.#closing);
    this.box.append(head, this.#log.box, this.#offers, this.#bar, this.#sheets.box, this.#composer.form);
    this.box.addEventListener("keydown", (event) => this.#key(event, close));
    this.box.addEventListener("dragover", (event) => event.preventDefault());
    this.box.addEventListener("drop", (event) => (event.preventDefault(), this.#composer.add(event.dataTransfer?.files)));
    this.box.addEventListener("click", ({ target }) => this.#menu.contains(target as Node) || (this.#menu.open = false));
  }

  /** Put the focus where one writes, or on the first question. */
  focus(): void {
    (this.#composer.form.querySelector<HTMLElement>(".field input, .field select, .field textarea") ?? this.#composer.text).focus();
  }

  /** Draw everything as it is now. */
  draw(): void {
    const { talk } = this;
    this.box.setAttribute("aria-modal", String(NARROW.matches && !this.stays));
    if (this.#tongue !== language()) this.#translate();
    set(this.#says, talk.state?.says || talk.open.says);
    this.#says.dataset["is"] = talk.state?.here || (!talk.state && talk.open.open === "now") ? "now" : "later";
    set(this.#bar, talk.away && say(talk.away));
    this.#menu.hidden = !read()?.begun;
    this.#menu.querySelector<HTMLElement>("[value=end]")!.hidden = !isLive(talk.state);
    this.#offer();
    this.#sheets.draw();
    this.#composer.draw();
    this.#log.draw();
    if (!this.box.hidden) talk.seeAll();
  }

  /** What the assistant's answer leaves to choose. */
  #offer(): void {
    const offers = this.talk.state?.offers ?? [];
    const drawn = `${language()} ${offers}`;
    if (this.#offers.dataset["drawn"] === drawn) return;
    this.#offers.dataset["drawn"] = drawn;
    const had = this.#offers.contains((this.box.getRootNode() as ShadowRoot).activeElement);
    const choose = (choice: string): void => void this.talk.act("choose", { choice }).catch(() => this.talk.catchUp());
    this.#offers.replaceChildren(...offers.map((one) => h("button", { type: "button", value: one, onclick: () => choose(one) }, say(one))));
    if (had) this.focus(); // what was pressed is there no more
  }

  #translate(): void {
    this.#tongue = language();
    this.#title.textContent = say("title");
    name(this.#closing, say("close"));
    const item = (value: string, key: string): HTMLElement => h("button", { type: "button", value, onclick: () => this.#choose(value) }, say(key));
    const summary = h("summary", { class: "icon" }, icon(MORE));
    name(summary, say("more"));
    const items = h("div", {}, item("transcript", "copyTitle"), item("end", "end"), item("forget", "forget"));
    this.#menu.replaceChildren(summary, items);
    this.#sheets.renew();
  }

  #choose(value: string): void {
    this.#menu.open = false;
    if (value === "end") this.talk.act("end").then(() => this.focus(), () => undefined);
    else this.#sheets.ask(value as Sheet);
  }

  #key(event: KeyboardEvent, close: () => void): void {
    event.stopPropagation(); // the page's own shortcuts are not meant
    if (event.key === "Escape") {
      if (this.#menu.open) {
        this.#menu.open = false;
        this.#menu.querySelector("summary")?.focus();
      } else if (!this.stays) close();
    }
    if (event.key === "Tab" && NARROW.matches && !this.stays) this.#turn(event);
  }

  /** On a phone the window is all there is: Tab goes round in it. */
  #turn(event: KeyboardEvent): void {
    const all = [...this.box.querySelectorAll<HTMLElement>("button, summary, input, select, textarea, a, [tabindex='0']")];
    const stops = all.filter((one) => one.tabIndex >= 0 && one.offsetParent);
    const [first, last] = [stops[0], stops.at(-1)];
    const at = (this.box.getRootNode() as ShadowRoot).activeElement;
    if (at !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}

/** Change a text only if it is another one: a live region would say it again. */
function set(at: HTMLElement, text: string): void {
  if (at.textContent !== text) at.textContent = text;
  at.hidden = !text;
}

function name(at: HTMLElement, text: string): void {
  at.setAttribute("aria-label", text);
  at.title = text;
}
