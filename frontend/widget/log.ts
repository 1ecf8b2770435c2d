// What was said, with its day and time; what waits to be sent; who is typing.
import { heads } from "./api";
import { config, language, say } from "./config";
import { card, cleaned, h, icon, LOOK } from "./dom";
import { read, type Waiting } from "./store";
import type { Entry, Shared, Talk } from "./talk";

/** The list of entries. It is drawn on from what is there, so that a screen reader hears only what is new. */
export class Log {
  readonly box = h("div", { class: "log", role: "log", tabindex: "0" });
  readonly #list = h("div");
  readonly #waiting = h("div");
  readonly #typing = h("p", { class: "typing" });
  readonly #mark = h("p", { class: "mark" });
  readonly #drawn = new Map<number, HTMLElement>();
  #tongue = "";
  #atEnd = true;

  constructor(private readonly talk: Talk) {
    this.box.append(this.#list, this.#waiting, this.#typing);
    this.box.addEventListener("scroll", ({ target }) => {
      const { scrollHeight, scrollTop, clientHeight } = target as HTMLElement;
      this.#atEnd = scrollHeight - scrollTop - clientHeight < 80;
    });
  }

  /** Draw what has changed; stay where one reads, unless one reads the newest. */
  draw(): void {
    if (this.#tongue !== language() || this.#drawn.size > this.talk.entries.length) this.#clear();
    for (const [index, entry] of this.talk.entries.entries()) {
      if (!this.#drawn.has(entry.id)) this.#add(entry, this.talk.entries[index - 1]);
    }
    const queue = read()?.queue ?? [];
    this.#waiting.replaceChildren(...queue.map((one) => this.#queued(one)));
    this.#typing.textContent = this.talk.typing ? say("typing", { name: this.talk.typing }) : this.talk.state?.looks ? say("looking") : "";
    this.#place(queue.length > 0);
    if (this.#atEnd) this.box.scrollTop = this.box.scrollHeight;
  }

  #clear(): void {
    this.#tongue = language();
    this.#drawn.clear();
    this.box.setAttribute("aria-label", say("log"));
    this.#list.replaceChildren(message("us", h("div", { class: "text", dir: "auto" }, say("greeting"))));
  }

  #add(entry: Entry, before: Entry | undefined): void {
    const made = entry.from === "line" ? h("div", { class: "line", dir: "auto" }, entry.text, ...cards(entry)) : spoken(entry, before);
    const day = new Date(entry.at).toDateString();
    const block = before && new Date(before.at).toDateString() === day ? made : h("div", {}, h("h3", {}, dayOf(entry.at)), made);
    const next = this.talk.entries.find(({ id }) => id > entry.id && this.#drawn.has(id));
    this.#list.insertBefore(block, (next && this.#drawn.get(next.id)) ?? null);
    this.#drawn.set(entry.id, block);
  }

  /** What stands below the visitor's last words: sent, or seen. */
  #place(waits: boolean): void {
    const mine = this.talk.entries.findLast(({ from }) => from !== "line");
    const shown = !waits && mine?.from === "you" ? this.#drawn.get(mine.id) : undefined;
    this.#mark.textContent = shown && mine ? say(this.talk.seen >= mine.id ? "seen" : "sent") : "";
    if (shown) (shown.querySelector(".said") ?? shown).append(this.#mark);
    else this.#mark.remove();
  }

  #queued({ once, text, files, failed }: Waiting): HTMLElement {
    const names = files.map(({ name }) => h("span", { class: "file", dir: "auto" }, name));
    const again = (label: string, yes: boolean) => h("button", { type: "button", onclick: () => this.talk.again(once, yes) }, say(label));
    const told = failed
      ? h("p", { class: "mark wrong" }, failed.length > 1 ? failed : say("failed"), " ", again("retry", true), again("discard", false))
      : h("p", { class: "mark" }, say(this.talk.away === "offline" ? "waiting" : "sending"));
    return message("you", text && h("div", { class: "text", dir: "auto" }, text), ...names, told);
  }
}

function message(from: string, ...inside: (Node | string | false)[]): HTMLElement {
  return h("div", { class: `said ${from}` }, ...inside);
}

function spoken(entry: Entry, before: Entry | undefined): HTMLElement {
  const { from, name, at, html, files } = entry;
  const same = before?.from === from && before.name === name && from !== "assistant"; // which says so each time
  const text = h("div", { class: "text", dir: "auto" });
  text.append(cleaned(html), ...cards(entry));
  const time = h("time", { datetime: at, title: moment(at, { dateStyle: "full", timeStyle: "short" }) }, moment(at, { timeStyle: "short" }));
  const who = h("p", { class: same ? "who same" : "who" }, from === "assistant" && icon(LOOK), h("bdi", {}, from === "you" ? say("you") : name), " ", time);
  return message(from, who, text.textContent?.trim() || text.querySelector("img") ? text : false, ...files.map(download));
}

/** The articles that it names; the first is what an answer is taken from. */
function cards({ sources = [] }: Entry): HTMLElement[] {
  return sources.map(({ title, url, heading }, at) => card(new URL(url, config.base).href, title, at ? "" : heading, at ? { class: "also" } : {}));
}

/** A file; its bytes are asked for with the visitor's key, which an address cannot carry. */
function download({ name, size, url }: Shared): HTMLElement {
  const get = async (): Promise<void> => {
    const answer = await fetch(new URL(url, config.base), { headers: heads(read()?.key ?? ""), credentials: "omit" });
    if (!answer.ok) return;
    const address = URL.createObjectURL(await answer.blob());
    h("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  const act = (): void => void get().catch(() => undefined);
  return h("button", { type: "button", class: "file", onclick: act }, h("bdi", {}, name), h("small", { dir: "ltr" }, sized(size)));
}

/** A size in decimal units, as the server writes it: 14 kB, 2.3 MB. */
export function sized(bytes: number): string {
  const [amount, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "kB"] : [bytes / 1e6, "MB"];
  return `${new Intl.NumberFormat(language(), { maximumFractionDigits: 1 }).format(amount)} ${unit}`;
}

function moment(at: string, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), how).format(new Date(at));
}

/** Today, yesterday, or the date. */
function dayOf(at: string): string {
  const midnight = (date: Date): number => new Date(date).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(new Date(at)) - midnight(new Date())) / 86_400_000);
  if (days < -1) return moment(at, { dateStyle: "long" });
  const told = new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(days, "day");
  return told.charAt(0).toLocaleUpperCase(language()) + told.slice(1);
}
