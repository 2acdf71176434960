// Orphans: ids that events or sales name, but that neither the store nor a bundle contains.
import type { D1Database } from '@cloudflare/workers-types';
import type { OrphansResponse } from '@curatornet/shared/api-users.ts';
import { isKnownItem } from './known-items.ts';

type Orphan = OrphansResponse['orphans'][number];

// Both branches are sorted by an index, so a page reads only the rows it needs.
const LIST = `SELECT id, (SELECT count(*) FROM events WHERE item = orphan.id) AS events,
    EXISTS (SELECT 1 FROM items WHERE items.id = orphan.id AND state = 'sold') AS sold
  FROM (SELECT item AS id FROM events WHERE item > ?1 UNION SELECT id FROM items WHERE id > ?1 AND about IS NULL) AS orphan
  WHERE NOT ${isKnownItem('orphan.id')} ORDER BY id LIMIT ?2`;

/**
 * Lists orphans by id.
 * @param after the `next` of the previous page
 */
export async function listOrphans(db: D1Database, limit: number, after = ''): Promise<OrphansResponse> {
  const { results } = await db
    .prepare(LIST)
    .bind(after, limit + 1)
    .all<Omit<Orphan, 'sold'> & { sold: 0 | 1 }>();
  const orphans = results.slice(0, limit).map((row) => ({ ...row, sold: row.sold === 1 }));
  return { orphans, next: results.length > limit ? orphans.at(-1)!.id : undefined };
}

/** Deletes an orphan. @returns the number of deleted events; undefined if the item is known, which deletes nothing */
export async function deleteOrphan(db: D1Database, id: string): Promise<number | undefined> {
  const [isKnown, events] = await db.batch<{ known: 0 | 1 }>([
    db.prepare(`SELECT ${isKnownItem('?1')} AS known`).bind(id),
    db.prepare(`DELETE FROM events WHERE item = ?1 AND NOT ${isKnownItem('?1')}`).bind(id),
    db.prepare(`DELETE FROM forgotten_sales WHERE item = ?1 AND NOT ${isKnownItem('?1')}`).bind(id),
    db.prepare(`DELETE FROM items WHERE id = ?1 AND NOT ${isKnownItem('?1')}`).bind(id),
  ]);
  return isKnown.results[0].known === 1 ? undefined : events.meta.changes;
}
