// Proof of work for the public doors (handrail/core/abuse/challenges.py): a number for which SHA-256 of
// "token:number" begins with so many zero bits. Null where the browser has no WebCrypto (pages without https):
// what is sent without a number is held, not lost.
const AT_ONCE = 512;

export async function prove(token: string, bits: number): Promise<string | null> {
  const text = new TextEncoder();
  if (!globalThis.crypto?.subtle) return null;
  for (let first = 0; ; first += AT_ONCE) {
    const digests = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => crypto.subtle.digest("SHA-256", text.encode(`${token}:${first + index}`))),
    );
    const found = digests.findIndex((digest) => new DataView(digest).getUint32(0) >>> (32 - bits) === 0 || !bits);
    if (found >= 0) return String(first + found);
  }
}
