// Events -> D1, and with purchases what they take off sale: one transaction.
import type { D1Database } from '@cloudflare/workers-types';
import type { Event } from '@curatornet/shared/api.ts';
import { type Sale, sellItems, type Written } from './items.ts';

// An event whose id was recorded with other contents has its user set to NULL, which the column does not take: the
// transaction fails as a whole. An event that came without a time was given one, so a repetition without one agrees.
const CHECK = `UPDATE events SET user = NULL WHERE id IN (
  SELECT events.id FROM json_each(?1) AS new JOIN events ON events.id = new.value ->> 0
  WHERE events.user IS NOT new.value ->> 1 OR events.item IS NOT new.value ->> 2 OR events.kind IS NOT new.value ->> 3
    OR events.rail IS NOT new.value ->> 5 OR (new.value ->> 4 IS NOT NULL AND events.at IS NOT new.value ->> 4))`;
const INSERT = `INSERT INTO events (id, user, item, kind, at, rail, answered, outcome)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, coalesce(value ->> 4, ?2), value ->> 5, value ->> 6,
    CASE value ->> 3 WHEN 'purchase' THEN 'bought' ELSE 'recorded' END FROM json_each(?1)
  WHERE true ON CONFLICT (owner, id) DO NOTHING`;
const CONFLICTING = 'NOT NULL constraint failed: events.user';

export interface Recorded {
  /** Events that were new. */
  recorded: number;
  /** Ids of items that were taken off sale. */
  sold: string[];
}

/**
 * Records events, all or none; those that are recorded already change nothing.
 * @param events `answered` says that an event counts for the version that its rail names
 * @param unique whether a bundle says of an item that there is only one
 * @param now seconds since 1970, for events without a time
 * @returns undefined where the id of one was recorded with other contents
 */
export async function recordEvents(
  db: D1Database,
  events: readonly (Event & { answered?: boolean })[],
  unique: (item: string) => boolean,
  now: number,
): Promise<Recorded | undefined> {
  const rows = JSON.stringify(
    events.map(({ id, user, item, kind, at, rail, answered = false }) => [
      id,
      user,
      item,
      kind,
      at,
      rail,
      Number(answered),
    ]),
  );
  const purchases = events.filter(({ kind }) => kind === 'purchase');
  const sales = purchases.map(({ id, item }): Sale => ({ event: id, item, unique: unique(item) }));
  try {
    const [, sold, inserted] = await db.batch<Written>([
      db.prepare(CHECK).bind(rows),
      sellItems(db, sales),
      db.prepare(INSERT).bind(rows, now),
    ]);
    return { recorded: inserted.meta.changes, sold: sold.results.map(({ id }) => id) };
  } catch (error) {
    if (error instanceof Error && error.message.includes(CONFLICTING)) return undefined;
    throw error;
  }
}

/** The first event of a list whose id another one has with other contents. */
export function contradiction(events: readonly Event[]): number {
  const seen = new Map<string, string>();
  return events.findIndex(({ id, user, item, kind, at, rail }) => {
    const contents = JSON.stringify([user, item, kind, at, rail]);
    const before = seen.get(id);
    seen.set(id, before ?? contents);
    return before !== undefined && before !== contents;
  });
}
