// The layout of every page: the document, the navigation, the visitor, and which model answered how fast.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { App } from '../context.ts';
import type { Visit } from '../visit.ts';

export interface PageDetails {
  /** The title of the page, shown in the browser's tab. */
  title: string;
  description: string;
  status?: ContentfulStatusCode;
  /** The visitor's user id. */
  user?: string;
  /** On pages that show items, the visit that they come from. */
  visit?: Visit;
  /** When the request began: milliseconds since 1970. */
  startedAt?: number;
}

const LINKS = [
  ['/', 'Store'],
  ['/find', 'By photo'],
  ['/compare', 'Compare'],
  ['/visitors', 'Visitors'],
] as const;

/** Renders a page and returns it as the response. */
export function renderPage(c: Context<App>, about: PageDetails, body: Child): Response | Promise<Response> {
  const { title, description, user, visit } = about;
  const path = new URL(c.req.url).pathname;
  const has = visit?.visitor.ids.length ?? 0;
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{path === '/' ? title : `${title} · CuratorNet`}</title>
        <meta name="description" content={description} />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/storefront/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/storefront/style.css" />
        <script src="/storefront/script.js" defer />
        <script src="/client/rail.js" type="module" />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the items
        </a>
        <header>
          <a class="brand" href="/">
            CuratorNet
          </a>
          <nav aria-label="Store">
            <ul>
              {LINKS.map(([href, name]) => (
                <li>
                  <a href={href} aria-current={path === href ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <p class="who">
            {user === undefined ? (
              <a href="/welcome">Make it yours</a>
            ) : (
              <a href="/yours" aria-current={path === '/yours' ? 'page' : undefined}>
                <span class="unseen">You are </span>
                {user}
                {has > 0 && <span class="count"> {has}</span>}
                {has > 0 && <span class="unseen"> items</span>}
              </a>
            )}
          </p>
        </header>
        <main id="main" tabindex={-1}>
          {visit?.degraded() && (
            <p class="notice" role="status">
              We cannot reach our storage right now, so this page may be out of date.
            </p>
          )}
          {body}
        </main>
        <footer>
          {visit && <Answered visit={visit} startedAt={about.startedAt} />}
          <p>
            This is a demonstration: you can look around as any visitor, purchases cost nothing, and the visitors and
            pictures are simulated. <a href="/operator">For the operator</a> · <a href="/openapi.json">The API</a>
          </p>
        </footer>
      </body>
    </html>
  );
  c.header('cache-control', 'private, no-store');
  return c.html(html`<!doctype html>${document}`, about.status);
}

/** The clock of a deployed worker stands still while it computes, so there the time covers storage only. */
function Answered({ visit, startedAt }: { visit: Visit; startedAt?: number }) {
  const { model, size } = visit.items;
  const ms = startedAt === undefined ? undefined : Date.now() - startedAt;
  return (
    <p>
      Model <code>{model.version}</code> chose among {size.toLocaleString('en')} items for sale
      {ms !== undefined && `; this page took ${ms < 1 ? 'less than 1' : ms} ms`}.
    </p>
  );
}
