/** What went wrong with a request of htmx, said in a toast with the next step; nothing is swapped in. */
import { hush, toast, type Offer } from "./toasts";
import { say } from "./words";

const WORDS: Record<number, string> = { 401: "signedOut", 403: "refused", 404: "gone", 409: "conflict", 413: "tooLarge", 507: "noRoom" };

function again(source: Element): Offer | undefined {
  if (!source.isConnected) return undefined;
  if (source instanceof HTMLFormElement) return { label: say("retry"), act: () => { source.requestSubmit(); } };
  if (source.matches("a, button")) return { label: say("retry"), act: () => { (source as HTMLElement).click(); } };
  return undefined;
}

let cut: Element | undefined; // whose request did not leave

const detail = (event: Event): HtmxDetail => (event as CustomEvent<HtmxDetail>).detail;
const inBackground = (source: Element): boolean => source.matches("hr-live, hr-timeline, [data-in-background]");

document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = detail(event);
  const status = ctx.response?.status ?? 0;
  if (status === 422 || inBackground(ctx.sourceElement)) return; // 422: the form shows its own errors
  const refusal = ctx.response?.raw?.headers.get("Handrail-Refusal"); // what one's role may not do, and whom to ask
  toast(refusal ? decodeURIComponent(refusal) : say(WORDS[status] ?? "failed"), "error", status >= 500 ? again(ctx.sourceElement) : undefined);
});

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = detail(event);
  if (!ctx?.sourceElement || inBackground(ctx.sourceElement)) return;
  if (!navigator.onLine || error instanceof TypeError || error instanceof DOMException) { cut = ctx.sourceElement; toast(say("offline"), "error", again(cut)); }
});

/** What did not leave is offered again when the connection is back, however long that took. */
function back(): void {
  hush(say("offline"));
  const offer = cut && again(cut);
  cut = undefined;
  if (offer) toast(say("online"), "fine", offer, 12_000);
}
window.addEventListener("online", back);

document.addEventListener("htmx:after:request", (event) => {
  if (detail(event).ctx.sourceElement === cut && detail(event).ctx.response) { cut = undefined; hush(say("offline")); hush(say("online")); }
  const raw = detail(event).ctx.response?.raw;
  if (!raw?.redirected || !new URL(raw.url).pathname.startsWith("/accounts/")) return;
  event.preventDefault(); // the session ended: the sign-in page is not a fragment
  location.reload();
});
