// Mounts a page of the storefront: 404 if the storefront is off, a content security policy that allows only the worker's own
// scripts, forms from this site only, and errors as a page.
import { PROBLEMS } from '@curatornet/shared/problems.ts';
import type { Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { App } from '../context.ts';
import { problemResponse, RequestError } from '../http/problems.ts';
import { countAddress } from '../http/rate-limit.ts';
import { SECURITY_HEADERS } from '../http/response-defaults.ts';
import { renderPage } from './layout.tsx';

type Handler = (c: Context<App>) => Response | Promise<Response>;

const sameOrigin = csrf();
/** Pictures may come from other addresses, if the store's data say so. */
const headers = secureHeaders({
  ...SECURITY_HEADERS,
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    imgSrc: ["'self'", 'https:'],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    // Page checkers request robots.txt from within the page.
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

export function mountPage(app: Hono<App>, method: 'get' | 'post', path: string, handler: Handler): void {
  app.on(
    method.toUpperCase(),
    path,
    async (c, next) => {
      c.set('route', path);
      if (c.env.STOREFRONT !== 'on') return problemResponse('not-found');
      return headers(c, next);
    },
    async (c) => {
      try {
        await countAddress(c);
        await sameOrigin(c, async () => {});
        return await handler(c);
      } catch (error) {
        return refusal(c, error);
      }
    },
  );
}

/** An error page. */
function refusal(c: Context<App>, error: unknown): Response | Promise<Response> {
  if (error instanceof HTTPException && error.status === 403)
    return renderMessage(c, 403, 'This form was sent from another site', 'Open the page here and try again.');
  if (error instanceof RequestError) {
    const { status, title } = PROBLEMS[error.code];
    for (const [name, value] of Object.entries(error.headers ?? {})) c.header(name, value);
    return renderMessage(c, status, status === 404 ? 'Page not found' : title, error.message);
  }
  console.error(error);
  return renderMessage(c, 500, 'Something went wrong', 'We have logged the error. Please try again.');
}

function renderMessage(c: Context<App>, status: number, title: string, what: string): Response | Promise<Response> {
  return renderPage(
    c,
    { title, status: status as 404, description: what || title },
    <div class="narrow">
      <h1>{title}</h1>
      <p class="lead">{what || 'The page may have moved or been removed.'}</p>
      <p>
        <a class="button" href="/">
          Back to the store
        </a>
      </p>
    </div>,
  );
}
