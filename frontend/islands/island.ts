/** A custom element that wakes when it enters the page and lets go of everything when it leaves. */
export abstract class Island extends HTMLElement {
  #waking: AbortController | undefined;

  /** Ends when the element leaves, and stays so: give it to every listener, fetch and timer. */
  protected get signal(): AbortSignal {
    return this.#waking?.signal ?? AbortSignal.abort();
  }

  /** Called once per stay in the page. */
  protected abstract wake(): void;

  connectedCallback(): void {
    if (!this.signal.aborted) return;
    this.#waking = new AbortController();
    this.wake();
  }

  disconnectedCallback(): void {
    // a morph takes nodes out and puts them back in the same breath
    queueMicrotask(() => {
      if (!this.isConnected) this.#waking?.abort();
    });
  }

  connectedMoveCallback(): void { /* moved within the page: stay awake */ }

  protected listen(target: EventTarget, type: string, hear: (event: Event) => void, options: AddEventListenerOptions = {}): void {
    target.addEventListener(type, hear, { ...options, signal: this.signal });
  }
}

/** Register an island once, also when its script is loaded by two addresses. */
export function define(name: string, island: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, island);
}
