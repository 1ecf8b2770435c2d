/** Whether a page was reached by the browser's Back or Forward just now, and whether one was writing on it. */
const KEPT = "handrail:wrote", JUST = 5000; // ms
const [came] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
let at = came?.type === "back_forward" ? 0 : -JUST;
window.addEventListener("popstate", () => { at = performance.now(); });

/** Whether one came back to where one was writing; from now on it is noted whether one writes in `box`. */
export function wroteHere(box: HTMLElement, signal: AbortSignal): boolean {
  const page = location.pathname, wrote = performance.now() - at < JUST && sessionStorage.getItem(KEPT) === page;
  box.addEventListener("focusin", () => { sessionStorage.setItem(KEPT, page); }, { signal });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget) sessionStorage.removeItem(KEPT); }, { signal });
  return wrote;
}
