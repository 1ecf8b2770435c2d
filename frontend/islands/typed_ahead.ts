/** Who takes a chat writes at once: what is typed before its page is there (`form[data-writes]`) is no command, and goes on in its composer. */
import { say } from "./words";

const KEPT = "handrail:typed";
let field: HTMLTextAreaElement | undefined, form: Element | undefined;

function leave(): void {
  field?.remove();
  field = form = undefined;
}

document.addEventListener("submit", (event) => {
  if (!(event.target as Element).matches("form[data-writes]")) return;
  leave();
  form = event.target as Element;
  const area = Object.assign(document.createElement("textarea"), { className: "sr", ariaLabel: say("yourMessage") });
  area.addEventListener("input", () => { sessionStorage.setItem(KEPT, area.value); });
  document.body.append(area);
  area.focus();
  field = area;
});

/** It was refused: one stays here. What else the page asks for meanwhile may fail as it likes. */
function refused(event: Event): void {
  const { ctx } = (event as CustomEvent<HtmxDetail>).detail;
  if (!form || ctx?.sourceElement !== form || (ctx.response?.status ?? 500) < 400) return;
  sessionStorage.removeItem(KEPT);
  leave();
}
document.addEventListener("htmx:after:request", refused);
document.addEventListener("htmx:error", refused);
window.addEventListener("pagehide", leave);

/** What was typed on the page before, once. */
export function typedAhead(): string {
  const typed = sessionStorage.getItem(KEPT) ?? "";
  sessionStorage.removeItem(KEPT);
  return typed;
}
