// What is asked beside the talk: an address, a rating, where a copy goes, whether to forget.
import { Refused } from "./api";
import { say } from "./config";
import { h } from "./dom";
import { keep, read } from "./store";
import type { Talk } from "./talk";
import { valid } from "./composer";

export type Sheet = "leave" | "rate" | "transcript" | "forget" | "";

/** One question at a time, above the place to write. */
export class Sheets {
  readonly box = h("div", { class: "sheet", role: "group", hidden: true });
  #shown: Sheet = "";
  #asked: Sheet = "";

  constructor(
    private readonly talk: Talk,
    private readonly back: () => void,
  ) {}

  /** The visitor chose this from the menu. */
  ask(sheet: Sheet): void {
    this.#asked = sheet;
    this.draw();
    this.box.querySelector<HTMLElement>("input, button")?.focus();
  }

  /** Draw what is to be asked now: what the visitor chose, else what the chat's state asks for. */
  draw(): void {
    const wanted = this.#asked || this.#byState();
    if (wanted === this.#shown && (wanted === "" || this.box.firstChild)) return;
    this.#shown = wanted;
    this.box.replaceChildren(...(wanted ? [this[wanted]()] : []));
    this.box.hidden = !wanted;
  }

  /** Draw it anew, in another language. */
  renew(): void {
    this.box.replaceChildren();
    this.draw();
  }

  #byState(): Sheet {
    const { state, entries } = this.talk;
    const done = read()?.done;
    const isOver = state?.is === "ended" && entries.some(({ from }) => from === "us");
    if (isOver) return state.rated === null && !done?.["rate"] ? "rate" : "";
    return state?.asks && !done?.["leave"] ? "leave" : "";
  }

  #close(sheet: Sheet): void {
    keep((kept) => ((kept.done ??= {})[sheet] = true)); // a page that is loaded anew does not ask again
    this.#asked = "";
    this.draw();
    this.back();
  }

  private leave(): HTMLElement {
    return this.#form("leave", "leaveTitle", "leaveHelp", [address(this.talk.state?.email)], "leaveSend", (told) => this.talk.act("leave", told));
  }

  private transcript(): HTMLElement {
    return this.#form("transcript", "copyTitle", "", [address(this.talk.state?.email)], "copySend", (told) => this.talk.act("transcript", told));
  }

  private forget(): HTMLElement {
    return this.#form("forget", "forget", "forgetHelp", [], "forget", async () => this.talk.forget());
  }

  private rate(): HTMLElement {
    const scale = [1, 2, 3, 4, 5].map((value) =>
      h("label", {}, h("input", { type: "radio", name: "rating", value: String(value), required: true }), say(`rate${value}`)),
    );
    const text = h("textarea", { name: "text", rows: "2", dir: "auto", maxlength: "2000", "aria-label": say("rateText"), placeholder: say("rateText") });
    const send = (told: Record<string, string>): Promise<void> => this.talk.act("rate", { ...told, rating: Number(told["rating"]) });
    return this.#form("rate", "rateTitle", "", [h("div", { class: "scale", role: "radiogroup", "aria-label": say("rateTitle") }, ...scale), text], "rateSend", send);
  }

  #form(sheet: Sheet, title: string, help: string, inside: HTMLElement[], send: string, act: (told: Record<string, string>) => Promise<void>): HTMLElement {
    const wrong = h("p", { class: "wrong", role: "alert" });
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      wrong.textContent = valid(form) ? "" : sheet === "rate" ? say("required") : "";
      if (!form.checkValidity()) return;
      try {
        await act(Object.fromEntries(new FormData(form)) as Record<string, string>);
        this.#close(sheet);
      } catch (problem) {
        wrong.textContent = (problem instanceof Refused && problem.message) || say("failed");
      }
    };
    const form = h(
      "form",
      { novalidate: true, onsubmit: submit },
      h("h3", {}, say(title)),
      help && h("p", {}, say(help)),
      ...inside,
      wrong,
      h("div", { class: "doing" }, h("button", { class: "main" }, say(send)), h("button", { type: "button", onclick: () => this.#close(sheet) }, say("cancel"))),
    );
    return form;
  }
}

function address(known = ""): HTMLElement {
  const input = h("input", { id: "s-email", name: "email", type: "email", required: true, value: known, autocomplete: "email", dir: "ltr", maxlength: "320", "aria-describedby": "s-email-wrong" });
  return h("div", { class: "field" }, h("label", { for: "s-email" }, say("email")), input, h("p", { id: "s-email-wrong", class: "wrong" }));
}
