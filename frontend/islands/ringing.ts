/**
 * <hr-ringing data-live data-here data-signal data-says>: hears that a chat rings, in every tab over one line for all; says so,
 * and counts down. As often as the server beats on that line it says that a page is open.
 */
import { Island, define } from "./island";
import { openLine } from "./stream";
import { csrfToken } from "./words";

const LATE = 4000; // ms after which a chat that should ring elsewhere by now is asked about

class Ringing extends Island {
  #known = new Set<string>();
  #leads = false;
  #title = "";
  #asked = 0;

  protected override wake(): void {
    const channel = new BroadcastChannel("handrail-ringing");
    const ask = (): void => { document.body.dispatchEvent(new Event("handrail:ring")); };
    channel.onmessage = ask;
    this.#lead(() => { ask(); channel.postMessage(""); });
    this.listen(document, "htmx:after:swap", () => { this.#look(); });
    const timer = window.setInterval(() => { this.#count(ask); }, 1000);
    this.signal.addEventListener("abort", () => { channel.close(); clearInterval(timer); this.#entitle(0); });
    this.#look();
  }

  /** One tab holds the lock and the line; when it closes, the next one takes over. */
  #lead(tell: () => void): void {
    const stay = (): Promise<void> => new Promise((leave) => {
      this.#leads = true;
      this.signal.addEventListener("abort", () => { leave(); });
      openLine({ url: () => this.dataset["live"] ?? "", hear: tell, opened: (again) => { if (again) tell(); }, state: () => undefined, beat: () => { void this.#stay(tell); } }, this.signal);
    });
    if (!("locks" in navigator)) { void stay(); return; }
    navigator.locks.request("handrail-ringing", { signal: this.signal }, stay).catch(() => undefined);
  }

  /** The next beat says it again if this is lost. Who was gone and is back asks what their pages show. */
  async #stay(tell: () => void): Promise<void> {
    const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
    const answer = await fetch(this.dataset["here"] ?? "", { method: "POST", headers, signal: this.signal }).catch(() => undefined);
    if (answer?.status === 205) tell();
  }

  #rings(): HTMLElement[] { return [...document.querySelectorAll<HTMLElement>("#ringing .ringing-chat")]; }

  /** Who has begun to ring is said once: in words that are read out, in the title and by a sound if one wants that. */
  #look(): void {
    const rings = this.#rings(), fresh = rings.filter((ring) => !this.#known.has(ring.id));
    for (const ring of rings) {
      const left = ring.querySelector<HTMLProgressElement>("[data-left]");
      if (left && left.dataset["ends"] === undefined) left.dataset["ends"] = String(performance.now() + 1000 * Number(left.dataset["left"]));
    }
    this.#known = new Set(rings.map((ring) => ring.id));
    this.#entitle(rings.length);
    const spoken = document.getElementById("spoken"), [first] = fresh;
    if (!first) return;
    if (spoken) spoken.textContent = (this.dataset["says"] ?? "").replace("{name}", first.dataset["name"] ?? "");
    if (this.dataset["signal"] === "sound" && this.#leads) chime();
  }

  #entitle(count: number): void {
    if (this.dataset["signal"] === "none") return;
    const own = document.title.startsWith(this.#title) ? document.title.slice(this.#title.length) : document.title;
    this.#title = count ? `(${String(count)}) ☎ ` : "";
    document.title = this.#title + own;
  }

  #count(ask: () => void): void {
    for (const bar of document.querySelectorAll<HTMLProgressElement>("#ringing [data-ends]")) {
      const left = (Number(bar.dataset["ends"]) - performance.now()) / 1000;
      bar.value = Math.max(0, left);
      if (left > -LATE / 1000 || performance.now() - this.#asked < LATE) continue;
      this.#asked = performance.now(); // its word was lost, or the time of the others is not come yet
      ask();
    }
  }
}

/** Two soft tones; a browser that nobody has touched yet stays silent. */
function chime(): void {
  const sound = new AudioContext(), at = sound.currentTime;
  [660, 880].forEach((pitch, index) => {
    const tone = sound.createOscillator(), loudness = sound.createGain(), from = at + index * 0.22;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(0.12, from + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.4);
    tone.connect(loudness).connect(sound.destination);
    tone.start(from);
    tone.stop(from + 0.42);
  });
  setTimeout(() => { void sound.close(); }, 1200);
}

define("hr-ringing", Ringing);
