// Reads the data for the next training from D1 in pages, so that its size does not matter.
import type { D1Database } from '@cloudflare/workers-types';
import { events, items } from '@curatornet/shared/schema.ts';
import { and, asc, gt, isNotNull, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { withStorage } from './available.ts';
import { type Change, parseChanges } from './changes.ts';
import { IN_HISTORY } from './history.ts';

/** Rows per page. Rows of items are large: they contain features. */
const EVENTS = 2_000;
const ITEMS = 100;

/** The items with features, by id. */
export async function* itemsWithFeatures(db: D1Database): AsyncGenerator<Change[], void> {
  for (let after = ''; ; ) {
    const { id, revision, state, about, features } = items;
    const page = drizzle(db)
      .select({ id, revision, state, about, features })
      .from(items)
      .where(and(gt(id, after), isNotNull(features)))
      .orderBy(asc(id))
      .limit(ITEMS);
    const rows = await withStorage(() => page);
    if (rows.length === 0) return;
    yield parseChanges(rows).filter(({ features }) => features !== null);
    after = rows.at(-1)!.id;
  }
}

/** The events that belong to histories, in order of arrival. */
export async function* eventsInHistory(db: D1Database) {
  for (let after = 0; ; ) {
    const { seq, id, user, item, kind, at, rail } = events;
    const page = drizzle(db)
      .select({ seq, id, user, item, kind, at, rail })
      .from(events)
      .where(and(gt(seq, after), sql.raw(IN_HISTORY)))
      .orderBy(asc(seq))
      .limit(EVENTS);
    const rows = await withStorage(() => page);
    if (rows.length === 0) return;
    yield rows.map(({ seq: _, ...event }) => event);
    after = rows.at(-1)!.seq;
  }
}
