/** Keeps relative times true while a page stays open; the server wrote them first, in the same words. */
import { say } from "./words";

const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, YEAR = 365 * DAY;

/** The largest unit that fits: seconds in, [amount, unit] out. */
export function unitOf(seconds: number): [number, "minute" | "hour" | "day" | "year"] {
  if (seconds < HOUR) return [Math.max(1, Math.floor(seconds / MINUTE)), "minute"];
  if (seconds < DAY) return [Math.floor(seconds / HOUR), "hour"];
  if (seconds < 2 * YEAR) return [Math.floor(seconds / DAY), "day"];
  return [Math.floor(seconds / YEAR), "year"];
}

function waited(seconds: number): string {
  const [amount, unit] = unitOf(seconds);
  return say(`waited-${unit}`, { amount: String(amount) });
}

function ago(seconds: number): string {
  if (Math.abs(seconds) < MINUTE) return say("now");
  const [amount, unit] = unitOf(Math.abs(seconds));
  return new Intl.RelativeTimeFormat(language).format(seconds > 0 ? -amount : amount, unit);
}

function freshen(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-fresh="waited"], time[data-fresh="ago"]')) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (time.dataset["fresh"] === "ago" && Math.abs(seconds) > 30 * DAY) continue;
    const text = time.dataset["fresh"] === "ago" ? ago(seconds) : waited(seconds);
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(() => { if (!document.hidden) freshen(); }, 20_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) freshen(); });
