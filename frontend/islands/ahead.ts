/** Who goes on by key finds the next conversation there already: it is fetched while they look at this one. Read it is only when shown. */
interface Ahead { row: HTMLElement; at: number; answer: Promise<Response | undefined> }

const FRESH = 20_000; // milliseconds for which it may be shown; what has come since is fetched after it
const HEADERS = { "HX-Request": "true", "HX-Request-Type": "partial", "Handrail-Ahead": "1" };
let ahead: Ahead | undefined;

/** Fetch the row after this one, unless it is here. */
export function fetchAfter(row: HTMLElement, by: 1 | -1): void {
  const next = by > 0 ? row.nextElementSibling : row.previousElementSibling;
  if (!(next instanceof HTMLAnchorElement) || !next.matches(".row")) return;
  if (ahead?.row === next && performance.now() - ahead.at < FRESH) return;
  const answer = fetch(next.href, { headers: HEADERS }).then((got) => got.ok && !got.redirected ? got : undefined, () => undefined);
  ahead = { row: next, at: performance.now(), answer };
}

function use(event: Event): void {
  const { ctx } = (event as CustomEvent<HtmxDetail>).detail, here = ahead;
  if (!here || event.target !== here.row) return;
  ahead = undefined;
  if (performance.now() - here.at > FRESH) return;
  ctx.fetch = async (url, request) => {
    const got = await here.answer;
    if (!got) return fetch(url, request);
    here.row.addEventListener("htmx:finally:request", () => { document.querySelector("hr-timeline")?.dispatchEvent(new Event("ahead")); }, { once: true });
    return got;
  };
}

document.addEventListener("htmx:before:request", use);
