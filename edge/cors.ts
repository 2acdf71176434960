// Pages of other origins: those that the store's configuration names may call, and no others.
import type { MiddlewareHandler } from 'hono';
import { cors as honoCors } from 'hono/cors';
import type { App } from './app.ts';

/** How long a browser may remember what is allowed, in seconds. */
const MAX_AGE = 86_400;

const allow = honoCors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  allowHeaders: ['authorization', 'content-type'],
  maxAge: MAX_AGE,
});

/** A request that no allowed page sent is none of this middleware's business, its OPTIONS included. */
export const cors: MiddlewareHandler<App> = (c, next) => {
  const origin = c.req.header('origin');
  const origins = c.env.CORS_ORIGINS;
  if (origin === undefined || !origins) return next();
  const allowed = origins === '*' || origins.split(',').some((one) => one.trim() === origin);
  return allowed ? allow(c, next) : next();
};
