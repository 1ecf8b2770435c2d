/** Who takes a chat writes at once: what is typed before its page is there (`form[data-writes]`) is no command, and goes on in its composer. */
import { say } from "./words";

const KEPT = "handrail:typed";
let field: HTMLTextAreaElement | undefined;

function leave(): void {
  field?.remove();
  field = undefined;
}

document.addEventListener("submit", (event) => {
  if (!(event.target as Element).matches("form[data-writes]")) return;
  leave();
  field = Object.assign(document.createElement("textarea"), { className: "sr", ariaLabel: say("yourMessage") });
  document.body.append(field);
  field.focus();
});
document.addEventListener("htmx:after:request", (event) => { if (((event as CustomEvent<HtmxDetail>).detail.ctx.response?.status ?? 500) >= 400) leave(); });
document.addEventListener("htmx:error", leave);
window.addEventListener("pagehide", () => {
  if (field?.value) sessionStorage.setItem(KEPT, field.value);
  leave();
});

/** What was typed on the page before, once. */
export function typedAhead(): string {
  const typed = sessionStorage.getItem(KEPT) ?? "";
  sessionStorage.removeItem(KEPT);
  return typed;
}
