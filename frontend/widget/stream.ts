// Server-Sent Events by fetch: EventSource cannot say whose key it has.
import { at, heads, refusal } from "./api";

export type Hear = (kind: string, data: unknown) => void;
const SILENCE = 50_000; // a beat comes every 20 s

/** Read the stream until it ends, is aborted, or has been silent; throws what `ask` throws. */
export async function listen(after: number, key: string, hear: Hear, stop: AbortSignal): Promise<void> {
  const silent = new AbortController();
  const timer = setInterval(() => Date.now() - last > SILENCE && silent.abort(), 5_000);
  let last = Date.now();
  try {
    const signal = AbortSignal.any([stop, silent.signal]);
    const answer = await fetch(at(`talk/live?after=${after}`), { headers: heads(key), credentials: "omit", cache: "no-store", signal });
    if (!answer.ok || !answer.body) throw refusal(answer.status, await answer.text(), answer.headers.get("Retry-After"));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      last = Date.now();
      const blocks = (rest + part.value).split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) tell(block, hear);
    }
  } finally {
    clearInterval(timer);
  }
}

/** One event of the stream (WHATWG HTML, 9.2.6): its kind and its data. */
function tell(block: string, hear: Hear): void {
  let kind = "message";
  let data = "";
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) kind = line.slice(6).trim();
    if (line.startsWith("data:")) data += line.slice(5);
  }
  if (data) hear(kind, JSON.parse(data));
}
