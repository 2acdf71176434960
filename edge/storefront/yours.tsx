// `/yours`: what a visitor has, page by page, which is everything that their rails are made from.
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { validate } from '../http/problems.ts';
import type { Services } from '../services.ts';
import { visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { Wall } from './items.tsx';
import { show } from './layout.tsx';
import { page } from './page.tsx';

const PER_PAGE = 120;
/** How many of the latest items the pages before have shown. */
const query = z.object({ from: z.coerce.number().int().min(0).max(1e6).default(0) });

export function yoursPage(app: Hono<App>, services: Services): void {
  page(app, 'get', '/yours', async (c) => {
    const startedAt = Date.now();
    const { from } = validate(query, c.req.query());
    const user = await visitorOf(c);
    if (user === undefined) return c.redirect('/welcome', 303);
    return visit(c, services, { user }, async (visit) => {
      const { catalogue, visitor } = visit;
      const bought = new Set(visitor.bought);
      const rows = [...new Set(visitor.history)].reverse();
      const shown = rows.slice(from, from + PER_PAGE);
      const response = await show(
        c,
        { title: 'What you have', description: 'Everything that your page is made from.', user, visit, startedAt },
        <>
          <div class="narrow">
            <h1>{user}</h1>
            <p class="lead">
              {rows.length === 0
                ? 'You have nothing yet, so you see what everybody sees.'
                : 'What you bought and liked, newest first. Your page is made from nothing else.'}
            </p>
            <form method="post" action="/visitors/leave">
              <button type="submit" class="button second">
                Be nobody again
              </button>
            </form>
          </div>
          <Wall
            cards={shown.map((row) => ({ item: catalogue.items[row], note: bought.has(row) ? 'bought' : 'liked' }))}
          />
          {from + PER_PAGE < rows.length && (
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
