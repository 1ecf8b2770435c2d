// Questions to Handrail. What comes of them is an answer, a refusal with its reason, or no connection.
import { config, language } from "./config";

/** The server has answered, and says no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string,
    readonly seconds: number,
  ) {
    super(message);
  }

  /** Whether the same is to be sent again: busy, restarting, or too often. */
  get passes(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** The address of something in the API, with the visitor's language. */
export const at = (path: string): string => `${config.base}/chat/${path}${path.includes("?") ? "&" : "?"}lang=${language()}`;

const PATIENCE = 20_000;

/** Ask once, and give up after 20 s. GET without a body. Throws Refused; TypeError or AbortError when nothing was heard. */
export async function ask<T>(path: string, key = "", body?: unknown, keepalive = false): Promise<T> {
  const answer = await fetch(at(path), {
    method: body === undefined ? "GET" : "POST",
    headers: { ...heads(key), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    credentials: "omit",
    cache: "no-store",
    keepalive,
    signal: AbortSignal.timeout(PATIENCE),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw refusal(answer.status, text, answer.headers.get("Retry-After"));
  return (text ? JSON.parse(text) : {}) as T;
}

export const heads = (key: string): Record<string, string> => (key ? { Authorization: `Bearer ${key}` } : {});

/** What a refusing answer says; a proxy's page says nothing. */
export function refusal(status: number, text: string, wait: string | null): Refused {
  let told: { error?: string; code?: string; field?: string } = {};
  try {
    told = JSON.parse(text);
  } catch {
    // not ours
  }
  return new Refused(status, told.code ?? "", told.error ?? "", told.field ?? "", Number(wait) || 0);
}
