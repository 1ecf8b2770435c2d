// What the server puts around this script: `HANDRAIL`, the configuration of one widget.

/** What the widget says, in one language: at first only what its button needs. `dir` is its direction. */
export type Words = Record<string, string>;

/** One question before the first message. `label` by language; "" is the one for all others. */
export interface Field {
  key: string;
  type: "line" | "text" | "email" | "choice";
  label: Record<string, string>;
  required: boolean;
  choices?: string[];
}

/** Whether somebody is there, and what to expect. */
export interface Open {
  open: "now" | "later" | "hidden";
  says: string;
  work?: Work;
  articles?: boolean;
}

/** What `core.abuse` asks for before a first message. */
export interface Work {
  token: string;
  bits: number;
}

export interface Config {
  id: string;
  base: string;
  side: "end" | "start";
  colour: { ground: string; ink: string; light: string; dark: string };
  words: Record<string, Words>;
  fields: Field[];
  state: Open;
  shown: { pages?: string[]; not_pages?: string[]; phases?: string[] };
  preview?: { lang: string; theme: string; dir: string };
}

declare const HANDRAIL: Config;
export const config = HANDRAIL;

/** What the page says of itself and of who is signed in there, before the script or at any time after. */
export interface Facts {
  phase?: string;
  name?: string;
  email?: string;
  identity?: unknown;
  lang?: string;
  theme?: string;
  place?: string;
  open?: () => void;
  close?: () => void;
  forget?: () => void;
}

declare global {
  interface Window {
    handrailChat?: Facts;
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const said: Facts = { ...script?.dataset };
if (script?.src) config.base = new URL(script.src).origin; // a proxy may know us by another name

/** The facts as they are now: what the page says in `window.handrailChat`, else by `data-` of the script. */
export const facts = (): Facts => ({ ...said, ...window.handrailChat });

/** Whom the page says is signed in there: the id that it signed; empty for nobody. It proves nothing here. */
export function signedIn(): string {
  const given = facts().identity as string | { id?: string } | null | undefined;
  try {
    if (typeof given !== "string") return given?.id ?? "";
    const claims = atob((given.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    return String((JSON.parse(claims) as { sub?: unknown }).sub ?? "");
  } catch {
    return "";
  }
}

/** The page's language if we speak it, by its first part (fr-CA: fr); else English, or the first we have. */
export function language(): string {
  const wanted = facts().lang || config.preview?.lang || document.documentElement.lang || navigator.language;
  const code = wanted.toLowerCase().split("-")[0] ?? "";
  return [code, "en"].find((one) => config.words[one]) ?? Object.keys(config.words)[0] ?? "en";
}

let coming: Promise<unknown> | null = null;

/** Fetch what the window says in the page's language, unless it is here. Throws TypeError without a connection. */
export async function speak(): Promise<void> {
  const code = language();
  if (config.words[code]?.["log"]) return;
  const get = async (): Promise<void> => {
    const answer = await fetch(`${config.base}/chat/${config.id}/words?lang=${code}`, { credentials: "omit" });
    if (!answer.ok) throw new TypeError();
    config.words[code] = (await answer.json()) as Words;
  };
  coming ??= get().finally(() => (coming = null));
  await coming;
}

/** What to say for a key, with `{name}` filled in. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = config.words[language()]?.[key] ?? "";
  return text.replace(/{(\w+)}/g, (_all, name: string) => String(values[name] ?? ""));
}
