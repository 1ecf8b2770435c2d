/** <hr-visitor data-here>: whether the visitor of an open chat is here, writes, and how far they have read. */
import { Island, define } from "./island";
import { say } from "./words";

interface News { typing?: boolean; here?: boolean; seen?: number }
const AGAIN = 5_000; // ms after which is asked whether they are here

class Visitor extends Island {
  #typing = false;
  #here = false;
  #held = false;

  protected override wake(): void {
    this.#here = this.dataset["here"] === "here";
    markSeen(Number(this.dataset["seen"]));
    this.listen(document, "handrail:visitor", (event) => { this.#hear((event as CustomEvent<News>).detail); });
    this.listen(document, "htmx:after:swap", () => { markSeen(Number(this.dataset["seen"])); this.#hold(); });
    this.#hold();
    const timer = window.setInterval(() => { if (!document.hidden) void this.#ask(); }, AGAIN);
    this.signal.addEventListener("abort", () => { clearInterval(timer); });
  }

  /** Whose chat it is says from now on that a page is open, by the line on which chats ring. */
  #hold(): void {
    const strip = this.closest<HTMLElement>(".chat-strip");
    if (strip?.dataset["mine"] === undefined || this.#held || document.getElementById("hears-ringing")) return;
    this.#held = true;
    document.body.dispatchEvent(new Event("handrail:ring"));
  }

  async #ask(): Promise<void> {
    const answer = await fetch(this.dataset["url"] ?? "", { signal: this.signal, headers: { Accept: "application/json" } }).catch(() => undefined);
    if (answer?.ok && !answer.redirected) this.#hear((await answer.json()) as News);
  }

  #hear(news: News): void {
    if (news.seen && news.seen > Number(this.dataset["seen"])) { this.dataset["seen"] = String(news.seen); markSeen(news.seen); }
    this.#typing = news.typing ?? this.#typing;
    this.#here = news.here ?? (this.#here || this.#typing);
    const what = this.#typing ? "typing" : this.#here ? "here" : "away";
    if (this.dataset["here"] === what) return;
    const hasMoved = (what === "away") !== (this.dataset["here"] === "away");
    this.dataset["here"] = what;
    if (hasMoved && this.closest(".chat-strip[data-state=answering]")) document.dispatchEvent(new Event("handrail:way")); // which way a reply goes
    const words = this.querySelector("[data-words]");
    if (words) words.textContent = say({ here: "visitorHere", away: "visitorAway", typing: "visitorTypes" }[what]);
  }
}

/** The newest of ours that the visitor has read says so. */
function markSeen(entry: number): void {
  for (const one of document.querySelectorAll("#timeline [data-visitor-seen]")) one.removeAttribute("data-visitor-seen");
  const read = [...document.querySelectorAll<HTMLElement>("#timeline article[data-by=agent]")].filter((one) => Number(one.dataset["entry"]) <= entry);
  read.at(-1)?.setAttribute("data-visitor-seen", say("visitorSeen"));
}

define("hr-visitor", Visitor);
