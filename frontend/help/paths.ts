// How far a reader is on learning paths: kept in this browser alone, and only after they asked for it.
// One key, named in docs/learning.md: {"<path>": [<articles that are done>]}. Without it nothing is written.
export {};

const KEY = "handrail.help.paths";
type Kept = Record<string, number[]>;

function kept(): Kept | null {
  try {
    const told: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return told && typeof told === "object" && !Array.isArray(told) ? (told as Kept) : null;
  } catch { return null; }
}

function keep(path: string, done: number[]): void {
  try { localStorage.setItem(KEY, JSON.stringify({ ...kept(), [path]: done })); } catch { /* the browser keeps nothing: so be it */ }
}

function forget(path: string): void {
  const rest = kept() ?? {};
  delete rest[path];
  try {
    if (Object.keys(rest).length) localStorage.setItem(KEY, JSON.stringify(rest));
    else localStorage.removeItem(KEY);
  } catch { /* nothing was kept */ }
}

function doneOf(path: string): number[] | null {
  const told = kept()?.[path];
  return Array.isArray(told) ? told.filter((one) => typeof one === "number") : null;
}

function page(box: HTMLElement): void {
  const path = box.dataset["path"] ?? "";
  const steps = [...document.querySelectorAll<HTMLElement>(".path-steps > li")];
  const draw = (): void => {
    const done = doneOf(path);
    for (const part of box.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = (part.dataset["when"] === "on") !== (done !== null);
    const mine = steps.filter((step) => done?.includes(Number(step.dataset["article"])));
    const bar = box.querySelector("progress");
    if (bar) bar.value = mine.length;
    const count = box.querySelector("[data-count]");
    if (count) count.textContent = String(mine.length);
    for (const step of steps) tick(step, path, done, box.dataset["done"] ?? "", draw);
  };
  box.hidden = false;
  box.querySelector("[data-keep]")?.addEventListener("click", () => { keep(path, []); draw(); box.querySelector<HTMLElement>("[data-forget]")?.focus(); });
  box.querySelector("[data-forget]")?.addEventListener("click", () => { forget(path); draw(); box.querySelector<HTMLElement>("[data-keep]")?.focus(); });
  draw();
}

function tick(step: HTMLElement, path: string, done: number[] | null, word: string, draw: () => void): void {
  const article = Number(step.dataset["article"]);
  let label = step.querySelector("label");
  if (!done) { label?.remove(); return; }
  if (!label) {
    label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    label.append(box, document.createTextNode(word));
    step.append(label);
    box.addEventListener("change", () => {
      const rest = (doneOf(path) ?? []).filter((one) => one !== article);
      keep(path, box.checked ? [...rest, article] : rest);
      draw();
    });
  }
  const box = label.querySelector("input");
  if (box) box.checked = done.includes(article);
}

const box = document.querySelector<HTMLElement>(".progress-kept");
if (box) page(box);
const along = document.querySelector<HTMLElement>(".along");
along?.querySelector("[data-next]")?.addEventListener("click", () => {
  const path = along.dataset["path"] ?? "", done = doneOf(path), article = Number(along.dataset["article"]);
  if (done && !done.includes(article)) keep(path, [...done, article]);
});
