// What the server asks for before a first message; it asks for nothing yet.
import type { Work } from "./config";

/** The answer to what was asked. */
export async function prove(_work: Work): Promise<Record<string, unknown>> {
  return {};
}
