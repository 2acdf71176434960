// Pages of other origins: those that the store's configuration names may call, and no others.
import type { MiddlewareHandler } from 'hono';
import { cors as honoCors } from 'hono/cors';
import type { App } from '../context.ts';
import { BOOKMARK } from './bookmark.ts';

/** How long a browser may remember what is allowed, in seconds. */
const MAX_AGE = 86_400;

const allow = honoCors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  allowHeaders: ['authorization', 'content-type', BOOKMARK],
  exposeHeaders: ['X-Request-Id', 'Retry-After', 'ETag', BOOKMARK],
  maxAge: MAX_AGE,
});

/** A request that no allowed page sent is none of this middleware's business, its OPTIONS included. */
export const cors: MiddlewareHandler<App> = async (c, next) => {
  const origin = c.req.header('origin');
  const origins = c.env.CORS_ORIGINS;
  if (!origins) return next();
  const allowed = origin !== undefined && (origins === '*' || origins.split(',').some((one) => one.trim() === origin));
  if (allowed) return allow(c, next);
  await next();
  // A shared cache must not hand an answer without the origin's permission to a page that has it.
  c.header('vary', 'Origin', { append: true });
};
