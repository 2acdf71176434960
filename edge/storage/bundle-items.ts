// Writes the items of a bundle to D1, so that writes know which items exist and which are unique without loading a model.
// It happens when a version passes its smoke check; the rows are deleted when the bundle is removed.
import type { D1Database } from '@cloudflare/workers-types';
import type { BundleItem, Encoder } from '@curatornet/shared/bundle.ts';
import { ADVANCE_REVISION, CATALOGUE_REVISION } from './revision.ts';

/** Items per statement: with the longest ids and currencies this stays below D1's limit of 2 MB per parameter. */
const CHUNK = 3_000;
/** Rows per deletion. */
const DELETE_CHUNK = 20_000;

const ADD = `INSERT INTO bundle_items (id, version, "unique", price, currency)
  SELECT value ->> 0, ?2, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`;
// Marks unique items as sold that were bought before the store or a bundle contained them. An item that another bundle has
// keeps its state: a smoke check changes nothing that visitors see.
const SELL = `INSERT INTO items (id, revision, state)
  SELECT id, ${CATALOGUE_REVISION} + row_number() OVER (ORDER BY id), 'sold' FROM (SELECT value ->> 0 AS id FROM json_each(?1)
    WHERE value ->> 1 AND NOT EXISTS (SELECT 1 FROM items WHERE items.id = value ->> 0)
      AND NOT EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = value ->> 0 AND version <> ?2)
      AND (EXISTS (SELECT 1 FROM events WHERE item = value ->> 0 AND outcome = 'bought')
        OR EXISTS (SELECT 1 FROM forgotten_sales WHERE item = value ->> 0)))`;
// An unknown item counts as unique, so its first purchase sold it. If the first bundle that contains it says that it is not
// unique, it goes back on sale.
const OPEN = `UPDATE items SET state = 'for-sale', revision = ${CATALOGUE_REVISION} + opened.nth
  FROM (SELECT value ->> 0 AS id, row_number() OVER () AS nth FROM json_each(?1) JOIN items ON items.id = value ->> 0
    WHERE NOT value ->> 1 AND items.about IS NULL AND items.state = 'sold'
      AND NOT EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = value ->> 0 AND version <> ?2)) AS opened
  WHERE items.id = opened.id`;
const COMPLETE = `INSERT INTO bundles (version, items, features, encoder) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (version) DO UPDATE SET items = excluded.items, features = excluded.features,
    encoder = excluded.encoder`;

export interface SeededBundle {
  version: string;
  /** The length of an item's feature vector. */
  features: number;
  /** The encoder that the manifest names. */
  encoder?: Encoder;
  /** The number of items. */
  items: number;
}

/** An item of a bundle, as writes know it. */
export type SeededItem = Pick<BundleItem, 'id' | 'unique' | 'price' | 'currency'>;

/** Whether all items of a bundle are listed. */
const isSeeded = async (db: D1Database, version: string): Promise<boolean> =>
  (await db.prepare('SELECT 1 FROM bundles WHERE version = ?1').bind(version).first()) !== null;

/** Writes a bundle's items, in parts, unless they are complete: a version is a digest of its files, so they cannot change. */
export async function seedBundle(
  db: D1Database,
  { version, features, encoder, items }: SeededBundle,
  parts: Iterable<readonly SeededItem[]> | AsyncIterable<readonly SeededItem[]>,
): Promise<void> {
  if (await isSeeded(db, version)) return;
  for await (const part of parts)
    for (let start = 0; start < part.length; start += CHUNK) {
      const rows = part.slice(start, start + CHUNK);
      const chunk = JSON.stringify(
        rows.map(({ id, unique, price, currency }) => [id, Number(unique === true), price, currency]),
      );
      await db.batch([
        db.prepare(ADD).bind(chunk, version),
        db.prepare(OPEN).bind(chunk, version),
        db.prepare(ADVANCE_REVISION),
        db.prepare(SELL).bind(chunk, version),
        db.prepare(ADVANCE_REVISION),
      ]);
    }
  await db
    .prepare(COMPLETE)
    .bind(version, items, features, encoder ? JSON.stringify(encoder) : null)
    .run();
}

/** Deletes the items of all other bundles, and the names of their snapshots. */
export async function forgetBundles(db: D1Database, keep: readonly string[]): Promise<void> {
  const others = 'version NOT IN (SELECT value FROM json_each(?1))';
  const kept = JSON.stringify(keep);
  await db.batch(
    ['bundles', 'snapshots'].map((table) => db.prepare(`DELETE FROM ${table} WHERE ${others}`).bind(kept)),
  );
  const some = `SELECT id, version FROM bundle_items WHERE ${others} LIMIT ${DELETE_CHUNK}`;
  const remove = db.prepare(`DELETE FROM bundle_items WHERE (id, version) IN (${some})`).bind(kept);
  while ((await remove.run()).meta.changes > 0);
}
