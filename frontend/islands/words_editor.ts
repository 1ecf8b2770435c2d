/** <hr-words>: the editor for a text that is kept with a form, as in the settings. Without it the text area is all. */
import { Island, define } from "./island";

class Words extends Island {
  #loading = false;

  protected override wake(): void {
    this.listen(this, "focusin", () => { void this.#edit(); });
    if (this.querySelector<HTMLInputElement>("[data-html]")?.value) void this.#edit();
  }

  async #edit(): Promise<void> {
    const area = this.querySelector<HTMLTextAreaElement>("textarea"), html = this.querySelector<HTMLInputElement>("[data-html]");
    if (!area || !html || this.#loading) return;
    this.#loading = true;
    try {
      const { mount } = await import("./editor/editor");
      if (!area.isConnected || this.signal.aborted) return;
      mount({ area, html, marks: null, links: null, keep: () => Promise.resolve(undefined), changed: () => { /* the form is sent when one saves */ } }, this.signal);
    } catch { this.#loading = false; }
  }
}

define("hr-words", Words);
