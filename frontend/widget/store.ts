// What is kept on the visitor's device: one key of localStorage, from the moment they write until they forget.
import { config } from "./config";

/** A message that no answer has confirmed yet. `once` makes it the same message however often it is sent. */
export interface Waiting {
  once: string;
  text: string;
  files: { id: string; name: string }[];
  at: string;
  failed?: string;
}

/** What was said before the first message. */
export interface Asked {
  name: string;
  email: string;
  fields: Record<string, string>;
  website?: string; // a field that nobody sees: only robots fill it in
}

export interface Kept {
  key: string;
  begun: boolean;
  who?: string; // who was signed in when it began
  asked: Asked;
  queue: Waiting[];
  draft: string;
  seen: number;
  open: boolean;
  done?: Partial<Record<string, boolean>>; // what was asked beside the talk and answered, or put off
}

/** Its name; the docs name it too. */
export const NAME = `handrail-chat-${config.id}`;
let memory: string | null = null; // where a browser keeps nothing

/** What is kept, or null for who has not written. */
export function read(): Kept | null {
  let text = memory;
  try {
    text = localStorage.getItem(NAME);
  } catch {
    // storage is switched off: this page's memory has to do
  }
  return text ? (JSON.parse(text) as Kept) : null;
}

/** Change what is kept, reading it anew first: other tabs of the site write here too. */
export function keep(change: (kept: Kept) => void): Kept {
  const kept = read() ?? fresh();
  change(kept);
  write(kept.begun || kept.queue.length || kept.draft ? JSON.stringify(kept) : null);
  return kept;
}

/** Leave nothing. */
export const erase = (): void => write(null);

function write(text: string | null): void {
  memory = text;
  try {
    if (text === null) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, text);
  } catch {
    // full or switched off
  }
}

function fresh(): Kept {
  return { key: random(32), begun: false, asked: { name: "", email: "", fields: {} }, queue: [], draft: "", seen: 0, open: true };
}

/** So many random bytes in hexadecimal. */
function random(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A random UUID (RFC 9562, version 4); `crypto.randomUUID` is not there on pages without https. */
export function uuid(): string {
  const digits = random(16);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`, digits.slice(20)];
  return parts.join("-");
}

/** Do something in one tab at a time; where the browser has no locks (pages without https), just do it. */
export function alone(what: string, act: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request(`${NAME}-${what}`, act) : act();
}
