// CORS: pages of the origins in CORS_ORIGINS may call the API, others may not.
import type { MiddlewareHandler } from 'hono';
import { cors as honoCors } from 'hono/cors';
import type { App } from '../context.ts';
import { BOOKMARK } from './bookmark.ts';

/** How long a browser may cache a preflight, in seconds. */
const MAX_AGE = 86_400;

const allow = honoCors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  allowHeaders: ['authorization', 'content-type', BOOKMARK],
  exposeHeaders: ['X-Request-Id', 'Retry-After', 'ETag', BOOKMARK],
  maxAge: MAX_AGE,
});

/** Requests without an allowed Origin pass through untouched, preflights included. */
export const cors: MiddlewareHandler<App> = async (c, next) => {
  const origin = c.req.header('origin');
  const origins = c.env.CORS_ORIGINS;
  if (!origins) return next();
  const allowed = origin !== undefined && (origins === '*' || origins.split(',').some((one) => one.trim() === origin));
  if (allowed) return allow(c, next);
  await next();
  // A shared cache must not serve an answer without CORS headers to a page of an allowed origin.
  c.header('vary', 'Origin', { append: true });
};
