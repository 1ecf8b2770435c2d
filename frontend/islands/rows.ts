/** Some rows of the list, drawn anew: each goes where the list's order wants it, or leaves. */
type Row = HTMLElement;
const at = (row: Row): [number, number] => [Number(row.dataset["place"]), Number(row.dataset["number"])];

/** Draw what the server answered for these numbers into #rows. */
export async function placeRows(list: HTMLElement, numbers: number[], text: string, source: Element): Promise<void> {
  const answer = document.createElement("template");
  answer.innerHTML = text;
  for (const number of numbers) {
    const old = list.querySelector<Row>(`#row-${number}`), fresh = answer.content.querySelector<Row>(`#row-${number}`);
    const row = fresh && settle(list, old, fresh);
    if (row) await htmx.swap({ text: fresh.outerHTML, target: row, swap: "outerMorph", sourceElement: source });
    else leave(old);
  }
}

/** Put the row (or an empty one, to be drawn) in its place; nothing when that is below what has been loaded. */
function settle(list: HTMLElement, old: Row | null, fresh: Row): Row | undefined {
  const next = [...list.querySelectorAll<Row>(".row")].find((row) => row !== old && isBefore(list, at(fresh), at(row))) ?? null;
  if (!next && list.querySelector(".more")) return undefined;
  const row = old ?? fresh.cloneNode() as Row;
  if (old && follows(old, next)) return old;
  const focused = row === document.activeElement;
  list.insertBefore(row, next);
  if (focused) row.focus({ preventScroll: true });
  if (!old) htmx.process(row);
  return row;
}

function isBefore(list: HTMLElement, [one, first]: [number, number], [other, second]: [number, number]): boolean {
  const before = one === other ? first < second : one < other;
  return "descending" in list.dataset ? !before : before;
}

/** Whether `next` stands right behind it already (nothing: it is the last). */
function follows(row: Row, next: Row | null): boolean {
  const behind = row.nextElementSibling;
  return next ? behind === next : !behind?.matches(".row");
}

/** A row that the list holds no more; who stood on it stands on the next. */
function leave(row: Row | null): void {
  if (row && row === document.activeElement) ((row.nextElementSibling ?? row.previousElementSibling) as Row | null)?.focus();
  row?.remove();
}
