// `GET /v1/export`: the data for the next training, a line of JSON per item and event. D1 is read in pages while the caller
// reads, so the size does not matter. After each page a cursor tells where an interrupted export goes on; the last line
// confirms that the export is complete.

import type { D1Database } from '@cloudflare/workers-types';
import { exportQuery } from '@curatornet/shared/api-users.ts';
import { fromBase64url, toBase64url } from '@curatornet/shared/base64url.ts';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { ItemSource } from '../catalogue/source.ts';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { NDJSON } from '../http/lines.ts';
import { RequestError } from '../http/problems.ts';
import type { Services } from '../services.ts';
import { allImpressions, eventsForTraining, itemsWithFeatures } from '../storage/export.ts';
import { withCatalogue } from '../with-catalogue.ts';

export const exportOperation = operation({
  method: 'get',
  path: '/v1/export',
  policy: 'deploy',
  summary:
    'Export all items, all events but purchases without success, and the numbers of impressions, for training. The answer has lines of `item`, `features`, `event`, `impression` and `cursor`, and a last line `end` with the numbers of its lines',
  query: exportQuery,
  media: NDJSON,
  answer: z.string(),
  problems: ['no-model', 'unavailable'],
  example: { answer: '{"end":{"items":6040,"features":3,"events":59541,"impressions":0}}' },
});

export function exportRoute(app: Hono<App>, services: Services): void {
  route(app, exportOperation, (c, { query: { after } }) => {
    if (after !== undefined) return streamed(exportPages(c.env.DB, undefined, parseCursor(after)));
    return withCatalogue(c, services, async ({ items, degraded }) => {
      // Training data must not be out of date.
      if (degraded()) throw new RequestError('unavailable');
      return streamed(exportPages(c.env.DB, items, { features: '' }));
    });
  });
}

function streamed(pages: AsyncGenerator<string>): Response {
  const utf8 = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(utf8.encode(value));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
  return new Response(body, { headers: { 'content-type': NDJSON, 'cache-control': 'no-store' } });
}

/** Where an export begins: after the features of an item, after an event, or after an impression. */
type Start = { features: string } | { events: number } | { impressions: number };

function cursorLine(start: Start): string {
  const [[what, last]] = Object.entries(start);
  return line({ cursor: `${what}.${typeof last === 'string' ? encodeId(last) : last}` });
}

/** @throws RequestError `invalid-request` */
function parseCursor(cursor: string): Start {
  const [what, value] = cursor.split('.');
  if (what === 'events') return { events: Number(value) };
  if (what === 'impressions') return { impressions: Number(value) };
  try {
    return { features: decodeId(value) };
  } catch {
    const errors = [{ at: 'after', message: 'must be the `cursor` of a line of another export' }];
    throw new RequestError('invalid-request', undefined, { errors });
  }
}

/** An id in base64url, so that a cursor is plain text. */
const encodeId = (id: string) => toBase64url(new TextEncoder().encode(id));
const decodeId = (text: string) => new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(text));

const line = (value: object) => `${JSON.stringify(value)}\n`;

/**
 * All items that have a vector, without which they cannot be trained on; then the features in D1, then the events in order of
 * arrival, then the impressions.
 */
async function* exportPages(db: D1Database, source: ItemSource | undefined, start: Start): AsyncGenerator<string> {
  const counts = { items: 0, features: 0, events: 0, impressions: 0 };
  for await (const page of source?.pages() ?? []) {
    counts.items += page.length;
    yield page.map(({ item, forSale }) => line({ item: { ...item, forSale } })).join('');
  }
  if ('features' in start) {
    yield cursorLine(start);
    for await (const { rows, last } of itemsWithFeatures(db, start.features)) {
      const lines = rows.map(({ id, features }) => line({ features: { id, values: [...features!] } }));
      counts.features += rows.length;
      yield lines.join('') + cursorLine({ features: last });
    }
  }
  if (!('impressions' in start))
    for await (const { rows, last } of eventsForTraining(db, 'events' in start ? start.events : 0)) {
      counts.events += rows.length;
      yield rows.map((event) => line({ event })).join('') + cursorLine({ events: last });
    }
  for await (const { rows, last } of allImpressions(db, 'impressions' in start ? start.impressions : 0)) {
    counts.impressions += rows.length;
    yield rows.map((impression) => line({ impression })).join('') + cursorLine({ impressions: last });
  }
  yield line({ end: counts });
}
