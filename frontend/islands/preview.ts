/** A file of the conversation, shown in its sandbox over the page; the arrows go through the others. */
const box = (): HTMLDialogElement | null => document.getElementById("file-preview") as HTMLDialogElement | null;
const files = (): HTMLAnchorElement[] => [...document.querySelectorAll<HTMLAnchorElement>("#timeline a.file[data-preview]")];
let at = 0;

function show(index: number): void {
  const all = files(), file = all[index], dialog = box(), frame = dialog?.querySelector("iframe");
  if (!file || !dialog || !frame) return;
  at = index;
  const name = dialog.querySelector("h2"), place = dialog.querySelector("[data-place]"), download = dialog.querySelector<HTMLAnchorElement>("[data-download]");
  if (name) name.textContent = file.title;
  if (place) place.textContent = all.length > 1 ? `${index + 1} / ${all.length}` : "";
  if (download) { download.href = file.href; download.download = file.title; }
  for (const step of dialog.querySelectorAll<HTMLButtonElement>("[data-step]")) step.disabled = !all[index + Number(step.dataset["step"])];
  // A fresh frame: the history of the page does not grow with each file.
  const fresh = frame.cloneNode() as HTMLIFrameElement;
  fresh.src = file.dataset["preview"] ?? "";
  frame.replaceWith(fresh);
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const target = event.target as Element, step = target.closest<HTMLElement>("#file-preview [data-step]");
  if (step) { show(at + Number(step.dataset["step"])); return; }
  const file = target.closest<HTMLAnchorElement>("a.file[data-preview]");
  if (!file || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const index = files().indexOf(file);
  if (index < 0) return;
  event.preventDefault();
  show(index);
});

document.addEventListener("keydown", (event) => {
  if (!box()?.open || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const forward = (event.key === "ArrowRight") !== (document.documentElement.dir === "rtl");
  show(at + (forward ? 1 : -1));
});

document.addEventListener("close", (event) => {
  if (event.target === box()) box()?.querySelector("iframe")?.removeAttribute("src");
}, true);
export {};
