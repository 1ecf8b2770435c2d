// One visitor's thread: what was said, what still has to go out, and how both stay true whatever happens.
//
// Each act has a `once`, so everything is repeated until an answer is there; one message after the other, so the
// order holds. Of several tabs one sends at a time and one listens; it tells the others over a BroadcastChannel.
import { ask, Refused } from "./api";
import { config, facts, language, signedIn, type Open } from "./config";
import { prove } from "./proof";
import { alone, erase, keep, NAME, read, uuid, type Asked, type Kept, type Waiting } from "./store";
import { listen } from "./stream";

export interface Shared {
  id: string;
  name: string;
  size: number;
  url: string;
}

export interface Entry {
  id: number;
  from: "you" | "us" | "assistant" | "line";
  name: string;
  at: string;
  html: string;
  text: string;
  files: Shared[];
  once: string | null;
  sources?: { title: string; url: string; heading: string }[]; // the article that an automatic answer is taken from, then others
}

export interface State {
  is: "answering" | "ringing" | "talking" | "left" | "missed" | "ended";
  who: string;
  here: boolean;
  says: string;
  email: string;
  asks: boolean;
  rated: number | null;
  offers?: ("helped" | "not" | "person")[]; // while the assistant answers; a person always
  looks?: boolean; // for an answer, right now
}

/** Whether somebody answers here, or is asked for. */
export const isLive = (state: State | null): boolean => ["answering", "ringing", "talking"].includes(state?.is ?? "");

interface Page {
  entries: Entry[];
  state: State;
  seen?: number;
  more?: boolean;
}

const FIRST_WAIT = 1_000; // ms
const LONGEST_WAIT = 30_000;
const FADES = 8_000;

/** Everything a window needs to draw, and what the visitor can do. `changed` is called after each change. */
export class Talk {
  readonly entries: Entry[] = [];
  state: State | null = null;
  open: Open = config.state;
  typing = "";
  seen = 0; // the newest entry that the team has read
  away: "" | "offline" | "busy" = ""; // nothing is heard from the server, or that it is too often
  watched = false; // the window is open and the page is in front
  #cursor = 0; // all up to here was asked for; other tabs may have told of later ones
  #looked = false;
  #listening = false;
  #sending = false;
  #typed = 0;
  #fading = 0;
  #stop = new AbortController();
  #kicked = new EventTarget();
  #channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;

  constructor(private readonly changed: () => void) {
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.#hear(data.kind, data.data);
    addEventListener("storage", ({ key }) => key === NAME && this.#stored());
    addEventListener("online", () => this.#wake());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    this.#leaveOthers();
    if (read()) this.kick();
  }

  /** Somebody else is signed in now, in the same browser: what was said before is none of theirs. */
  #leaveOthers(): void {
    const before = read()?.who;
    const now = signedIn();
    if (before && now && before !== now) this.#drop();
  }

  /** The window was opened or closed, or another page came to the front. */
  watch(on: boolean): void {
    this.watched = on;
    this.#leaveOthers();
    if (this.#wanted) this.kick();
    else this.#stop.abort();
  }

  get kept(): Kept | null {
    return read();
  }

  get newest(): number {
    return this.entries.at(-1)?.id ?? 0;
  }

  /** How much of the team's words nobody has looked at here. */
  get unread(): number {
    const seen = read()?.seen ?? 0;
    return this.entries.filter(({ from, id }) => (from === "us" || from === "assistant") && id > seen).length;
  }

  /** Ask who is there; asked when the window is opened, and again before a new chat. */
  async look(): Promise<void> {
    const { phase = "" } = facts();
    try {
      const query = new URLSearchParams({ page: location.href, phase });
      this.open = await ask<Open>(`${config.id}/state?${query}`);
      this.#looked = true;
      this.away = "";
    } catch (problem) {
      this.away = problem instanceof Refused ? "" : "offline";
    }
    this.changed();
  }

  /** Put a message in the queue; it is kept on the device before anything is sent. */
  say(text: string, files: { id: string; name: string }[] = [], asked?: Asked): void {
    keep((kept) => {
      kept.queue.push({ once: uuid(), text, files, at: new Date().toISOString() });
      kept.draft = "";
      if (asked) kept.asked = asked;
    });
    this.changed();
    this.kick();
  }

  /** Send what was refused once more, or take it back. */
  again(once: string, yes: boolean): void {
    keep((kept) => {
      kept.queue = kept.queue.filter((one) => yes || one.once !== once);
      for (const one of kept.queue) if (one.once === once) delete one.failed;
    });
    this.changed();
    this.kick();
  }

  /** The visitor is typing: told every 3 s at most, and only to who is there. */
  types(): void {
    const kept = read();
    if (!kept?.begun || this.state?.is !== "talking" || Date.now() - this.#typed < 3_000) return;
    this.#typed = Date.now();
    ask("talk/typing", kept.key, {}).catch(() => undefined);
  }

  /** Everything that is here was looked at. */
  seeAll(): void {
    const kept = read();
    if (!kept?.begun || !this.watched || this.newest <= kept.seen) return;
    const unread = this.unread;
    const entry = this.newest;
    keep((now) => (now.seen = entry));
    if (unread) ask("talk/seen", kept.key, { entry }).catch(() => undefined);
  }

  /** Choose what is offered, leave an address, end, rate, have a copy sent: asked until an answer is there. Throws Refused. */
  async act(what: "choose" | "leave" | "end" | "rate" | "transcript", told: Record<string, unknown> = {}): Promise<void> {
    const key = read()?.key ?? "";
    const once = uuid();
    const page = await this.#insist(() => ask<Partial<Page>>(`talk/${what}`, key, { once, ...told }));
    if (page.entries) this.#take(page.entries);
    if (page.state) this.#hear("state", page.state, true);
    this.changed();
  }

  /** Leave nothing here, at once, and tell the server to end the chat, as soon as it hears while this page is open. */
  forget(): void {
    const kept = read();
    this.#drop();
    this.#share("gone", {});
    if (kept?.begun) this.#insist(() => ask("talk/forget", kept.key, {}, true)).catch(() => undefined);
  }

  /** Try now what waits for a better moment; look whether the stream still lives. */
  kick(): void {
    this.#kicked.dispatchEvent(new Event("kick"));
    void this.#drain();
    void this.#follow();
  }

  /** After sleep or a lost network the line may be dead without a word: ask anew. */
  #wake(): void {
    this.#stop.abort();
    if (read()?.begun) this.catchUp().catch(() => undefined);
    this.kick();
  }

  #drop(): void {
    erase();
    this.entries.length = 0;
    this.#cursor = 0;
    this.state = null;
    this.typing = "";
    this.seen = 0;
    this.#stop.abort();
    this.changed();
  }

  #stored(): void {
    if (!read() && this.state) this.#drop();
    this.changed();
    this.kick();
  }

  /** Send what waits, first things first, in one tab. */
  async #drain(): Promise<void> {
    const waits = (): Waiting | undefined => read()?.queue.find((one) => !one.failed);
    if (this.#sending || !waits()) return;
    this.#sending = true;
    await alone("send", async () => {
      for (let next = waits(); next; next = waits()) await this.#deliver(next);
    }).finally(() => (this.#sending = false));
    void this.#follow();
  }

  async #deliver(next: Waiting): Promise<void> {
    try {
      await this.#insist(async () => {
        const kept = read();
        if (kept?.queue.some(({ once }) => once === next.once)) await (kept.begun ? this.#send(next) : this.#begin(next));
      });
      keep((kept) => (kept.queue = kept.queue.filter(({ once }) => once !== next.once)));
    } catch (problem) {
      const why = problem instanceof Refused ? problem : null;
      if (why?.status === 401 || why?.code === "taken") anew();
      else keep((kept) => kept.queue.forEach((one) => one.once === next.once && (one.failed = why?.message || "?")));
    }
    this.changed();
  }

  async #send({ once, text, files }: Waiting): Promise<void> {
    const told = await ask<{ entry: Entry; state: State }>("talk/send", read()?.key, { once, text, files: files.map(({ id }) => id) });
    this.#take([told.entry]);
    this.#hear("state", told.state, true);
  }

  async #begin({ once, text }: Waiting, tries = 3): Promise<void> {
    const { key, asked } = keep(() => undefined);
    const { phase = "", identity = null, name, email } = facts();
    const who = { name: asked.name || name || "", email: asked.email || email || "", fields: asked.fields, identity };
    if (!this.#looked) await this.look(); // a page that went on while the network was away
    const { token = "", bits = 0 } = this.open.work ?? {};
    const proof = { token, number: token && (await prove(token, bits)), website: asked.website ?? "" };
    const told = { key, once, text, ...who, page: location.href, phase, lang: language(), proof };
    try {
      const page = await ask<Page>(`${config.id}/begin`, "", told);
      keep((kept) => Object.assign(kept, { begun: true, who: signedIn() }));
      this.#take(page.entries);
      this.#hear("state", page.state, true);
    } catch (problem) {
      if (!(problem instanceof Refused && problem.code === "refused" && tries)) throw problem;
      await this.look(); // a new time token, a new riddle
      await this.#begin({ once, text, files: [], at: "" }, tries - 1);
    }
  }

  /** Repeat until an answer is there; throws only what repeating does not mend. */
  async #insist<T>(act: () => Promise<T>): Promise<T> {
    for (let wait = FIRST_WAIT; ; ) {
      try {
        const told = await act();
        this.#heard("");
        return told;
      } catch (problem) {
        if (problem instanceof Refused && !problem.passes) throw problem;
        this.#heard(problem instanceof Refused ? "busy" : "offline");
        const asked = problem instanceof Refused ? problem.seconds * 1_000 : 0;
        const kicked = await this.#pause(Math.max(wait * (0.7 + Math.random() * 0.6), asked));
        wait = kicked ? FIRST_WAIT : Math.min(wait * 2, LONGEST_WAIT); // a network that is just back may fail once more
      }
    }
  }

  #heard(away: "" | "offline" | "busy"): void {
    if (this.away === away) return;
    this.away = away;
    this.changed();
  }

  /** Wait so many ms, or until something says that now may be a better moment: true then. */
  #pause(time: number): Promise<boolean> {
    return new Promise((go) => {
      const timer = setTimeout(() => go(false), time);
      this.#kicked.addEventListener("kick", () => (clearTimeout(timer), go(true)), { once: true });
    });
  }

  /** Whether words may come now: somebody is there, or the visitor is looking. */
  get #wanted(): boolean {
    return Boolean(read()?.begun) && (this.watched || !this.state || isLive(this.state));
  }

  /** Hear what comes, as long as it is wanted: in one tab; the others are told, and ask when they come to the front. */
  async #follow(): Promise<void> {
    if (!this.#wanted || this.#listening) return;
    this.#listening = true;
    if (!this.state) await this.catchUp().catch(() => undefined);
    await alone("live", async () => {
      while (this.#wanted) await this.#hearSome();
    }).finally(() => (this.#listening = false));
  }

  async #hearSome(): Promise<void> {
    this.#stop = new AbortController();
    try {
      await this.#insist(() => this.catchUp());
      await listen(this.#cursor, read()?.key ?? "", (kind, data) => this.#hear(kind, data, true), this.#stop.signal);
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 401) this.#drop();
    }
    await this.#pause(1_000 + Math.random() * 1_000);
  }

  /** All that has been said since this tab asked last. */
  async catchUp(): Promise<void> {
    for (let more = true; more; ) {
      const page = await ask<Page>(`talk/entries?after=${this.#cursor}`, read()?.key);
      this.#take(page.entries);
      this.#cursor = page.entries.at(-1)?.id ?? this.#cursor;
      this.#hear("state", page.state, true);
      this.#hear("seen", { entry: page.seen ?? 0 }, true);
      more = Boolean(page.more);
    }
  }

  /** One thing that the stream or another tab says; `on` tells the other tabs. */
  #hear(kind: string, data: unknown, on = false): void {
    if (kind === "entry") this.#take([data as Entry]);
    else if (kind === "state") this.state = data as State;
    else if (kind === "seen") this.seen = Math.max(this.seen, (data as { entry: number }).entry);
    else if (kind === "typing") this.#type(data as { on: boolean; who: string });
    else if (kind === "gone") this.#drop();
    else return;
    if (on) this.#share(kind, data);
    this.changed();
  }

  #share(kind: string, data: unknown): void {
    this.#channel?.postMessage({ kind, data });
  }

  #type({ on, who }: { on: boolean; who: string }): void {
    clearTimeout(this.#fading);
    this.typing = on ? who : "";
    if (on) this.#fading = window.setTimeout(() => this.#hear("typing", { on: false, who: "" }), FADES);
  }

  /** Entries in their order, each once; what waited and has arrived waits no more. */
  #take(found: Entry[]): void {
    for (const entry of found) {
      if (this.entries.some(({ id }) => id === entry.id)) continue;
      this.entries.push(entry);
      if (entry.from === "us") this.typing = "";
    }
    this.entries.sort((one, other) => one.id - other.id);
    const had = new Set(found.map(({ once }) => once));
    if (read()?.queue.some(({ once }) => had.has(once))) {
      keep((kept) => (kept.queue = kept.queue.filter(({ once }) => !had.has(once))));
    }
  }
}

/** The chat is not there any more: what waits begins a new one, under a new key. */
function anew(): void {
  const { queue, asked, draft } = keep(() => undefined);
  erase();
  keep((kept) => Object.assign(kept, { queue, asked, draft }));
}
