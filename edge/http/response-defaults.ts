// What every answer has, whatever the route: a name for the request, times, and a word on who may keep it.
import type { MiddlewareHandler } from 'hono';
import { requestId } from 'hono/request-id';
import { timing } from 'hono/timing';
import type { App } from '../context.ts';

/** X-Request-Id: the caller's, where it is of letters, digits, - and = only; otherwise a new one. It is in the log, too. */
const named = requestId();

/** Server-Timing: `total` and `d1`. A deployed worker's clock stands still while it computes, so both tell waiting alone. */
const timed = timing();

/** An answer that does not say who may keep it is kept by nobody. Refusals get their request's name here, too. */
const finished: MiddlewareHandler<App> = async (c, next) => {
  await next();
  // Not with c.header(), which makes the response anew once it stands.
  const { headers } = c.res;
  headers.set('x-request-id', c.get('requestId'));
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};

export const manners: MiddlewareHandler<App>[] = [named, timed, finished];

/** Headers of every answer, hono's own besides. */
export const SECURITY_HEADERS = {
  // A browser that sends no referrer does not say where a form comes from either, and the storefront checks that.
  referrerPolicy: 'same-origin',
  // For this host alone: a store's other subdomains may not be encrypted.
  strictTransportSecurity: 'max-age=15552000',
} as const;
