// The headers of every response: the request id, timings, security headers, and Cache-Control unless the route sets it.
import type { MiddlewareHandler } from 'hono';
import { requestId } from 'hono/request-id';
import { timing } from 'hono/timing';
import type { App } from '../context.ts';

/** X-Request-Id, also in the log: the caller's, if it consists of letters, digits, - and =; otherwise a new one. */
const named = requestId();

/** Server-Timing: `total` and `d1`. The clock of a deployed worker stands still while it computes: both are waiting time. */
const timed = timing();

/** Sets `Cache-Control: no-store` by default, and the request id, also on errors. */
const finished: MiddlewareHandler<App> = async (c, next) => {
  await next();
  // Not c.header(), which would create the response again.
  const { headers } = c.res;
  headers.set('x-request-id', c.get('requestId'));
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};

export const responseDefaults: MiddlewareHandler<App>[] = [named, timed, finished];

/** Security headers of every response, in addition to hono's defaults. */
export const SECURITY_HEADERS = {
  // Without a referrer, browsers do not send the origin of a form either, which the storefront checks.
  referrerPolicy: 'same-origin',
  // Without subdomains: a store's other subdomains may not use HTTPS.
  strictTransportSecurity: 'max-age=15552000',
} as const;
