/** The few doors of htmx that islands use; it is loaded before them as a classic script. */
interface HtmxRequest { method: string; action: string }
interface HtmxContext {
  sourceElement: Element;
  target: Element | string | null;
  request: HtmxRequest;
  fetch: (url: string, request: RequestInit) => Promise<Response>;
  response?: { raw: Response; status: number; headers: Headers };
}
interface HtmxDetail { ctx: HtmxContext; error?: unknown; tasks?: { fragment: DocumentFragment }[] }
declare const htmx: {
  ajax(verb: "GET" | "POST", path: string, options: { target: string | Element; swap: string; select?: string; source?: Element }): Promise<void>;
  swap(context: { text: string; target: Element; swap: string; sourceElement: Element }): Promise<void>;
  process(element: Element): void;
};
