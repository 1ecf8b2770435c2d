/** One line to the server: an EventSource that survives lids, proxies and restarts. */
export interface Line {
  url: () => string;
  hear: (type: string, data: string, id: string) => void;
  opened: (again: boolean) => void;
  state: (live: boolean) => void;
  beat?: () => void;
}
const KINDS = ["changed", "entry", "here", "ring", "visitor"];
const SILENCE = 45_000; // the server beats every 20 s; measured by a clock that nobody sets

export function openLine(line: Line, signal: AbortSignal): void {
  let wait = 1000, last = performance.now(), timer = 0, again = false;
  let source: EventSource | undefined;
  const open = (): void => {
    clearTimeout(timer);
    source?.close();
    const current = (source = new EventSource(line.url()));
    current.onopen = () => { wait = 1000; last = performance.now(); line.state(true); line.opened(again); again = true; };
    current.addEventListener("beat", () => { last = performance.now(); line.beat?.(); });
    for (const kind of KINDS) {
      current.addEventListener(kind, (event) => {
        last = performance.now();
        const message = event as MessageEvent<string>;
        line.hear(kind, message.data, message.lastEventId);
      });
    }
    current.onerror = () => {
      line.state(false);
      if (current.readyState !== EventSource.CLOSED) return; // a cut line: the browser comes back by itself
      clearTimeout(timer);
      timer = window.setTimeout(open, wait * (0.7 + Math.random() * 0.6));
      wait = Math.min(wait * 2, 60_000);
    };
  };
  open();
  const watch = window.setInterval(() => {
    if (performance.now() - last > SILENCE) { last = performance.now(); open(); }
  }, 5000);
  addEventListener("online", open, { signal });
  signal.addEventListener("abort", () => { source?.close(); clearTimeout(timer); clearInterval(watch); });
}

const TOGETHER = 5; // ms in which several calls make one run

/**
 * Run `work` never twice at a time; calls meanwhile make one more run. Between two runs lies at least `gap` ms, and
 * three times as long as the last run took: a busy server is asked less often.
 */
export function paced(work: () => Promise<void>, gap: number, signal: AbortSignal): () => void {
  let running = false, wanted = false, next = 0, timer = 0;
  const run = async (): Promise<void> => {
    const began = performance.now();
    running = true; wanted = false;
    try { await work(); } finally {
      running = false; next = began + Math.max(gap, Math.min(3000, 3 * (performance.now() - began)));
      if (wanted) ask();
    }
  };
  const ask = (): void => {
    wanted = true;
    if (running || timer) return;
    timer = window.setTimeout(() => { timer = 0; if (!signal.aborted) void run(); }, Math.max(TOGETHER, next - performance.now()));
  };
  signal.addEventListener("abort", () => { clearTimeout(timer); });
  return ask;
}
