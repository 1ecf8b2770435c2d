/** <hr-push data-server-key data-url data-worker>: lets this browser show push messages, when its agent says so. */
import { Island, define } from "./island";
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

class Push extends Island {
  protected override wake(): void {
    const button = this.querySelector("button"), none = this.querySelector<HTMLElement>("[data-none]");
    if (!button || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
    button.hidden = false;
    if (none) none.hidden = true;
    this.listen(button, "click", () => { void this.#subscribe().catch(() => { toast(say("noPush"), "error"); }); });
  }

  async #subscribe(): Promise<void> {
    const { serverKey: key = "", url = "", worker = "" } = this.dataset;
    const here = await navigator.serviceWorker.register(worker, { scope: "/" });
    await navigator.serviceWorker.ready;
    const subscription = (await here.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
    const told = new URLSearchParams({ endpoint: subscription.endpoint ?? "", p256dh: subscription.keys?.["p256dh"] ?? "", auth: subscription.keys?.["auth"] ?? "" });
    const answer = await fetch(url, { method: "POST", body: told, headers: { "X-CSRFToken": csrfToken() } });
    if (!answer.ok) throw new Error(String(answer.status));
    location.reload();
  }
}

define("hr-push", Push);
