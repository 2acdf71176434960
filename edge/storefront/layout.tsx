// What every page has around it: the document, the way around the store, who one is, and which model answered how fast.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { App } from '../context.ts';
import type { Visit } from '../visit.ts';

export interface PageDetails {
  /** Of the page: it stands in the browser's tab. */
  title: string;
  description: string;
  status?: ContentfulStatusCode;
  /** Who looks at it. */
  user?: string;
  /** What it was made from, on pages that show items. */
  visit?: Visit;
  /** When its making began: milliseconds since 1970. */
  startedAt?: number;
}

const LINKS = [
  ['/', 'Store'],
  ['/compare', 'Compare'],
  ['/visitors', 'Visitors'],
] as const;

/** Answers with a page. */
export function renderPage(c: Context<App>, about: PageDetails, body: Child): Response | Promise<Response> {
  const { title, description, user, visit } = about;
  const path = new URL(c.req.url).pathname;
  const has = visit?.visitor.history.length ?? 0;
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
          {visit?.degraded && (
            <p class="notice" role="status">
              Storage does not answer, so this page may be older than it should be.
            </p>
          )}
          {body}
        </main>
        <footer>
          {visit && <Answered visit={visit} startedAt={about.startedAt} />}
          <p>
            A demonstration: anybody may be any visitor, nothing is paid, and the people and pictures of the simulated
            store are made up. <a href="/operator">For the operator</a> · <a href="/openapi.json">The API</a>
          </p>
        </footer>
      </body>
    </html>
  );
  c.header('cache-control', 'private, no-store');
  return c.html(html`<!doctype html>${document}`, about.status);
}

/** A deployed worker's clock stands still while it computes, so there the time is that of storage alone. */
function Answered({ visit, startedAt }: { visit: Visit; startedAt?: number }) {
  const { model, size } = visit.catalogue;
  const ms = startedAt === undefined ? undefined : Date.now() - startedAt;
  return (
    <p>
      Model <code>{model.version}</code> chose among {size.toLocaleString('en')} items for sale
      {ms !== undefined && `; this page took ${ms < 1 ? 'less than 1' : ms} ms`}.
    </p>
  );
}
