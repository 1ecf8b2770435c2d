/** <hr-visitor data-here>: whether the visitor of an open chat is here, writes, and how far they have read. */
import { Island, define } from "./island";
import { say } from "./words";

interface News { typing?: boolean; here?: boolean; seen?: number }
const FADE = 7000; // ms for which it is believed that somebody types
const AWAY = 45_000; // ms without a word after which a visitor is away

class Visitor extends Island {
  #typing = 0;
  #away = 0;

  protected override wake(): void {
    this.listen(document, "handrail:visitor", (event) => { this.#hear((event as CustomEvent<News>).detail); });
    this.signal.addEventListener("abort", () => { clearTimeout(this.#typing); clearTimeout(this.#away); });
  }

  #hear(news: News): void {
    if (news.seen) markSeen(news.seen);
    if (news.here !== undefined || news.typing) this.#be(news.here === false ? "away" : "here");
    if (news.typing === undefined) return;
    clearTimeout(this.#typing);
    this.#draw(news.typing ? "typing" : "here");
    if (news.typing) this.#typing = window.setTimeout(() => { this.#draw("here"); }, FADE);
  }

  #be(what: "here" | "away"): void {
    clearTimeout(this.#away);
    if (what === "here") this.#away = window.setTimeout(() => { this.#draw("away"); }, AWAY);
    if (this.dataset["here"] !== "typing") this.#draw(what);
  }

  #draw(what: "here" | "away" | "typing"): void {
    if (this.dataset["here"] === what) return;
    this.dataset["here"] = what;
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
