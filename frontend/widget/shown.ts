// On which pages, and in which phase, the button stands.
import { config, facts } from "./config";

/** Whether an address fits a pattern: `*` is any text; one that begins with / is of the path alone (`/docs/*`). */
export function fits(page: URL, pattern: string): boolean {
  const query = pattern.includes("?") ? page.search : "";
  const address = pattern.startsWith("/") ? page.pathname + query : page.origin + page.pathname + page.search;
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(address);
}

/** Whether the page, and the phase that it names, are among those of the widget; none named means all. */
export function isShown(): boolean {
  if (config.state.open === "hidden") return false;
  const { pages = ["*"], not_pages = [], phases = [] } = config.shown;
  const page = new URL(location.href);
  const among = (patterns: string[]): boolean => patterns.some((pattern) => fits(page, pattern));
  return among(pages) && !among(not_pages) && (!phases.length || phases.includes(facts().phase ?? ""));
}
