// `/yours`: what a visitor has, which is everything that their rails are made from.
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import type { Services } from '../services.ts';
import { visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { Wall } from './items.tsx';
import { show } from './layout.tsx';
import { page } from './page.tsx';

export function yoursPage(app: Hono<App>, services: Services): void {
  page(app, 'get', '/yours', async (c) => {
    const startedAt = Date.now();
    const user = await visitorOf(c);
    if (user === undefined) return c.redirect('/welcome', 303);
    return visit(c, services, { user }, async (visit) => {
      const { catalogue, visitor } = visit;
      const bought = new Set(visitor.bought);
      const rows = [...new Set(visitor.history)].reverse();
      return show(
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
            cards={rows.map((row) => ({ item: catalogue.items[row], note: bought.has(row) ? 'bought' : 'liked' }))}
          />
        </>,
      );
    });
  });
}
