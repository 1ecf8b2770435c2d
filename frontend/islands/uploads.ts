/** Sends one file at once, with its progress in a chip; the server answers with the finished chip. */
import { toast } from "./toasts";
import { csrfToken, say } from "./words";

export function upload(file: File, url: string, list: Element, signal: AbortSignal): Promise<void> {
  const chip = Object.assign(document.createElement("li"), { className: "file", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", say("uploading", { name: file.name }));
  chip.append(bar);
  list.append(chip);
  return new Promise((resolve) => {
    // fetch cannot report how much has been sent
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file);
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) finish(chip, request.responseText);
      else fail(chip, file, request.status === 413 ? say("tooLarge") : say("notUploaded", { name: file.name }));
      resolve();
    };
    request.onerror = () => { fail(chip, file, say("notUploaded", { name: file.name })); resolve(); };
    request.onabort = () => { chip.remove(); resolve(); };
    signal.addEventListener("abort", () => { request.abort(); });
    request.send(form);
  });
}

function finish(chip: HTMLElement, html: string): void {
  const template = document.createElement("template");
  template.innerHTML = html;
  const done = template.content.firstElementChild;
  if (!done) { chip.remove(); return; }
  chip.replaceWith(done);
  htmx.process(done);
}

function fail(chip: HTMLElement, file: File, words: string): void {
  chip.remove();
  toast(`${words} (${file.name})`, "error");
}
