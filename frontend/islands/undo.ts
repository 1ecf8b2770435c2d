/** Take back what was just done: the server offers it (`ui/undo.py`), a toast says it, z does it. */
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

interface Told { text: string; address: string; seconds: number }
const KEPT = "handrail:undo";

/** An answer that goes to another page takes its offer along. */
function keep(told: Told): void {
  sessionStorage.setItem(KEPT, JSON.stringify({ ...told, until: Date.now() + told.seconds * 1000 }));
}

/** Where it was done: one may be elsewhere by now. */
const numbered = (told: Told): string => told.text + (told.text.includes("#") ? "" : /^\/conversations\/(\d+)\//.exec(told.address)?.[1]?.replace(/^/, "  #") ?? "");

function show(told: Told): void {
  if (!told.address) { toast(told.text, "fine", undefined, told.seconds * 1000); return; }
  const act = (): void => { sessionStorage.removeItem(KEPT); void takeBack(told.address); };
  toast(numbered(told), "fine", { label: say("undo"), act, key: "z" }, told.seconds * 1000);
}

/** The page is drawn anew where it stands, or where the answer says. */
async function takeBack(address: string): Promise<void> {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrfToken() } });
  if (!answer.ok) { toast(answer.status === 409 ? await answer.text() || say("tooLate") : say("failed"), "error"); return; }
  if (answer.redirected) location.assign(answer.url); else location.reload();
}

document.addEventListener("htmx:after:request", (event) => {
  const offered = (event as CustomEvent<HtmxDetail>).detail.ctx.response?.headers.get("Handrail-Undo");
  if (!offered) return;
  const told = JSON.parse(offered) as Told;
  if (told.address) keep(told);
  show(told);
});

const kept = sessionStorage.getItem(KEPT);
if (kept) {
  const told = JSON.parse(kept) as Told & { until: number }, left = Math.round((told.until - Date.now()) / 1000);
  if (left > 1) show({ ...told, seconds: left }); else sessionStorage.removeItem(KEPT);
}
