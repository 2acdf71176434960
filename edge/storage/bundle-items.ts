// A bundle's items -> D1, so that writes know which items exist and which are unique without loading a model. Filled when a
// version passes its smoke check, forgotten when its bundle is removed.
import type { D1Database } from '@cloudflare/workers-types';
import { REVISION, TAKE_REVISION } from './revision.ts';

/** Items a statement; with the longest ids this stays below D1's 2 MB for a parameter. */
const CHUNK = 4_000;
/** Rows that one statement deletes. */
const DELETE_CHUNK = 20_000;

const ADD = `INSERT INTO bundle_items (id, version, "unique") SELECT value ->> 0, ?2, value ->> 1 FROM json_each(?1)
  WHERE true ON CONFLICT DO NOTHING`;
// Sold are the unique items that were bought before anybody told of them and have no state of their own. An item that
// another bundle has keeps its state: a smoke check changes nothing that visitors see.
const SELL = `INSERT INTO items (id, revision, state)
  SELECT id, ${REVISION} + row_number() OVER (ORDER BY id), 'sold' FROM (SELECT value ->> 0 AS id FROM json_each(?1)
    WHERE value ->> 1 AND NOT EXISTS (SELECT 1 FROM items WHERE items.id = value ->> 0)
      AND NOT EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = value ->> 0 AND version <> ?2)
      AND EXISTS (SELECT 1 FROM events WHERE item = value ->> 0 AND outcome = 'bought'))`;
// An item that was bought before anybody told of it counted as unique. Where the first bundle that has it says otherwise,
// it goes on sale.
const OPEN = `UPDATE items SET state = 'for-sale', revision = ${REVISION} + opened.nth
  FROM (SELECT value ->> 0 AS id, row_number() OVER () AS nth FROM json_each(?1) JOIN items ON items.id = value ->> 0
    WHERE NOT value ->> 1 AND items.about IS NULL AND items.state = 'sold'
      AND NOT EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = value ->> 0 AND version <> ?2)) AS opened
  WHERE items.id = opened.id`;
const COMPLETE = `INSERT INTO bundles (version, items, features) VALUES (?1, ?2, ?3)
  ON CONFLICT (version) DO UPDATE SET items = excluded.items, features = excluded.features`;

export interface SeededBundle {
  version: string;
  /** Numbers in an item's features. */
  features: number;
  items: readonly { id: string; unique: boolean }[];
}

/** Writes down a bundle's items. A version is the digest of its files, so one that is there whole stays as it is. */
export async function seedBundle(db: D1Database, { version, features, items }: SeededBundle): Promise<void> {
  if (await db.prepare('SELECT 1 FROM bundles WHERE version = ?1').bind(version).first()) return;
  for (let start = 0; start < items.length; start += CHUNK) {
    const chunk = JSON.stringify(items.slice(start, start + CHUNK).map(({ id, unique }) => [id, Number(unique)]));
    await db.batch([
      db.prepare(ADD).bind(chunk, version),
      db.prepare(OPEN).bind(chunk, version),
      db.prepare(TAKE_REVISION),
      db.prepare(SELL).bind(chunk, version),
      db.prepare(TAKE_REVISION),
    ]);
  }
  await db.prepare(COMPLETE).bind(version, items.length, features).run();
}

/** Forgets the items of all bundles but these. */
export async function forgetBundles(db: D1Database, keep: readonly string[]): Promise<void> {
  const others = 'version NOT IN (SELECT value FROM json_each(?1))';
  const kept = JSON.stringify(keep);
  await db.prepare(`DELETE FROM bundles WHERE ${others}`).bind(kept).run();
  const some = `SELECT id, version FROM bundle_items WHERE ${others} LIMIT ${DELETE_CHUNK}`;
  const remove = db.prepare(`DELETE FROM bundle_items WHERE (id, version) IN (${some})`).bind(kept);
  while ((await remove.run()).meta.changes > 0);
}
