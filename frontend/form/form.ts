/** A visitor's form works without this. With it: questions appear when they are asked, the versions are those of the
    product, articles are suggested, and in a frame the page around it hears how high it is. */
import { prove } from "../widget/proof";

interface When { field: string; values: string[] }
interface Article { title: string; address: string; summary: string; language: string }
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

let timer = 0;
function suggest(address: string): void {
  const typed = [...document.querySelectorAll<Control>('[name="subject"], textarea:not(.log)')].map((one) => one.value.trim()).filter(Boolean).join("\n");
  const box = document.querySelector<HTMLElement>(".articles");
  if (!box) return;
  const list = box.querySelector("ul") ?? box.appendChild(document.createElement("ul"));
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    void fetch(`${address}&q=${encodeURIComponent(typed.slice(0, 1000))}`).then((answer) => answer.json()).then(({ articles }: { articles: Article[] }) => {
      list.replaceChildren(...articles.map((one) => {
        const line = document.createElement("li"), link = document.createElement("a");
        Object.assign(link, { href: one.address, target: "_blank", rel: "noopener", lang: one.language, dir: "auto" });
        link.append(Object.assign(document.createElement("b"), { textContent: one.title }), Object.assign(document.createElement("span"), { textContent: one.summary }));
        line.append(link);
        return line;
      }));
      box.hidden = !articles.length;
    }).catch(() => { /* no connection: nothing is suggested */ });
  }, 600);
}

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
    form.querySelector(".doing button")?.setAttribute("aria-busy", "true");
    if (!work()) return;
    event.preventDefault();
    void work()?.then(() => { form.submit(); });
  });
  form.addEventListener("input", () => { void work(); }, { once: true });
  addEventListener("pageshow", () => { form.querySelector(".doing button")?.removeAttribute("aria-busy"); });
  const articles = form.dataset["articles"];
  if (articles) form.addEventListener("input", () => { suggest(articles); });
  change();
}
document.getElementById("wrong")?.focus();

if (window.parent !== window) {
  const tell = (): void => { window.parent.postMessage({ handrail: "height", height: document.body.scrollHeight }, "*"); };
  new ResizeObserver(tell).observe(document.body);
  tell();
}
