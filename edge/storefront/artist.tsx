// `/artists/{name}`: the items of an artist that are for sale.
import { name } from '@curatornet/shared/limits.ts';
import { topK } from '@curatornet/shared/ranking.ts';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { RequestError, validate } from '../http/problems.ts';
import type { Services } from '../services.ts';
import { visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { ItemGrid } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

const artistName = z.object({ name });
const MOST_ITEMS = 100;

export function artistPage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/artists/:name', async (c) => {
    const startedAt = Date.now();
    const { name } = validate(artistName, c.req.param());
    const user = await visitorOf(c);
    return visit(c, services, user === undefined ? { history: [] } : { user }, async (visit) => {
      const { columns, items, forSale } = await visit.items.select({ artist: name });
      const number = columns.artistNumber.get(name);
      if (number === undefined) throw new RequestError('not-found', 'This artist is not in the store.');
      const theirs = forSale.map((open, row) => (columns.artist[row] === number ? open : 0));
      // Items without a time of upload come last, in the order of the catalogue.
      const latest = topK(
        columns.uploadedAt.map((at) => (Number.isNaN(at) ? 0 : at)),
        MOST_ITEMS,
        theirs,
      );
      const sold = columns.salesOfArtist[number];
      const response = await renderPage(
        c,
        { title: name, description: `Items by ${name} that are for sale.`, user, visit, startedAt },
        <>
          <div class="narrow">
            <h1>{name}</h1>
            <p class="lead">
              {latest.length === 0 ? 'Nothing for sale at the moment' : `${latest.length} for sale`}
              {sold > 0 && `, ${sold.toLocaleString('en')} already sold`}
            </p>
          </div>
          <ItemGrid cards={latest.map((row) => ({ item: items[row] }))} />
        </>,
      );
      return { response };
    });
  });
}
