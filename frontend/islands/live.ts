/** <hr-live data-url="/live/inbox/">: keeps the list and the views fresh in every tab, over one line for all of them. */
import { type Circles, gather, gathered, rowsLine, watchRows } from "./here";
import { Island, define } from "./island";
import { placeRows } from "./rows";
import { type Drawing, Shared } from "./shared";
import { openLine, paced } from "./stream";

type News = { type: "hint"; number: number | null } | Drawing | { type: "line"; live: boolean } | { type: "here"; circles: Circles } | { type: "who" };

class Live extends Island {
  #stale = false;
  #away = 0;
  #leads = false;
  #again: () => void = () => undefined;
  #reads: HTMLElement | undefined;
  #later = 0;

  protected override wake(): void {
    const channel = new BroadcastChannel("handrail-inbox"), signal = this.signal;
    const pass = (drawing: Drawing): void => { if (!signal.aborted) channel.postMessage(drawing satisfies News); };
    const rows = new Shared("rows", pass, (answer) => this.#draw(answer.text, answer.numbers), this.signal);
    const counts = new Shared("views", pass, (answer) => this.#drawCounts(answer.text), this.signal);
    const drawRows = paced(() => this.#refresh(rows), 150, this.signal);
    const drawCounts = paced(() => this.#count(counts), 1500, this.signal);
    const refresh = (number: number | null): void => {
      rows.changed(this.#long() ? null : number);
      counts.changed(null);
      drawRows();
      document.body.dispatchEvent(new Event("handrail:news"));
      // The rows come first; the counts may be two seconds late.
      this.#later ||= window.setTimeout(() => { this.#later = 0; drawCounts(); }, 500);
    };
    this.#again = () => { refresh(null); };
    const hear = (news: News): void => {
      if (news.type === "drawing") {
        if (document.hidden || this.#busy()) return;
        for (const part of [rows, counts]) void part.hear(news, this.#list()?.dataset["url"]);
        return;
      }
      if (news.type === "line") { this.#line(news.live); rowsLine(news.live); return; }
      if (news.type === "here") { gather(news.circles); return; }
      if (news.type === "who") { if (this.#leads) channel.postMessage({ type: "here", circles: gathered() } satisfies News); return; }
      if (document.hidden) this.#mark(true); else refresh(news.number);
    };
    channel.onmessage = (event: MessageEvent<News>) => { hear(event.data); };
    this.signal.addEventListener("abort", () => { channel.close(); clearTimeout(this.#away); clearTimeout(this.#later); });
    const tell = (news: News): void => { hear(news); channel.postMessage(news); };
    watchRows(this.signal);
    channel.postMessage({ type: "who" } satisfies News); // the tab with the line knows who is where
    this.#lead(tell);
    this.listen(document, "visibilitychange", () => {
      if (!document.hidden && this.#stale) { this.#mark(false); refresh(null); }
    });
    this.listen(window, "offline", () => { this.#line(false); });
    this.listen(window, "online", () => { this.#line(true); refresh(null); });
  }

  /** One tab holds the lock and the line; when it closes, the next one takes over. */
  #lead(tell: (news: News) => void): void {
    const stay = (): Promise<void> => new Promise((leave) => {
      this.#leads = true;
      this.signal.addEventListener("abort", () => { leave(); });
      openLine({
        url: () => this.dataset["url"] ?? "/live/inbox/",
        hear: (kind, data) => { tell(kind === "here" ? { type: "here", circles: JSON.parse(data) as Circles } : { type: "hint", number: (JSON.parse(data) as { number: number | null }).number }); },
        opened: (again) => { if (again) tell({ type: "hint", number: null }); }, // hints were missed: ask anew
        state: (live) => { tell({ type: "line", live }); },
      }, this.signal);
    });
    if (!("locks" in navigator)) { void stay(); return; } // plain http on another machine has no locks
    navigator.locks.request("handrail-inbox", { signal: this.signal }, stay).catch(() => undefined);
  }

  #list(): HTMLElement | null { return document.getElementById("list"); }

  /** Whether somebody has a menu of the list open, or reads far down: the first page would take the rows away. */
  #busy(): boolean { return Boolean(this.#list()?.querySelector("details[open]")) || this.#far(); }

  async #refresh(shared: Shared): Promise<void> {
    const list = this.#list(), url = list?.dataset["url"];
    if (!list || !url || this.#busy()) return;
    const asked = document.getElementById("rows") !== null && await shared.refresh(url);
    if (!asked) await this.#whole(list, url);
  }

  /** The list with its bar: when it was empty, or is now, or when the short way failed. */
  async #whole(list: HTMLElement, url: string): Promise<void> {
    await htmx.ajax("GET", url, { target: list, swap: "innerMorph", source: this });
  }

  async #draw(text: string, numbers: number[] | null): Promise<void> {
    const list = this.#list(), target = document.getElementById("rows");
    if (target && numbers) await placeRows(target, numbers, text, this);
    if (target?.querySelector(".row") && numbers) return;
    if (list && target && text.includes("data-number")) await htmx.swap({ text, target, swap: "innerMorph", sourceElement: this });
    else if (list?.dataset["url"]) await this.#whole(list, list.dataset["url"]);
  }

  async #count(counts: Shared): Promise<void> {
    const url = this.#list()?.dataset["url"];
    if (url && !this.#busy()) await counts.refresh(url);
  }

  async #drawCounts(text: string): Promise<void> {
    const target = document.getElementById("views");
    if (target) await htmx.swap({ text, target, swap: "innerMorph", sourceElement: this });
  }

  /** Whether rows that came one by one have made the list longer than it was. */
  #long(): boolean { return document.querySelectorAll("#rows .row").length > 75; }

  #far(): boolean {
    const box = document.getElementById("list-scroll");
    if (!box || box.querySelectorAll(".row").length <= 50 || box.scrollTop < 200) return false;
    if (this.#reads === box) return true;
    this.#reads = box;
    const back = new AbortController();
    this.signal.addEventListener("abort", () => { back.abort(); });
    box.addEventListener("scroll", () => {
      if (box.scrollTop >= 200) return;
      back.abort();
      this.#reads = undefined;
      this.#again();
    }, { passive: true, signal: back.signal });
    return true;
  }

  /** Say that the line is cut only when it stays cut: a restart or a nap is nobody's business. */
  #line(live: boolean): void {
    if (!live && this.#away && navigator.onLine) return;
    clearTimeout(this.#away);
    this.#away = 0;
    if (live) document.body.dataset["line"] = "live";
    else this.#away = window.setTimeout(() => { document.body.dataset["line"] = "away"; }, navigator.onLine ? 6000 : 0);
  }

  #mark(stale: boolean): void {
    this.#stale = stale;
    const title = document.title.replace(/^• /, "");
    document.title = stale ? `• ${title}` : title;
  }
}

define("hr-live", Live);
