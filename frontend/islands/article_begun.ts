/** The first words of a new article made a draft of it: the page becomes the draft's, around what is being written. */

const HIDDEN = ":scope > input[type=hidden]:not([name=csrfmiddlewaretoken])";

/** `page` is the draft's own page at `address`; what stands in `form` and its caret stay. A template may still be chosen. */
export function become(page: Document, address: string, article: HTMLElement, form: HTMLFormElement): void {
  const theirs = page.querySelector<HTMLElement>("hr-article"), draft = page.querySelector<HTMLFormElement>("form.words");
  if (!theirs || !draft) throw new Error("no draft came"); // signed out, perhaps
  history.replaceState(history.state, "", address);
  document.title = page.title;
  for (const name of ["keep", "links"]) article.dataset[name] = theirs.dataset[name] ?? "";
  form.setAttribute("action", draft.getAttribute("action") ?? "");
  for (const one of form.querySelectorAll(HIDDEN)) one.remove();
  form.append(...draft.querySelectorAll(`${HIDDEN}, .change`));
  const chooser = form.querySelector<HTMLElement>("[data-files]");
  if (chooser) chooser.dataset["files"] = draft.querySelector<HTMLElement>("[data-files]")?.dataset["files"] ?? "";
  const templates = article.querySelector("[data-begin]");
  put(page, "#as-read");
  put(page, ".article-desk > .bar");
  const beside = put(page, "hr-article > .beside");
  if (templates) beside?.append(templates);
}

function put(page: Document, what: string): Element | undefined {
  const here = document.querySelector(what), there = page.querySelector(what);
  if (!here || !there) return undefined;
  here.replaceChildren(...there.childNodes);
  htmx.process(here);
  return here;
}
