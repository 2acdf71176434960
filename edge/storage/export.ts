// Reads the data for the next training from D1 in pages, so that its size does not matter.
import type { D1Database } from '@cloudflare/workers-types';
import { events, impressions, items } from '@curatornet/shared/schema.ts';
import { and, asc, eq, gt, isNotNull, ne, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { withStorage } from './available.ts';
import { type Change, parseChanges } from './changes.ts';
import { withPrice } from './prices.ts';

/** Rows per page. Rows of items are large: they contain features. */
const EVENTS = 2_000;
const ITEMS = 100;

/** The items with features, by id. @param after the id before the first */
export async function* itemsWithFeatures(db: D1Database, after: string): AsyncGenerator<Page<Change>, void> {
  for (let last = after; ; ) {
    const { id, revision, state, about, features } = items;
    const page = drizzle(db)
      .select({ id, revision, state, about, features })
      .from(items)
      .where(and(gt(id, last), isNotNull(features)))
      .orderBy(asc(id))
      .limit(ITEMS);
    const rows = await withStorage(() => page);
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    yield { rows: parseChanges(rows).filter(({ features }) => features !== null), last };
  }
}

/** A page, and what to continue after. */
interface Page<T, Last = string> {
  rows: T[];
  last: Last;
}

/** All events but purchases without success, in order of arrival. @param after the `seq` before the first */
export async function* eventsForTraining(db: D1Database, after: number) {
  for (let last = after; ; ) {
    const { seq, id, user, item, kind, at, rail, price, currency, outcome } = events;
    const page = drizzle(db)
      .select({ seq, id, user, item, kind, at, rail, price, currency })
      .from(events)
      .where(and(gt(seq, last), or(ne(kind, 'purchase'), eq(outcome, 'bought'))))
      .orderBy(asc(seq))
      .limit(EVENTS);
    const rows = await withStorage(() => page);
    if (rows.length === 0) return;
    last = rows.at(-1)!.seq;
    yield { rows: rows.map(({ seq: _, ...event }) => withPrice(event)), last };
  }
}

/** All impressions, in the order of the first one of each user and item. @param after the `seq` before the first */
export async function* allImpressions(db: D1Database, after: number) {
  for (let last = after; ; ) {
    const { seq, user, item, count, ignored, lastAt } = impressions;
    const page = drizzle(db)
      .select({ seq, user, item, count, ignored, at: lastAt })
      .from(impressions)
      .where(gt(seq, last))
      .orderBy(asc(seq))
      .limit(EVENTS);
    const rows = await withStorage(() => page);
    if (rows.length === 0) return;
    last = rows.at(-1)!.seq;
    yield { rows: rows.map(({ seq: _, ...impression }) => impression), last };
  }
}
