/** <hr-timeline data-live data-entries>: scrolls to what is new and appends what arrives; it never touches the composer. */
import { headLine, meet } from "./here";
import { Island, define } from "./island";
import { openLine, paced } from "./stream";
import { say } from "./words";

const REDRAWS = "[data-kind=merged], [data-kind=unmerged], [data-kind=redacted]";
const FRESH = 1600; // ms in which what has just come is marked
const LOOK = 2000; // ms for which what has come must be in sight to count as read

/** Of a chat: what its visitor does there. */
function visit(detail: unknown): void { document.dispatchEvent(new CustomEvent("handrail:visitor", { detail })); }

/** Which way an answer goes changes when a chat is over: the composer, which is never drawn anew, says it too. */
function followWay(): void {
  const way = document.querySelector<HTMLElement>("#head .chat-strip .way")?.dataset["way"], told = document.querySelector("hr-composer [data-way]");
  if (way && told) told.textContent = way;
}

/** News draw the head anew; why something of ours was refused stays there until we do something else. */
function keepRefusal({ tasks }: HtmxDetail): void {
  const said = document.getElementById("refused");
  if (said) for (const { fragment } of tasks ?? []) fragment.querySelector("#refused")?.replaceWith(said.cloneNode(true));
}

/** Whether words stand in the composer that have not been sent. */
const isWriting = (): boolean => Boolean(document.querySelector<HTMLTextAreaElement>("hr-composer textarea[name=text]")?.value.trim());

class Timeline extends Island {
  #pill: HTMLButtonElement | undefined;
  #fetching = false;
  #shown = 0;
  #hold: (() => void) | undefined = () => { this.#settle(); }; // until somebody scrolls: pictures come late, and the composer grows

  protected override wake(): void {
    const sizes = new ResizeObserver(() => { this.#hold?.(); });
    for (const one of [this.querySelector("#timeline") ?? this, this.#box()]) sizes.observe(one);
    this.#settle();
    this.#shown = this.#newest();
    const more = paced(() => this.#fetch(), 150, this.signal), head = paced(() => this.#head(), 150, this.signal);
    let line: AbortController | undefined;
    const attend = (): void => {
      if (document.hidden) { line?.abort(); line = undefined; return; }
      if (line || !this.dataset["live"]) return;
      line = new AbortController();
      openLine({ url: () => `${this.dataset["live"] ?? ""}?after=${this.#newest()}`, hear: (kind, data) => { if (kind === "here") { meet(data); visit({ typing: data.includes('"visitor":') }); } else if (kind === "visitor") visit(JSON.parse(data)); else if (kind === "ring") head(); else more(); }, opened: (again) => { if (again) { more(); if (document.querySelector("#head .chat-strip")) head(); } }, state: headLine }, line.signal);
    };
    attend();
    this.listen(this, "ahead", more); // what is shown was fetched before: read it is now, and something may have come
    this.listen(document, "visibilitychange", attend);
    this.listen(document, "handrail:way", head);
    this.listen(document, "htmx:after:swap", () => { this.#own(); });
    this.listen(this, "htmx:before:swap", (event) => { if (event.target === this) keepRefusal((event as CustomEvent<HtmxDetail>).detail); });
    this.listen(this.#box(), "scroll", () => { if (this.#atEnd()) { this.#pill?.remove(); if (!isWriting()) this.#look(); this.#hold ??= this.#toEnd; } }, { passive: true });
    for (const turn of ["wheel", "touchmove", "pointerdown", "keydown"]) this.listen(this.#box(), turn, () => { this.#look(); this.#hold = undefined; }, { passive: true });
    this.signal.addEventListener("abort", () => { line?.abort(); this.#pill?.remove(); sizes.disconnect(); });
  }

  #box(): HTMLElement { return this.closest<HTMLElement>(".scroll") ?? this; }
  #entries(): HTMLElement[] { return [...this.querySelectorAll<HTMLElement>("[data-entry]")]; }
  #toEnd = (): void => { this.#box().scrollTop = this.#box().scrollHeight; };
  #newest(): number { return Math.max(0, ...this.#entries().map((entry) => Number(entry.dataset["entry"]))); }
  #atEnd(): boolean {
    const box = this.#box();
    return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  }

  /** Where the end is in sight for a while, all of it has been looked at; the composer tells the server. Who writes looks at their own words: what comes meanwhile is looked at when they turn to it. */
  #look(): void {
    const newest = this.#newest();
    setTimeout(() => { if (this.isConnected && !document.hidden && this.#atEnd()) this.dataset["looked"] = String(newest); }, LOOK);
  }

  /** What one wrote oneself was drawn by its own answer: see it. */
  #own(): void {
    this.#once();
    followWay();
    if (this.#fetching || this.#newest() <= this.#shown) return;
    this.#shown = this.#newest();
    this.#toEnd();
  }

  /** An entry that came by two ways is drawn once. */
  #once(): void {
    for (const line of this.querySelectorAll<HTMLElement>("[data-gone]")) document.getElementById(line.dataset["gone"] ?? "")?.remove();
    const seen = new Set<string>();
    for (const entry of this.#entries()) {
      if (seen.has(entry.id)) entry.remove();
      seen.add(entry.id);
    }
  }

  /** On arrival: what is new since the last look, else the newest message. */
  #settle(): void {
    const asked = location.hash.startsWith("#entry-") ? this.querySelector(location.hash) : null;
    const box = this.#box();
    const from = asked ?? this.querySelector(".since") ?? [...this.querySelectorAll("article.entry")].at(-1);
    const top = from ? box.scrollTop + from.getBoundingClientRect().top - box.getBoundingClientRect().top - 24 : box.scrollHeight;
    box.scrollTop = top; // a long newest message is read from its beginning; a short one shows with all after it
  }

  async #fetch(): Promise<void> {
    const target = this.querySelector("#timeline");
    if (!target) return;
    const known = new Set(this.#entries().map((entry) => entry.id));
    const stay = this.#atEnd();
    this.#fetching = true;
    try {
      await htmx.ajax("GET", `${this.dataset["entries"] ?? ""}?after=${this.#newest()}`, { target, swap: "beforeend", source: this });
    } finally { this.#fetching = false; }
    this.#once();
    this.#shown = this.#newest();
    const fresh = this.#entries().filter((entry) => !known.has(entry.id));
    if (!fresh.length) return;
    this.#announce(fresh, stay);
    if (fresh.some((entry) => entry.matches(".event, [data-kind=note], [data-kind=side_received]"))) await this.#head();
    if (fresh.some((entry) => entry.matches(REDRAWS))) await this.#whole(target);
  }

  /** What was said earlier came or went, or reads otherwise now. */
  async #whole(target: Element): Promise<void> {
    const page = this.dataset["page"];
    if (page) await htmx.ajax("GET", page, { target, swap: "innerMorph", select: "#timeline > *", source: this });
  }

  /** Something about the conversation changed, or a note may mention who reads it: its head says so too, unless somebody has a menu of it open. */
  async #head(): Promise<void> {
    const target = document.getElementById("head"), page = this.dataset["page"];
    if (!target || !page || target.querySelector("details[open]")) return;
    await htmx.ajax("GET", page, { target, swap: "innerMorph", select: "#head > *", source: this });
  }

  #announce(fresh: HTMLElement[], stay: boolean): void {
    for (const entry of fresh) entry.dataset["fresh"] = "";
    setTimeout(() => { for (const entry of fresh) delete entry.dataset["fresh"]; }, FRESH); // no fading: sixty paints a second
    const spoken = document.getElementById("spoken");
    if (spoken) spoken.textContent = say("newEntry", { text: (fresh.at(-1)?.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 160) });
    if (stay) { this.#toEnd(); if (!isWriting()) this.#look(); }
    else this.#offer(fresh[0]);
  }

  #offer(entry: HTMLElement | undefined): void {
    const place = document.querySelector(".composer");
    if (!place || this.#pill?.isConnected) return;
    this.#pill = Object.assign(document.createElement("button"), { type: "button", className: "button to-new", textContent: `↓ ${say("newBelow")}` });
    this.#pill.addEventListener("click", () => { entry?.scrollIntoView({ block: "start" }); this.#pill?.remove(); this.#look(); }, { signal: this.signal });
    place.append(this.#pill);
  }
}

define("hr-timeline", Timeline);
