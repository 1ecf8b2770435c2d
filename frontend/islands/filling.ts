/** Fields beside a conversation: the page goes to what closing asks for, and shows what others have filled in. */
import { openDrawer } from "./panes";

const CHANGES = '.event:is([data-kind="field_changed"], [data-kind="kind_changed"])';
let conversation = "", seen = 0; // whose timeline is shown, and the newest change of a field in it

function goTo(id: string): void {
  const field = document.getElementById(id);
  if (!field) return;
  if (!field.checkVisibility()) openDrawer("customer");
  field.focus();
  field.scrollIntoView({ block: "nearest" });
}

/** Once for each refusal: a later morph takes the mark away with the notice. */
function answerRefusal(): void {
  const link = document.querySelector<HTMLElement>("#refused a[data-field]:not([data-shown])");
  if (!link) return;
  link.dataset["shown"] = "";
  goTo(link.dataset["field"] ?? "");
}

/** Whether somebody has filled something in since the last look at this timeline. */
function hasNews(): boolean {
  const timeline = document.querySelector("hr-timeline");
  const entries = [...timeline?.querySelectorAll<HTMLElement>(CHANGES) ?? []];
  const newest = Math.max(0, ...entries.map((entry) => Number(entry.dataset["entry"])));
  const isNews = timeline?.id === conversation && newest > seen;
  conversation = timeline?.id ?? "";
  seen = newest;
  return isNews;
}

/** Draw the panel's lines anew, but never the one somebody is just filling in. */
async function refresh(): Promise<void> {
  const sheet = document.querySelector<HTMLElement>(".customer .sheet"), address = sheet?.dataset["address"];
  if (!sheet || !address) return;
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return; // the line that is filled in next tells what is wrong
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  for (const line of sheet.querySelectorAll<HTMLElement>(".line")) {
    const text = fresh.content.querySelector(`#${CSS.escape(line.id)}`)?.outerHTML;
    if (text && !line.contains(document.activeElement)) await htmx.swap({ text, target: line, swap: "outerMorph", sourceElement: line });
  }
}

document.addEventListener("htmx:after:swap", (event) => {
  answerRefusal();
  const source = (event as CustomEvent<HtmxDetail>).detail.ctx.sourceElement;
  if (hasNews() && !source.matches(".line")) void refresh();
});

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("#refused a[data-field]");
  if (!link) return;
  event.preventDefault();
  goTo(link.dataset["field"] ?? "");
});

hasNews();
