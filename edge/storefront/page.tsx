// Mounts a page of the storefront: switched off it is not there, its headers let nothing run that is not the worker's own,
// a form must come from this very site, and what goes wrong is said on a page.
import { PROBLEMS } from '@curatornet/shared/api.ts';
import type { Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { App } from '../context.ts';
import { problemResponse, RequestError } from '../http/problems.ts';
import { countAddress } from '../http/rate-limit.ts';
import { SECURITY_HEADERS } from '../http/response-defaults.ts';
import { show } from './layout.tsx';

type Handler = (c: Context<App>) => Response | Promise<Response>;

const sameOrigin = csrf();
/** Pictures may lie at another address, where a store's own data says so. */
const headers = secureHeaders({
  ...SECURITY_HEADERS,
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    imgSrc: ["'self'", 'https:'],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    // Checkers of pages ask for robots.txt from within the page.
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

export function page(app: Hono<App>, method: 'get' | 'post', path: string, handler: Handler): void {
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

/** What went wrong, for a person. */
function refusal(c: Context<App>, error: unknown): Response | Promise<Response> {
  if (error instanceof HTTPException && error.status === 403)
    return say(c, 403, 'This form was sent from another site', 'Open the page here and send it again.');
  if (error instanceof RequestError) {
    const { status, title } = PROBLEMS[error.code];
    for (const [name, value] of Object.entries(error.headers ?? {})) c.header(name, value);
    return say(c, status, status === 404 ? 'There is nothing here' : title, error.message);
  }
  console.error(error);
  return say(c, 500, 'Something broke', 'It was written into the log. Please try again.');
}

function say(c: Context<App>, status: number, title: string, what: string): Response | Promise<Response> {
  return show(
    c,
    { title, status: status as 404, description: what || title },
    <div class="narrow">
      <h1>{title}</h1>
      <p class="lead">{what || 'It may have been here before.'}</p>
      <p>
        <a class="button" href="/">
          To the store
        </a>
      </p>
    </div>,
  );
}
