/** The page's words, in the reader's language: the page draws them as JSON. */
let table: Record<string, string> | undefined;

/** The words for a key, with {name} filled in; the key itself when the page has none. */
export function say(key: string, values: Record<string, string> = {}): string {
  table ??= JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Record<string, string>;
  return (table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The token that Django asks for, as the page gave it to htmx. */
export function csrfToken(): string {
  const headers = document.body.getAttribute("hx-headers:inherited") ?? "{}";
  return (JSON.parse(headers) as Record<string, string>)["X-CSRFToken"] ?? "";
}
