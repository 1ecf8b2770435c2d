/** Draws a PDF onto canvases, inside the sandbox of its preview: no worker, no eval, nothing fetched but the file. */
import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import * as worker from "pdfjs-dist/legacy/build/pdf.worker.mjs";

const MOST_PAGES = 100;
(globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = worker; // found there, it works in this very thread

const stage = document.getElementById("pdf");

/** A page is drawn when it comes near; before that its place is kept. */
async function draw(page: PDFPageProxy, place: HTMLElement): Promise<void> {
  const width = Math.min(place.clientWidth, 1100), plain = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: (width / plain.width) * Math.min(devicePixelRatio, 2) });
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.ceil(viewport.width), height: Math.ceil(viewport.height) });
  canvas.setAttribute("aria-hidden", "true");
  place.append(canvas);
  await page.render({ canvas, viewport }).promise;
  const words = (await page.getTextContent()).items.map((item) => ("str" in item ? item.str : "")).join(" ");
  place.append(Object.assign(document.createElement("p"), { className: "sr", textContent: words }));
}

async function show(file: PDFDocumentProxy): Promise<void> {
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      const place = entry.target as HTMLElement;
      void file.getPage(Number(place.dataset["page"])).then((page) => draw(page, place));
    }
  }, { rootMargin: "600px" });
  const first = (await file.getPage(1)).getViewport({ scale: 1 });
  for (let number = 1; number <= Math.min(file.numPages, MOST_PAGES); number++) {
    const place = document.createElement("section");
    place.dataset["page"] = String(number);
    place.setAttribute("aria-label", `${number} / ${file.numPages}`);
    place.style.aspectRatio = `${first.width} / ${first.height}`;
    stage?.append(place);
    near.observe(place);
  }
}

function say(name: string): void {
  stage?.replaceChildren();
  document.querySelector<HTMLElement>(`[data-when="${name}"]`)?.removeAttribute("hidden");
}

async function open(url: string): Promise<void> {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  const file = await getDocument({ data: await answer.arrayBuffer(), useWasm: false, disableFontFace: false, enableXfa: false }).promise;
  await show(file);
}

if (stage?.dataset["url"]) {
  open(stage.dataset["url"]).catch((error: unknown) => { say(error instanceof Error && error.name === "PasswordException" ? "locked" : "broken"); });
}
