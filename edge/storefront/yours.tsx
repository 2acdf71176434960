// `/yours`: the visitor's history in pages. The rails are based on nothing else.
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { validate } from '../http/problems.ts';
import { rowsOf } from '../rails/profile.ts';
import type { Services } from '../services.ts';
import { visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { ItemGrid } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

const PER_PAGE = 120;
/** The number of items on the previous pages. */
const query = z.object({ from: z.coerce.number().int().min(0).max(1e6).default(0) });

export function yoursPage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/yours', async (c) => {
    const startedAt = Date.now();
    const { from } = validate(query, c.req.query());
    const user = await visitorOf(c);
    if (user === undefined) return c.redirect('/welcome', 303);
    return visit(c, services, { user }, async (visit) => {
      const { items, visitor } = visit;
      const bought = new Set(visitor.bought);
      const ids = [...new Set(visitor.ids)].reverse();
      const catalogue = await items.select({ items: ids.slice(from, from + PER_PAGE) });
      const shown = rowsOf(catalogue, ids.slice(from, from + PER_PAGE)).map((row) => catalogue.items[row]);
      const response = await renderPage(
        c,
        { title: 'Your items', description: 'Everything your recommendations are based on.', user, visit, startedAt },
        <>
          <div class="narrow">
            <h1>{user}</h1>
            <p class="lead">
              {ids.length === 0
                ? 'You have not bought or liked anything yet, so you see what everybody sees.'
                : 'What you bought and liked, newest first. Your recommendations are based on this alone.'}
            </p>
            <form method="post" action="/visitors/leave">
              <button type="submit" class="button second">
                Leave as this visitor
              </button>
            </form>
          </div>
          <ItemGrid cards={shown.map((item) => ({ item, note: bought.has(item.id) ? 'bought' : 'liked' }))} />
          {from + PER_PAGE < ids.length && (
            <p class="narrow">
              <a class="button second" href={`/yours?from=${from + PER_PAGE}`}>
                Show earlier ones
              </a>
            </p>
          )}
        </>,
      );
      return { response };
    });
  });
}
