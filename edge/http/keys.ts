// Keys: which ones can open anything, and whether one was shown.
import type { MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import type { Environment } from '../environment.ts';

export type KeyName = keyof Environment & `${string}_KEY`;

const NAMES = ['STOREFRONT_KEY', 'SERVICE_KEY', 'DEPLOY_KEY'] as const satisfies readonly KeyName[];
/** A shorter key or secret could be guessed. */
const SHORTEST = 16;
/** Printable ASCII without spaces: what any client can send in a header as it is. */
const USABLE = new RegExp(`^[\\x21-\\x7e]{${SHORTEST},256}$`);

/** The key, where it may open something; undefined for one that is missing, too short, or cannot be sent. */
export const usableKey = (key: string | undefined): string | undefined =>
  key !== undefined && USABLE.test(key) ? key : undefined;

/** A secret that signs. It is never sent, so any characters will do. */
export const usableSecret = (secret: string | undefined): string | undefined =>
  secret !== undefined && secret.length >= SHORTEST ? secret : undefined;

/** Whether `shown` is the key. The time that it takes tells nothing of the key but its length. */
export function isKey(shown: string, key: string | undefined): boolean {
  const usable = usableKey(key);
  if (usable === undefined) return false;
  const [a, b] = [shown, usable].map((text) => utf8.encode(text));
  const same = a.length === b.length;
  return timingSafeEqual(same ? a : b, b) && same;
}
const utf8 = new TextEncoder();
/** workerd's own, which the DOM's types do not know. */
const timingSafeEqual = (a: Uint8Array, b: Uint8Array) =>
  (crypto.subtle as SubtleCrypto & { timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean }).timingSafeEqual(a, b);

const checked = new WeakSet<Environment>();

/** Says once, at the first request, which keys are set and open nothing. */
export const keysChecked: MiddlewareHandler<App> = (c, next) => {
  if (!checked.has(c.env)) {
    checked.add(c.env);
    for (const name of NAMES)
      if (c.env[name] !== undefined && usableKey(c.env[name]) === undefined)
        console.error(
          `${name} opens nothing: it must be ${SHORTEST} to 256 printable ASCII characters without spaces. Set another one: wrangler secret put ${name}`,
        );
    if (c.env.TOKEN_SECRET !== undefined && usableSecret(c.env.TOKEN_SECRET) === undefined)
      console.error(
        `TOKEN_SECRET signs nothing: it must be ${SHORTEST} characters or more. Set another one: wrangler secret put TOKEN_SECRET`,
      );
  }
  return next();
};
