// The rate limit: counts requests by user, or else by address, including pages and refused keys and tokens. Requests with
// the service key or the deploy key are not counted.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import { RequestError } from './problems.ts';

/** The default period of the binding in seconds; the binding itself does not reveal it. */
const PERIOD = '60';

/** The middleware that counts authorised requests. */
export const rateLimit: MiddlewareHandler<App> = async (c, next) => {
  const subject = c.get('subject');
  if (subject !== undefined) await count(c, subject);
  else if (!['SERVICE_KEY', 'DEPLOY_KEY'].includes(c.get('key') ?? '')) await countAddress(c);
  await next();
};

/** Counts a request for its address. @throws RequestError `too-many-requests` */
export async function countAddress(c: Context<App>): Promise<void> {
  const address = c.req.header('cf-connecting-ip');
  if (address !== undefined) await count(c, address);
}

async function count(c: Context<App>, key: string): Promise<void> {
  const { LIMITER, RATE_LIMIT_PERIOD = PERIOD } = c.env;
  if (!LIMITER) return;
  // If the limiter fails, let the request pass: it protects from load, not from intruders.
  const { success } = await LIMITER.limit({ key }).catch((error: unknown) => {
    console.error('the rate limiter failed:', error);
    return { success: true };
  });
  if (success) return;
  if (!/^\d{1,6}$/.test(RATE_LIMIT_PERIOD))
    throw new InputError(
      'invalid',
      `must be a whole number of seconds with at most six digits, not ${JSON.stringify(RATE_LIMIT_PERIOD)}`,
      {
        where: 'RATE_LIMIT_PERIOD',
      },
    );
  throw new RequestError('too-many-requests', undefined, { headers: { 'retry-after': RATE_LIMIT_PERIOD } });
}
