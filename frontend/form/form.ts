/** A visitor's form works without this. With it: questions appear when they are asked, the versions are those of the
    product, an answer or articles are shown before it is sent, and in a frame the page around it hears how high it is. */
import { prove } from "../widget/proof";

interface When { field: string; values: string[] }
interface Article { title: string; address: string; summary: string; language: string }
interface Answer { html: string; language: string; articles: Article[] }
interface Told { answer: Answer | null; articles: Article[] }
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const form = document.querySelector<HTMLFormElement>("form[data-asks]");

function valueOf(key: string): string {
  const box = document.querySelector<HTMLElement>(`.field[data-key="${CSS.escape(key)}"]`);
  const control = box?.querySelector<Control>("[name]");
  if (!box || box.hidden || !control) return "";
  return control instanceof HTMLInputElement && control.type === "checkbox" ? (control.checked ? control.value : "") : control.value;
}

/** What is not asked is not there, and sends nothing; those further down may hang on those further up. */
function ask(): void {
  for (const box of document.querySelectorAll<HTMLElement>(".field[data-when]")) {
    const when = JSON.parse(box.dataset["when"] ?? "{}") as When, value = valueOf(when.field);
    const asked = when.values.length ? when.values.includes(value) : value !== "";
    box.hidden = !asked;
    box.dataset["kept"] = "";
    for (const control of box.querySelectorAll<Control>("[name]")) {
      control.disabled = !asked;
      control.required = asked && control.dataset["required"] !== undefined;
    }
  }
}

function offer(): void {
  const policies = [...document.querySelectorAll<HTMLElement>("[data-policy]")];
  const product = valueOf(policies[0]?.dataset["product"] ?? "");
  const own = policies.some((one) => one.dataset["policy"] === product);
  for (const one of policies) one.hidden = one.dataset["policy"] !== (own ? product : "");
  for (const list of document.querySelectorAll<HTMLDataListElement>("datalist[data-versions]")) {
    const known = JSON.parse(list.dataset["versions"] ?? "{}") as Record<string, string[]>;
    const versions = known[valueOf(list.dataset["of"] ?? "")] ?? Object.values(known).flat();
    list.replaceChildren(...versions.map((name) => Object.assign(document.createElement("option"), { value: name })));
  }
}

/** What may answer the question, above the button that sends: told by the server, and by no more than a pause of typing. */
class Beforehand {
  #timer = 0;
  #asked = "";
  readonly #box = document.querySelector<HTMLElement>(".beforehand .articles");

  constructor(private readonly form: HTMLFormElement, private readonly address: string) {
    form.addEventListener("input", () => { this.#soon(); });
    this.#box?.querySelector("ul")?.addEventListener("click", () => { void this.#tell({ opened: "1" }); });
    if (!this.#box?.hasAttribute("data-answer")) this.#soon(); // what a browser has kept of an earlier visit
  }

  get #question(): string {
    const typed = this.form.querySelectorAll<Control>('[name="subject"], textarea:not(.log)');
    return [...typed].map((one) => one.value.trim()).filter(Boolean).join("\n").slice(0, 1000);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => { void this.#look(this.#question); }, 600);
  }

  async #look(question: string): Promise<void> {
    if (question === this.#asked) return;
    this.#asked = question;
    const told = await this.#tell({ question });
    if (told && question === this.#asked) this.#show(told.answer, told.answer?.articles ?? told.articles);
  }

  #show(answer: Answer | null, articles: Article[]): void {
    const box = this.#box, words = box?.querySelector<HTMLElement>(".words"), title = box?.querySelector<HTMLElement>("h2");
    if (!box || !words || !title) return;
    box.toggleAttribute("data-answer", Boolean(answer));
    title.textContent = title.dataset[answer ? "sure" : "near"] ?? "";
    words.lang = answer?.language ?? "";
    words.innerHTML = answer?.html ?? ""; // our own server's, which has escaped the words
    box.querySelector("ul")?.replaceChildren(...articles.map(line));
    box.hidden = !articles.length;
    // Who has seen an answer, or for whom there is none, sends with one press.
    const anyway = this.form.querySelector<HTMLInputElement>("[name=anyway]");
    if (anyway) anyway.value = "1";
    const send = this.form.querySelector<HTMLElement>("[data-anyway]"), label = [...(send?.childNodes ?? [])].findLast((one) => one.textContent?.trim());
    if (answer && label) label.textContent = send?.dataset["anyway"] ?? "";
  }

  async #tell(told: Record<string, string>): Promise<Told | null> {
    const body = new FormData();
    for (const name of ["once", "csrfmiddlewaretoken"]) body.set(name, this.form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "");
    for (const [name, value] of Object.entries(told)) body.set(name, value);
    const answer = await fetch(this.address, { method: "POST", body, keepalive: true }).catch(() => null); // no connection: nothing is shown
    return answer?.ok ? await (answer.json() as Promise<Told>).catch(() => null) : null; // the page was left while it came
  }
}

function line(one: Article): HTMLElement {
  const made = document.createElement("li"), link = document.createElement("a");
  Object.assign(link, { href: one.address, target: "_blank", rel: "noopener", lang: one.language, dir: "auto" });
  link.append(Object.assign(document.createElement("b"), { textContent: one.title }));
  if (one.summary) link.append(Object.assign(document.createElement("span"), { textContent: one.summary }));
  made.append(link);
  return made;
}

/** Kept in this tab by the page that says it has come: who goes Back to what was sent begins anew. */
const SENT = "handrail:sent";
function remembered(name: string, value?: string): string | null {
  try {
    if (value !== undefined) sessionStorage.setItem(name, value);
    return sessionStorage.getItem(name);
  } catch { return null; } // a frame that may keep nothing
}

const cameBack = (event: PageTransitionEvent): boolean =>
  event.persisted || (performance.getEntriesByType("navigation") as PerformanceNavigationTiming[])[0]?.type === "back_forward";
if (document.querySelector("[data-sent]")) remembered(SENT, remembered(`${SENT} perhaps`) ?? "");

let working: Promise<void> | undefined;
/** The work that keeps robots away, begun with the first letter; nothing once it is done. */
function work(): Promise<void> | undefined {
  const token = form?.querySelector<HTMLInputElement>("[name=token]"), number = form?.querySelector<HTMLInputElement>("[name=number]");
  if (!token || !number || number.value || number.dataset["none"] !== undefined) return undefined;
  working ??= prove(token.value, Number(token.dataset["bits"])).then((found) => {
    if (found === null) number.dataset["none"] = "";
    else number.value = found;
  });
  return working;
}

if (form) {
  const change = (): void => { ask(); offer(); };
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => {
    const button = form.querySelector(".doing button");
    if (button?.ariaBusy) { event.preventDefault(); return; } // a second press of the same
    button?.setAttribute("aria-busy", "true");
    remembered(`${SENT} perhaps`, location.pathname);
    if (!work()) return;
    event.preventDefault();
    void work()?.then(() => { form.submit(); });
  });
  form.addEventListener("input", () => { void work(); }, { once: true });
  addEventListener("pageshow", (event) => {
    form.querySelector(".doing button")?.removeAttribute("aria-busy");
    const wasSent = remembered(SENT) === location.pathname;
    remembered(SENT, "");
    if (!wasSent || !cameBack(event)) return;
    form.reset();
    location.replace(location.href);
  });
  const articles = form.dataset["articles"];
  if (articles) new Beforehand(form, articles);
  change();
}
document.getElementById("wrong")?.focus();

if (window.parent !== window) {
  const tell = (): void => { window.parent.postMessage({ handrail: "height", height: document.body.scrollHeight }, "*"); };
  new ResizeObserver(tell).observe(document.body);
  tell();
}
