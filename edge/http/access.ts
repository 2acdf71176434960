// Access control. Every operation declares one of these policies, and contract/route.ts enforces it.
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import { isKey, type KeyName, usableSecret } from './keys.ts';
import { RequestError } from './problems.ts';
import { countAddress } from './rate-limit.ts';
import { looksLikeToken, subjectOf } from './token.ts';

/** The bearer key or token that a caller must send. A service key is accepted for all policies except `deploy`. */
export type Policy =
  /** Nothing. */
  | 'anyone'
  /** A storefront key: pages and apps contain it, so it gives no access to user data. */
  | 'storefront'
  /** The same, or a user token: for what anybody may see, made for the user that a request names. */
  | 'shopper'
  /** A token of the user that the request is about: token.ts. */
  | 'user'
  /** A service key: the store's own servers. */
  | 'service'
  /** A deploy key: deploys models and exports training data. */
  | 'deploy';

/** The keys that each policy accepts. */
const KEYS: Record<Exclude<Policy, 'anyone'>, readonly KeyName[]> = {
  storefront: ['STOREFRONT_KEY', 'SERVICE_KEY'],
  shopper: ['STOREFRONT_KEY', 'SERVICE_KEY'],
  user: ['SERVICE_KEY'],
  service: ['SERVICE_KEY'],
  deploy: ['DEPLOY_KEY'],
};
const BEARER = /^bearer +(\S+)$/i;

/** The middleware that enforces a policy. Refused requests count for the rate limit of their address. */
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

/** Sets the key's name or the token's user in the context. @throws RequestError `unauthorized` */
async function admit(c: Context<App>, policy: Exclude<Policy, 'anyone'>): Promise<void> {
  const shown = BEARER.exec(c.req.header('authorization')?.trim() ?? '')?.[1];
  if (shown === undefined) throw new RequestError('unauthorized', 'send the header Authorization: Bearer KEY');
  // Compare all keys, so that the time does not reveal which one matches.
  const [name] = KEYS[policy].filter((name) => isKey(shown, c.env[name]));
  if (name !== undefined) c.set('key', name);
  else if ((policy === 'user' || policy === 'shopper') && looksLikeToken(shown))
    c.set('subject', await subjectOf(shown, usableSecret(c.env.TOKEN_SECRET)));
  else throw new RequestError('unauthorized', 'this key does not give access to this operation');
}

/**
 * Checks that the caller may act for a user: a token is valid only for its own subject, and a storefront key for nobody.
 * @throws RequestError `forbidden`
 */
export function authorizeUser(c: Context<App>, user: string): void {
  if (c.get('key') === 'STOREFRONT_KEY')
    throw new RequestError('forbidden', 'a storefront key gives no access to a user: send a token of the user');
  const subject = c.get('subject');
  if (subject !== undefined && subject !== user) throw new RequestError('forbidden');
}
