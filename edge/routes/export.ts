// `GET /v1/export`: the data for the next training, a line of JSON per item and event. D1 is read in pages while the caller
// reads, so the size does not matter. The last line confirms that the export is complete.
import type { D1Database } from '@cloudflare/workers-types';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { ItemSource } from '../catalogue/source.ts';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import type { Services } from '../services.ts';
import { eventsInHistory, itemsWithFeatures } from '../storage/export.ts';
import { withCatalogue } from '../with-catalogue.ts';

export const exportOperation = operation({
  method: 'get',
  path: '/v1/export',
  policy: 'deploy',
  summary:
    'Export all items, and the likes and successful purchases, for training. The answer has lines of `item`, `features` and `event`, and a last line `end`',
  media: 'application/x-ndjson',
  answer: z.string(),
  problems: ['no-model', 'unavailable'],
  example: { answer: '{"end":{"items":6040,"features":3,"events":59541}}' },
});

export function exportRoute(app: Hono<App>, services: Services): void {
  route(app, exportOperation, (c) =>
    withCatalogue(c, services, async ({ items, degraded }) => {
      // Training data must not be out of date.
      if (degraded()) throw new RequestError('unavailable');
      const utf8 = new TextEncoder();
      const pages = exportPages(c.env.DB, items);
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { value, done } = await pages.next();
          if (done) controller.close();
          else controller.enqueue(utf8.encode(value));
        },
        async cancel() {
          await pages.return();
        },
      });
      return new Response(body, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } });
    }),
  );
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

/** All items, then the features in D1, then the events in order of arrival. */
async function* exportPages(db: D1Database, source: ItemSource): AsyncGenerator<string, void> {
  const counts = { items: 0, features: 0, events: 0 };
  for await (const page of source.pages()) {
    yield page.map(({ item, forSale }) => line({ item: { ...item, forSale } })).join('');
    counts.items += page.length;
  }
  for await (const page of itemsWithFeatures(db)) {
    yield page.map(({ id, features }) => line({ features: { id, values: [...features!] } })).join('');
    counts.features += page.length;
  }
  for await (const page of eventsInHistory(db)) {
    yield page.map((event) => line({ event })).join('');
    counts.events += page.length;
  }
  yield line({ end: counts });
}
