// Refuses callers who ask too often: counted by user, or else by address, with pages, refused keys and refused tokens. The
// store's own servers are not counted.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import { RequestError } from './problems.ts';

/** The period of the binding in wrangler.toml, in seconds, which the binding itself does not tell. */
const PERIOD = '60';

/** Counts a request that was let in. */
export const limit: MiddlewareHandler<App> = async (c, next) => {
  const subject = c.get('subject');
  if (subject !== undefined) await count(c, subject);
  else if (!['SERVICE_KEY', 'DEPLOY_KEY'].includes(c.get('key') ?? '')) await countAddress(c);
  await next();
};

/** Counts a request by its address. @throws RequestError `too-many-requests` */
export async function countAddress(c: Context<App>): Promise<void> {
  const address = c.req.header('cf-connecting-ip');
  if (address !== undefined) await count(c, address);
}

async function count(c: Context<App>, key: string): Promise<void> {
  const { LIMITER, RATE_LIMIT_PERIOD = PERIOD } = c.env;
  if (!LIMITER) return;
  // Without its answer nobody is held back: it protects from load, and is no lock.
  const { success } = await LIMITER.limit({ key }).catch((error: unknown) => {
    console.error('requests cannot be counted:', error);
    return { success: true };
  });
  if (success) return;
  if (!/^\d{1,6}$/.test(RATE_LIMIT_PERIOD))
    throw new InputError('invalid', `${JSON.stringify(RATE_LIMIT_PERIOD)} is not a number of seconds`, {
      where: 'RATE_LIMIT_PERIOD',
    });
  throw new RequestError('too-many-requests', undefined, { headers: { 'retry-after': RATE_LIMIT_PERIOD } });
}
