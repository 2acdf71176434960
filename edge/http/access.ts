// Who may call a route. Every route declares one of these policies and is mounted together with it (contract/route.ts).
import type { Context, MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { jwt } from 'hono/jwt';
import type { App } from '../context.ts';
import type { Environment } from '../environment.ts';
import { RequestError } from './problems.ts';

/** What a caller must show, as a bearer token. A service key opens all but the last. */
export type Policy =
  /** Nothing. */
  | 'anyone'
  /** A storefront key: it stands in pages and apps, so it opens nothing about a person. */
  | 'storefront'
  /** A token of the very user whom the request is about: a JWT, HS256, with `sub` and `exp`. */
  | 'user'
  /** A service key: the store's own servers. */
  | 'service'
  /** A deploy key: models in, data for training out. */
  | 'deploy';

/** The keys that open a policy. */
const KEYS: Record<Exclude<Policy, 'anyone'>, readonly (keyof Environment & `${string}_KEY`)[]> = {
  storefront: ['STOREFRONT_KEY', 'SERVICE_KEY'],
  user: ['SERVICE_KEY'],
  service: ['SERVICE_KEY'],
  deploy: ['DEPLOY_KEY'],
};
/** A key that is shorter could be guessed: it opens nothing. */
const SHORTEST_KEY = 16;
/** A JWT is three parts of base64url; no key has dots in it. */
const TOKEN = /^bearer\s+[\w-]+\.[\w-]+\.[\w-]+$/i;

/** The middleware that lets through whom a policy allows. */
export function guard(policy: Policy): MiddlewareHandler<App> {
  if (policy === 'anyone') return (_, next) => next();
  const names = KEYS[policy];
  const key = bearerAuth<App>({
    verifyToken(shown, c: Context<App>) {
      // All are compared, so that the time does not tell which one fits.
      const [name] = names.filter((name) => isKey(shown, c.env[name]));
      c.set('key', name);
      return name !== undefined;
    },
  });
  if (policy !== 'user') return key;
  return (c, next) => (TOKEN.test(c.req.header('authorization') ?? '') ? token(c, next) : key(c, next));
}

/** Compares in constant time. */
export function isKey(shown: string, key: string | undefined): boolean {
  if (key === undefined || key.length < SHORTEST_KEY) return false;
  const [a, b] = [shown, key].map((text) => utf8.encode(text));
  const same = a.length === b.length;
  return timingSafeEqual(same ? a : b, b) && same;
}
const utf8 = new TextEncoder();
/** workerd's own, which the DOM's types do not know. */
const timingSafeEqual = (a: Uint8Array, b: Uint8Array) =>
  (crypto.subtle as SubtleCrypto & { timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean }).timingSafeEqual(a, b);

const token: MiddlewareHandler<App> = (c, next) => {
  const secret = c.env.TOKEN_SECRET;
  if (secret === undefined || secret.length < SHORTEST_KEY) throw new RequestError('unauthorized');
  return jwt({ secret, alg: 'HS256', realm: 'curatornet' })(c, () => {
    const { sub, exp } = c.get('jwtPayload') as { sub?: unknown; exp?: unknown };
    if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number')
      throw new RequestError('unauthorized', 'A token needs sub and exp');
    c.set('subject', sub);
    return next();
  });
};

/**
 * Lets a request go on about a user: whoever holds a token may act for its subject alone.
 * @throws RequestError `forbidden`
 */
export function actFor(c: Context<App>, user: string): void {
  const subject = c.get('subject');
  if (subject !== undefined && subject !== user) throw new RequestError('forbidden');
}
