// On which pages, and in which phase, the button stands.
import { config, facts } from "./config";

/** Whether an address fits a pattern of paths: `/pricing`, `/docs/*`, `shop.example/*`; `*` is any run of signs. */
export function fits(address: URL, pattern: string): boolean {
  const told = pattern.startsWith("/") ? address.pathname : address.host + address.pathname;
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}/?$`).test(told);
}

/** Whether the page, and the phase that it names, are among those of the widget; none named means all. */
export function isShown(): boolean {
  if (config.state.open === "hidden") return false;
  const { pages = [], phases = [] } = config.shown;
  const page = new URL(location.href);
  const here = !pages.length || pages.some((pattern) => fits(page, pattern));
  return here && (!phases.length || phases.includes(facts().phase ?? ""));
}
