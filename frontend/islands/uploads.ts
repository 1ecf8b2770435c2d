/** Sends files one after the other, each with its progress in a chip; the server answers with all files of the draft. */
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

let queue: Promise<void> = Promise.resolve();

/** A picture between the words: `told` hears its Content-ID. */
export function uploadPicture(file: File, url: string, kind: string, list: Element, signal: AbortSignal, told: (cid: string) => void): Promise<void> {
  return upload(file, url, kind, list, signal, told);
}

export function upload(file: File, url: string, kind: string, list: Element, signal: AbortSignal, told?: (cid: string) => void): Promise<void> {
  const chip = Object.assign(document.createElement("li"), { className: "file", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", say("uploading", { name: file.name }));
  chip.dataset["sending"] = "";
  chip.append(bar);
  list.append(chip);
  return (queue = queue.then(() => send(file, url, kind, chip, bar, signal, told)));
}

function send(file: File, url: string, kind: string, chip: HTMLElement, bar: HTMLProgressElement, signal: AbortSignal, told?: (cid: string) => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) { resolve(); return; }
    // fetch cannot report how much has been sent
    const request = new XMLHttpRequest(), form = new FormData();
    form.append("kind", kind);
    form.append("files", file);
    if (told) form.append("inline", "1");
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300 && told) { chip.remove(); told((JSON.parse(request.responseText) as { cid: string }).cid); }
      else if (request.status >= 200 && request.status < 300) finish(chip, request.responseText);
      else fail(chip, file, refusal(request, file));
      resolve();
    };
    request.onerror = () => { fail(chip, file, say("notUploaded", { name: file.name })); resolve(); };
    request.onabort = () => { chip.remove(); resolve(); };
    signal.addEventListener("abort", () => { request.abort(); });
    request.send(form);
  });
}

/** The server's own sentence when it gives one, ours otherwise. */
function refusal(request: XMLHttpRequest, file: File): string {
  if (request.status === 413) return say("tooLarge");
  try {
    return (JSON.parse(request.responseText) as { error?: string }).error ?? say("notUploaded", { name: file.name });
  } catch {
    return say("notUploaded", { name: file.name });
  }
}

/** Draw the draft's files anew, and keep the chips that are still on their way. */
function finish(chip: HTMLElement, html: string): void {
  const list = chip.parentElement;
  chip.remove();
  if (!list) return;
  const waiting = [...list.querySelectorAll("[data-sending]")];
  list.innerHTML = html;
  list.append(...waiting);
  htmx.process(list);
}

function fail(chip: HTMLElement, file: File, words: string): void {
  chip.remove();
  toast(words.includes(file.name) ? words : `${file.name}: ${words}`, "error");
}
