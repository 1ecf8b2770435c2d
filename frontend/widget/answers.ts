// Articles that may answer what is being typed, before a chat begins. Nothing is kept, here or there.
import { ask } from "./api";
import { config, say } from "./config";
import { card, h } from "./dom";

interface Article {
  title: string;
  address: string;
  summary: string;
  language: string;
}

const PAUSE = 500;

export class Answers {
  readonly box = h("section", { class: "answers", "aria-live": "polite", hidden: true });
  #timer = 0;
  #asked = "";

  /** Look for articles once the typing pauses. */
  typed(text: string): void {
    clearTimeout(this.#timer);
    if (!config.preview) this.#timer = window.setTimeout(() => void this.#look(text.trim().slice(0, 500)), PAUSE);
  }

  /** The chat has begun: a person answers now. */
  hide(): void {
    clearTimeout(this.#timer);
    this.#asked = "";
    this.box.hidden = true;
  }

  async #look(text: string): Promise<void> {
    this.#asked = text;
    const none = { articles: [] as Article[] };
    const { articles } = text ? await ask<typeof none>(`${config.id}/articles?q=${encodeURIComponent(text)}`).catch(() => none) : none;
    if (this.#asked !== text) return;
    const cards = articles.map(({ title, address, summary, language }) => card(address, title, summary, { lang: language }));
    this.box.replaceChildren(h("h3", {}, say("answers")), ...cards);
    this.box.hidden = !cards.length;
  }
}
