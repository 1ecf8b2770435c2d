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

function freshenAll(): void {
  if (document.hidden) return;
  freshen();
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-fresh="due"]')) freshenDue(time);
}

/** The mark of a promise, by the rules of `handrail/ui/due.py`: a quarter of the time left is at risk. */
function freshenDue(time: HTMLTimeElement): void {
  const due = Date.parse(time.dateTime), since = Date.parse(time.dataset["since"] ?? time.dateTime);
  const left = (due - Date.now()) / 1000, share = Math.min(Math.max(left * 1000 / Math.max(due - since, 60_000), 0), 1);
  const state = left <= 0 ? "late" : share <= 0.25 ? "risk" : "fine", amount = waited(Math.abs(left));
  const [short, said] = time.querySelectorAll("span");
  if (!short || !said) return;
  time.dataset["state"] = state;
  time.querySelector(".left")?.setAttribute("stroke-dasharray", `${Math.round(share * 100)} 100`);
  const text = state === "late" ? `−${amount}` : amount;
  if (short.textContent === text) return;
  short.textContent = text;
  said.textContent = say(`due-${state}`, { amount });
}

setInterval(freshenAll, 20_000);
document.addEventListener("visibilitychange", freshenAll);
