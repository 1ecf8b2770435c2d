// Where the visitor writes: what is asked before the first message, the message, its files.
import { Answers } from "./answers";
import { at, heads, refusal, Refused } from "./api";
import { config, facts, language, say, type Field } from "./config";
import { CLIP, CLOSE, h, iconButton, SEND } from "./dom";
import { keep, read, uuid, type Asked } from "./store";
import type { Talk } from "./talk";

interface Attached {
  file: File;
  once: string;
  part: number;
  id?: string;
  wrong?: string;
  request?: XMLHttpRequest;
}

const MOST_FILES = 10;
const LARGEST = 10_000_000;

export class Composer {
  readonly form = h("form", { class: "write", novalidate: true, onsubmit: (event: Event) => this.#submit(event) });
  // No maxlength: what is too long is refused in words, for whoever pastes a log would not see what was cut off.
  readonly text = h("textarea", { rows: "1", dir: "auto", name: "text" });
  readonly #asked = h("div", { class: "asked" });
  readonly #answers = new Answers();
  readonly #shelf = h("div", { class: "shelf" });
  readonly #pick = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
  #files: Attached[] = [];
  #goes = false; // sent as soon as the last file is there
  #saving = 0;
  #drawn = "";

  constructor(private readonly talk: Talk) {
    this.text.value = read()?.draft ?? "";
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.text.addEventListener("paste", ({ clipboardData }) => this.add(clipboardData?.files));
    this.#pick.addEventListener("change", () => (this.add(this.#pick.files), (this.#pick.value = "")));
  }

  /** Draw it in the page's language, and what is asked only until the chat has begun. */
  draw(): void {
    const begun = Boolean(read()?.begun || read()?.queue.length);
    const state = `${language()} ${begun} ${this.talk.open.open}`;
    if (state !== this.#drawn) {
      this.#drawn = state;
      const focused = (this.form.getRootNode() as ShadowRoot).activeElement;
      const name = this.form.contains(focused) && focused?.getAttribute("name");
      this.text.placeholder = say("message");
      this.text.setAttribute("aria-label", say("message"));
      const told = begun ? [] : this.#fields().map((field) => question(field, this.#asked));
      const trap = h("input", { name: "website", class: "trap", tabindex: "-1", autocomplete: "off", "aria-hidden": "true" });
      this.#asked.replaceChildren(...told, ...(begun ? [] : [trap]));
      const open = (): void => this.#pick.click();
      const clip = iconButton(CLIP, say("attach"), { onclick: open });
      const send = iconButton(SEND, say("send"), { type: "submit", class: "icon send" });
      if (begun) this.#answers.hide();
      this.form.replaceChildren(this.#asked, this.#answers.box, this.#shelf, h("div", { class: "row" }, clip, this.text, send), this.#pick);
      // What is taken out and put back has lost the focus.
      if (name !== false) (this.#asked.querySelector<HTMLElement>(`[name="${CSS.escape(name ?? "")}"]`) ?? this.text).focus();
    }
    if (!begun) this.#suggest(); // that there are articles may come to be known while somebody types
    this.#grow();
    for (const one of this.#files) if (begun && read()?.begun) this.#upload(one);
  }

  /** Files that were pasted, picked or dropped. */
  add(files: FileList | null | undefined): void {
    for (const file of files ?? []) {
      if (this.#files.length >= MOST_FILES || config.preview) break;
      const wrong = file.size > LARGEST ? { wrong: say("large", { name: file.name, size: LARGEST / 1e6 }) } : {};
      this.#files.push({ file, once: uuid(), part: 0, ...wrong });
    }
    this.#shelve();
    this.draw();
  }

  /** What an older page or another tab has kept. */
  restore(draft: string): void {
    if (document.activeElement !== this.text) this.text.value = draft;
  }

  #fields(): Field[] {
    const has = config.fields.some(({ type }) => type === "email") || facts().email;
    const email: Field = { key: "email", type: "email", label: {}, required: false };
    return this.talk.open.open === "now" || has ? config.fields : [...config.fields, email];
  }

  /** Articles, until the chat begins; what was typed before we knew that there are any counts too. */
  #suggest(): void {
    if (!read()?.begun && this.talk.open.articles) this.#answers.typed(this.text.value);
  }

  #typed(): void {
    this.#grow();
    this.talk.types();
    this.#suggest();
    clearTimeout(this.#saving);
    if (!config.preview) this.#saving = window.setTimeout(() => keep((kept) => (kept.draft = this.text.value)), 300);
  }

  #grow(): void {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 160)}px`;
  }

  #submit(event?: Event): void {
    event?.preventDefault();
    const text = this.text.value.trim();
    const good = this.#files.filter(({ wrong }) => !wrong);
    if (config.preview || !(text || good.length) || !valid(this.#asked)) return;
    clearTimeout(this.#saving);
    const begun = Boolean(read()?.begun);
    this.#goes = good.some(({ id }) => !id);
    if (this.#goes && begun) return this.#shelve(); // the words wait for the last file
    const sent = good.flatMap(({ id, file }) => (id ? [{ id, name: file.name }] : []));
    this.talk.say(text || good.map(({ file }) => file.name).join(", "), sent, answers(this.#asked));
    this.#files = this.#goes ? good : [];
    this.text.value = "";
    this.#shelve();
    this.draw();
    this.text.focus();
  }

  #shelve(): void {
    this.#shelf.replaceChildren(
      ...this.#files.map((one) => {
        const remove = (): void => {
          one.request?.abort();
          this.#files = this.#files.filter((other) => other !== one);
          this.#shelve();
        };
        const cross = iconButton(CLOSE, say("remove", { name: one.file.name }), { onclick: remove });
        const bar = !one.id && !one.wrong && h("progress", { max: "1", value: String(one.part), "aria-label": one.file.name });
        return h("div", { class: one.wrong ? "part wrong" : "part" }, h("bdi", {}, one.file.name), h("small", {}, one.wrong ?? ""), bar, cross);
      }),
    );
  }

  /** Bring one file to the server, again and again until it is there or refused. fetch tells no progress. */
  #upload(one: Attached): void {
    if (one.request || one.id || one.wrong) return;
    const request = (one.request = new XMLHttpRequest());
    const body = new FormData();
    body.append("once", one.once);
    body.append("file", one.file);
    request.open("POST", at("talk/files"));
    for (const [name, value] of Object.entries(heads(read()?.key ?? ""))) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => ((one.part = loaded / total), this.#shelve());
    request.onload = () => this.#uploaded(one, request);
    request.onerror = () => this.#later(one);
    request.send(body);
  }

  #uploaded(one: Attached, { status, responseText, getResponseHeader }: XMLHttpRequest): void {
    const no = status < 300 ? null : refusal(status, responseText, getResponseHeader.call(one.request, "Retry-After"));
    if (no instanceof Refused && no.passes) return this.#later(one);
    if (no) one.wrong = no.message || say("failed");
    else one.id = JSON.parse(responseText).file.id;
    this.#shelve();
    if (this.#goes && this.#files.every(({ id, wrong }) => id || wrong)) this.#submit();
  }

  #later(one: Attached): void {
    delete one.request;
    setTimeout(() => this.#files.includes(one) && this.#upload(one), 3_000);
  }
}

/** A question as a labelled field; it keeps what was written in it before. */
function question({ key, type, label, required, choices = [] }: Field, before: HTMLElement): HTMLElement {
  const id = `f-${key}`;
  const props = { id, name: key, required, dir: "auto", "aria-describedby": `${id}-wrong`, maxlength: "320" };
  const known = { name: facts().name, email: facts().email }[key];
  const old = before.querySelector<HTMLInputElement>(`#${CSS.escape(id)}`)?.value ?? known ?? "";
  const options = ["", ...choices].map((one) => h("option", { value: one, selected: one === old }, one || "–"));
  const input =
    type === "choice"
      ? h("select", props, ...options)
      : type === "text"
        ? h("textarea", { ...props, rows: "2", maxlength: "2000" }, old)
        : h("input", { ...props, type: type === "email" ? "email" : "text", value: old, autocomplete: { name: "name", email: "email" }[key] ?? "off" });
  const name = label[language()] || say(key) || Object.values(label)[0];
  const optional = !required && h("small", {}, ` ${say("optional")}`);
  return h("div", { class: "field" }, h("label", { for: id }, name, optional), input, h("p", { id: `${id}-wrong`, class: "wrong" }));
}

/** Whether every field may be sent; says below the first that may not what is wrong with it. */
export function valid(form: HTMLElement): boolean {
  let first: HTMLInputElement | undefined;
  for (const field of form.querySelectorAll<HTMLInputElement>("input, select, textarea")) {
    const well = field.checkValidity();
    field.setAttribute("aria-invalid", String(!well));
    const told = form.querySelector(`#${CSS.escape(`${field.id}-wrong`)}`);
    if (told) told.textContent = well ? "" : say(field.validity.valueMissing ? "required" : "bad");
    if (!well) first ??= field;
  }
  first?.focus();
  return !first;
}

function answers(form: HTMLElement): Asked | undefined {
  const found = [...form.querySelectorAll<HTMLInputElement>("input, select, textarea")].map(({ name, value }) => [name, value.trim()]);
  if (!found.length) return undefined;
  const { name = "", email = "", website = "", ...fields } = Object.fromEntries(found) as Record<string, string>;
  return { name, email, fields, website };
}
