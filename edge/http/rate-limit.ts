// Refuses callers who ask too often: counted by user, or else by address. The store's own servers are not counted.
import type { MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import { RequestError } from './problems.ts';

export const limit: MiddlewareHandler<App> = async (c, next) => {
  const { LIMITER } = c.env;
  const key = c.get('subject') ?? c.req.header('cf-connecting-ip');
  const counted = LIMITER && key !== undefined && !['SERVICE_KEY', 'DEPLOY_KEY'].includes(c.get('key') ?? '');
  if (counted && !(await LIMITER.limit({ key })).success) throw new RequestError('too-many-requests');
  await next();
};
