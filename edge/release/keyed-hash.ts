// A keyed hash: HMAC-SHA-256 with the salt of a canary, which is random and never published.

/** Caches the imported keys of the latest salts: importing a key takes as long as hashing. */
const keys = new Map<string, Promise<CryptoKey>>();
const MOST_KEYS = 8;
const utf8 = new TextEncoder();

function keyOf(salt: string): Promise<CryptoKey> {
  let key = keys.get(salt);
  if (!key) {
    key = crypto.subtle.importKey('raw', utf8.encode(salt), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    if (keys.size === MOST_KEYS) keys.delete(keys.keys().next().value!);
    keys.set(salt, key);
  }
  return key;
}

/**
 * 32 bytes that cannot be computed without the salt.
 * @param purpose separates the hashes of different uses
 */
export async function keyedHash(salt: string, purpose: 'split' | 'ref', text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(salt), utf8.encode(`${purpose}\n${text}`)));
}

/** A new salt: 128 random bits in hexadecimal. */
export const newSalt = (): string => crypto.randomUUID().replaceAll('-', '');
