// The items of bundles in D1, so that a write needs D1 alone to know which items exist and which are unique.
import type { D1Database } from '@cloudflare/workers-types';

/** Items that one statement writes: with ids of 128 characters these are some 700 kB, and D1 takes 2 MB. */
const CHUNK = 4_000;

/** What is stored of a bundle. */
export interface SeededBundle {
  version: string;
  /** Numbers in an item's features. */
  features: number;
  items: readonly { id: string; unique: boolean }[];
}

/** Writes a bundle's items. The row of the bundle comes last and says that they are complete; doing it again is safe. */
export async function seedBundle(db: D1Database, { version, features, items }: SeededBundle): Promise<void> {
  const insert = db.prepare(
    `INSERT INTO bundle_items (id, version, "unique") SELECT value ->> 0, ?2, value ->> 1 FROM json_each(?1)
     WHERE true ON CONFLICT (id, version) DO NOTHING`,
  );
  for (let from = 0; from < items.length; from += CHUNK) {
    const rows = items.slice(from, from + CHUNK).map(({ id, unique }) => [id, Number(unique)]);
    await insert.bind(JSON.stringify(rows), version).run();
  }
  const done = db.prepare(
    'INSERT INTO bundles (version, items, features) VALUES (?1, ?2, ?3) ON CONFLICT (version) DO NOTHING',
  );
  await done.bind(version, items.length, features).run();
}

/** Removes the items of all other bundles; the rows of the bundles go first, for what is left is not complete. */
export async function forgetBundles(db: D1Database, keep: readonly string[]): Promise<void> {
  const kept = JSON.stringify(keep);
  await db.batch(
    ['bundles', 'bundle_items'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE version NOT IN (SELECT value FROM json_each(?1))`).bind(kept),
    ),
  );
}
