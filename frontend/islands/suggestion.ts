/** <hr-suggestion data-address>: what the assistant would answer, fetched after the page; a click or its key puts it into the composer. */
import { Island, define } from "./island";
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

const LOOKS = 400; // milliseconds: who only goes past asks for nothing
const AGAIN = [250, 350, 500, 700, 1_000, 1_500, 2_500, 4_000, 6_000]; // milliseconds, while a job is making it

class Suggestion extends Island {
  #asked: string | undefined; // nothing yet

  protected override wake(): void {
    const looks = setTimeout(() => { void this.#load(); }, LOOKS);
    this.signal.addEventListener("abort", () => { clearTimeout(looks); });
    this.listen(document, "htmx:after:swap", () => { if (this.#asked !== undefined && this.#newest() !== this.#asked) void this.#load(); });
    this.listen(this, "click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("button"), address = this.dataset["address"] ?? "";
      if (button?.dataset["suggested"] !== undefined) void this.#take(button, address);
      else if (button?.dataset["articleAt"]) void this.#take(button, button.dataset["articleAt"]);
    });
  }

  /** The entry in which the customer spoke last: what is suggested answers that. */
  #newest(): string { return [...document.querySelectorAll("hr-timeline [data-by=customer]")].at(-1)?.id ?? ""; }
  #kind(): string { return document.querySelector<HTMLInputElement>("hr-composer [name=kind]:checked")?.value ?? "reply"; }

  async #load(): Promise<void> {
    const asked = this.#asked = this.#newest();
    for (const pause of AGAIN) {
      const answer = await fetch(this.dataset["address"] ?? "", { signal: this.signal, headers: { "HX-Request": "true" } }).catch(() => undefined);
      if (!answer?.ok || answer.redirected || !this.isConnected || asked !== this.#asked) return; // one answers without it
      if (answer.status !== 202) { this.innerHTML = await answer.text(); return; } // our own page, escaped by the server
      await new Promise((done) => { setTimeout(done, pause); });
    }
  }

  async #take(button: HTMLButtonElement, address: string): Promise<void> {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    const body = new URLSearchParams({ as: "link", kind: this.#kind() });
    const answer = await fetch(address, { method: "POST", body, signal: this.signal, headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
    button.ariaBusy = null;
    if (!answer?.ok || answer.redirected) {
      toast(answer?.status === 409 ? ((await answer.json()) as { error: string }).error : say("failed"), "error");
      return;
    }
    const told = (await answer.json()) as { says: string };
    document.querySelector("hr-composer")?.dispatchEvent(new CustomEvent("handrail:insert", { detail: told }));
    if (told.says) toast(told.says);
  }
}

define("hr-suggestion", Suggestion);
