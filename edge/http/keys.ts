// The format of keys and secrets, and the comparison of keys.
import type { MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import type { Environment } from '../environment.ts';

export type KeyName = keyof Environment & `${string}_KEY`;

const NAMES = ['STOREFRONT_KEY', 'SERVICE_KEY', 'DEPLOY_KEY'] as const satisfies readonly KeyName[];
/** Shorter keys or secrets could be guessed. */
const SHORTEST = 16;
/** Printable ASCII without spaces, which any client can send in a header unchanged. */
const USABLE = new RegExp(`^[\\x21-\\x7e]{${SHORTEST},256}$`);

/** The key; undefined if it is missing, too short, or cannot be sent in a header. */
export const usableKey = (key: string | undefined): string | undefined =>
  key !== undefined && USABLE.test(key) ? key : undefined;

/** A signing secret. It is never sent, so any characters are allowed. */
export const usableSecret = (secret: string | undefined): string | undefined =>
  secret !== undefined && secret.length >= SHORTEST ? secret : undefined;

/** Whether `shown` is the key. The time it takes reveals only the key's length. */
export function isKey(shown: string, key: string | undefined): boolean {
  const usable = usableKey(key);
  if (usable === undefined) return false;
  const [a, b] = [shown, usable].map((text) => utf8.encode(text));
  const same = a.length === b.length;
  return timingSafeEqual(same ? a : b, b) && same;
}
const utf8 = new TextEncoder();
/** A function of workerd that the DOM's types lack. */
const timingSafeEqual = (a: Uint8Array, b: Uint8Array) =>
  (crypto.subtle as SubtleCrypto & { timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean }).timingSafeEqual(a, b);

const checked = new WeakSet<Environment>();

/** Logs once, at the first request, which configured keys are invalid and therefore ignored. */
export const keysChecked: MiddlewareHandler<App> = (c, next) => {
  if (!checked.has(c.env)) {
    checked.add(c.env);
    for (const name of NAMES)
      if (c.env[name] !== undefined && usableKey(c.env[name]) === undefined)
        console.error(
          `${name} is ignored: it must be ${SHORTEST} to 256 printable ASCII characters without spaces. Set another one: wrangler secret put ${name}`,
        );
    if (c.env.TOKEN_SECRET !== undefined && usableSecret(c.env.TOKEN_SECRET) === undefined)
      console.error(
        `TOKEN_SECRET is ignored: it must have at least ${SHORTEST} characters. Set another one: wrangler secret put TOKEN_SECRET`,
      );
  }
  return next();
};
