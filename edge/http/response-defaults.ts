// The headers of every response: the request id, timings, security headers, and Cache-Control unless the route sets it. One
// pass, because each header that is set costs a call out of JavaScript.
import type { Context, MiddlewareHandler } from 'hono';
import type { App } from '../context.ts';
import { logRequest } from './request-log.ts';

/** The name of a request that its caller may choose: at most 255 letters, digits, -, _ and =. */
const NAME = /^[\w\-=]{1,255}$/;

/** What differs from hono's defaults, for pages that add a policy for their contents. */
export const SECURITY_HEADERS = {
  // Without a referrer, browsers do not send the origin of a form either, which the storefront checks.
  referrerPolicy: 'same-origin',
  // Without subdomains: a store's other subdomains may not use HTTPS.
  strictTransportSecurity: 'max-age=15552000',
} as const;

/** Headers of every answer. */
const PROTECTING = {
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': SECURITY_HEADERS.referrerPolicy,
  'strict-transport-security': SECURITY_HEADERS.strictTransportSecurity,
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};
const EACH = Object.entries(PROTECTING);
/** An answer that has it has all of them. */
const MARK = 'x-dns-prefetch-control' satisfies keyof typeof PROTECTING;
const JSON_HEADERS = new Headers({ ...PROTECTING, 'content-type': 'application/json' });

/**
 * JSON that is born with the headers of every answer: for the routes that are asked most, in place of c.json.
 * @param caching its Cache-Control
 */
export function jsonResponse(body: object, caching: string): Response {
  const response = new Response(JSON.stringify(body), { headers: JSON_HEADERS });
  response.headers.set('cache-control', caching);
  return response;
}

/** Notes how long a request has waited for D1 or a relay, for Server-Timing. */
export function noteWait(c: Context<App>, milliseconds: number): void {
  c.set('waited', (c.get('waited') ?? 0) + milliseconds);
}

/**
 * X-Request-Id: the caller's, where it may be one; otherwise a new one. It is in the log, too. Server-Timing: `total` and `d1`.
 * A deployed worker's clock stands still while it computes, so both tell waiting alone. An answer that does not say who may
 * keep it is kept by nobody.
 */
export const responseDefaults: MiddlewareHandler<App> = async (c, next) => {
  const startedAt = performance.now();
  const sent = c.req.header('x-request-id');
  const id = sent !== undefined && NAME.test(sent) ? sent : crypto.randomUUID();
  c.set('requestId', id);
  await next();
  const total = performance.now() - startedAt;
  logRequest(c, Math.round(total));
  // Not with c.header(), which makes the response anew once it stands.
  const { headers } = c.res;
  if (!headers.has(MARK)) for (const [name, value] of EACH) headers.set(name, value);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  headers.set('x-request-id', id);
  const waited = c.get('waited');
  const d1 = waited === undefined ? '' : `d1;dur=${waited.toFixed(1)},`;
  headers.append('server-timing', `${d1}total;dur=${total.toFixed(1)};desc="Total Response Time"`);
};
