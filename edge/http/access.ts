// Who may call a route. Every route declares one of these policies and is mounted together with it (contract/route.ts).
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import { isKey, type KeyName, usableSecret } from './keys.ts';
import { RequestError } from './problems.ts';
import { countAddress } from './rate-limit.ts';
import { looksLikeToken, subjectOf } from './token.ts';

/** What a caller must show, as a bearer token. A service key opens all but the last. */
export type Policy =
  /** Nothing. */
  | 'anyone'
  /** A storefront key: it stands in pages and apps, so it opens nothing about a person. */
  | 'storefront'
  /** A token of the very user whom the request is about: token.ts. */
  | 'user'
  /** A service key: the store's own servers. */
  | 'service'
  /** A deploy key: models in, data for training out. */
  | 'deploy';

/** The keys that open a policy. */
const KEYS: Record<Exclude<Policy, 'anyone'>, readonly KeyName[]> = {
  storefront: ['STOREFRONT_KEY', 'SERVICE_KEY'],
  user: ['SERVICE_KEY'],
  service: ['SERVICE_KEY'],
  deploy: ['DEPLOY_KEY'],
};
const BEARER = /^bearer +(\S+)$/i;

/** The middleware that lets through whom a policy allows. Whoever is refused is counted by address, and then told why. */
export function guard(policy: Policy): MiddlewareHandler<App> {
  if (policy === 'anyone') return (_, next) => next();
  return async (c, next) => {
    try {
      await admit(c, policy);
    } catch (error) {
      await countAddress(c);
      throw error;
    }
    await next();
  };
}

/** Notes which key or whose token it was. @throws RequestError `unauthorized` */
async function admit(c: Context<App>, policy: Exclude<Policy, 'anyone'>): Promise<void> {
  const shown = BEARER.exec(c.req.header('authorization')?.trim() ?? '')?.[1];
  if (shown === undefined) throw new RequestError('unauthorized', 'send the header Authorization: Bearer KEY');
  // All are compared, so that the time does not tell which one fits.
  const [name] = KEYS[policy].filter((name) => isKey(shown, c.env[name]));
  if (name !== undefined) c.set('key', name);
  else if (policy === 'user' && looksLikeToken(shown))
    c.set('subject', await subjectOf(shown, usableSecret(c.env.TOKEN_SECRET)));
  else throw new RequestError('unauthorized', 'this key does not open it');
}

/**
 * Lets a request go on about a user: whoever holds a token may act for its subject alone.
 * @throws RequestError `forbidden`
 */
export function actFor(c: Context<App>, user: string): void {
  const subject = c.get('subject');
  if (subject !== undefined && subject !== user) throw new RequestError('forbidden');
}
