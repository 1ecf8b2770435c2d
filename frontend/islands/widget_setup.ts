/** Setting up a chat: the preview follows the form, and what is to be pasted is copied by a button. */
import { define, Island } from "./island";

const SOON = 350;

class WidgetSetup extends Island {
  private due = 0;

  protected override wake(): void {
    this.listen(this, "input", () => { this.soon(); });
    this.listen(this, "click", (event) => { void this.copy(event.target as Element); });
    this.look();
  }

  private soon(): void {
    clearTimeout(this.due);
    this.due = window.setTimeout(() => { this.look(); }, SOON);
  }

  /** Ask for the imagined page anew, with what the form says now; a secret token has no business in an address. */
  private look(): void {
    const frame = this.querySelector("iframe"), form = this.querySelector<HTMLFormElement>("form.wide-form");
    if (!frame || !form) return;
    const told = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value !== "") as [string, string][];
    const query = new URLSearchParams(told);
    for (const choice of this.querySelectorAll<HTMLSelectElement>("[data-look]")) query.set(choice.dataset["look"] ?? "", choice.value);
    const address = `${frame.dataset["at"]}?${query}`;
    if (frame.getAttribute("src") === address) return;
    // replace() leaves no step in the history for each letter typed
    if (frame.hasAttribute("src")) frame.contentWindow?.location.replace(address);
    else frame.src = address;
  }

  private async copy(target: Element): Promise<void> {
    const button = target.closest<HTMLElement>("[data-copy]");
    const text = button && this.querySelector(button.dataset["copy"] ?? "")?.textContent?.trim();
    if (!button || !text) return;
    await navigator.clipboard.writeText(text);
    button.lastChild?.replaceWith(button.dataset["done"] ?? "");
  }
}
define("hr-widget-setup", WidgetSetup);
