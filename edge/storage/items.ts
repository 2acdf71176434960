// Writes items that the store adds, changes or withdraws to D1. Each change gets the next revision of the catalogue, so that
// every isolate finds it by reading the changes after its own revision.
import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types';
import type { EncoderResponse } from '@curatornet/shared/api-pictures.ts';
import { encoderSchema } from '@curatornet/shared/bundle.ts';
import type { items } from '@curatornet/shared/schema.ts';
import type { ItemDetails } from './changes.ts';
import { isKnownItem, VERSION_IN_FORCE } from './known-items.ts';
import { type Announcement, announcementOf, announcing } from './leases.ts';
import { ADVANCE_REVISION, CATALOGUE_REVISION } from './revision.ts';

/** A written item. */
export interface WrittenItem extends Pick<typeof items.$inferSelect, 'id' | 'revision' | 'state'> {
  /** 1 if D1 has features of the item, or a bundle contains it. */
  recommendable: 0 | 1;
}
/** What a write comes to. */
export interface ItemWrites {
  items: WrittenItem[];
  /** What relays must learn before this is acknowledged; undefined where there are none. */
  announcement?: Announcement;
}

/** The columns of a WrittenItem. */
export const WRITTEN = `id, revision, state,
  features IS NOT NULL OR EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = items.id) AS recommendable`;
const RETURNING = `RETURNING ${WRITTEN}`;

/** An item as the store sends it. */
export interface SentItem {
  id: string;
  about: ItemDetails;
  /** In base64; null keeps the stored ones. */
  features: string | null;
  /** Null keeps a sold unique item sold, and puts any other item on sale. */
  forSale: boolean | null;
}

// If the store sends no time of upload, the known one stays: that in D1, or that of the bundle. A new item gets the current
// time. ?1: the items; ?2: seconds since 1970.
const PUT = `INSERT INTO items (id, revision, state, about, features, features_revision)
  WITH sent AS MATERIALIZED (SELECT value ->> 0 AS id, value -> 1 AS about, value ->> 2 AS features, value ->> 3 AS sale,
    ${CATALOGUE_REVISION} + 1 + key AS next FROM json_each(?1))
  SELECT id, next, CASE WHEN sale = 0 THEN 'withdrawn'
      WHEN sale IS NULL AND about ->> 'unique' AND (SELECT state FROM items WHERE items.id = sent.id) = 'sold' THEN 'sold'
      ELSE 'for-sale' END,
    CASE WHEN about ->> 'uploadedAt' IS NOT NULL OR ${isKnownItem('sent.id')} THEN about
      ELSE json_set(about, '$.uploadedAt', ?2) END,
    features, CASE WHEN features IS NOT NULL THEN next END
  FROM sent WHERE true
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
    about = CASE WHEN excluded.about ->> 'uploadedAt' IS NULL AND about ->> 'uploadedAt' IS NOT NULL
      THEN json_set(excluded.about, '$.uploadedAt', about ->> 'uploadedAt') ELSE excluded.about END,
    features = coalesce(excluded.features, features),
    features_revision = coalesce(excluded.features_revision, features_revision),
    state = excluded.state
  ${RETURNING}`;

/**
 * Adds or changes items, all or none.
 * @param items with different ids
 * @param relays whether the store has relays
 * @param now seconds since 1970
 */
export const putItems = (
  db: D1Database,
  items: readonly SentItem[],
  relays: boolean,
  now: number = Math.floor(Date.now() / 1000),
): Promise<ItemWrites> => {
  const sent = items.map(({ id, about, features, forSale }) => [
    id,
    about,
    features,
    forSale === null ? null : Number(forSale),
  ]);
  return change(db, db.prepare(PUT).bind(JSON.stringify(sent), now), relays);
};

const WITHDRAW = `INSERT INTO items (id, revision, state) SELECT ?1, ${CATALOGUE_REVISION} + 1, 'withdrawn' WHERE ${isKnownItem('?1')}
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
    state = CASE WHEN state = 'sold' THEN 'sold' ELSE 'withdrawn' END
  ${RETURNING}`;

/** Takes an item off sale; no item is written where it is unknown. @param relays whether the store has relays */
export const withdrawItem = (db: D1Database, id: string, relays: boolean) =>
  change(db, db.prepare(WITHDRAW).bind(id), relays);

async function change(db: D1Database, statement: D1PreparedStatement, relays: boolean): Promise<ItemWrites> {
  const batch = [statement, db.prepare(ADVANCE_REVISION), ...(relays ? announcing(db) : [])];
  const [written, , ...told]: D1Result[] = await db.batch(batch);
  return { items: written.results as WrittenItem[], announcement: relays ? announcementOf(told) : undefined };
}

/** The given ids that neither the store nor a bundle contains. */
export async function unknownItems(db: D1Database, ids: readonly string[]): Promise<string[]> {
  const select = db.prepare(`SELECT value AS id FROM json_each(?1) WHERE NOT ${isKnownItem('value')}`);
  const { results } = await select.bind(JSON.stringify(ids)).all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** What the champion takes; undefined before the first deployment. */
export async function inputInForce(db: D1Database): Promise<EncoderResponse | undefined> {
  const select = db.prepare(`SELECT version, features, encoder FROM bundles WHERE version = ${VERSION_IN_FORCE}`);
  const row = await select.first<{ version: string; features: number; encoder: string | null }>();
  if (!row) return undefined;
  const encoder = row.encoder === null ? null : encoderSchema.parse(JSON.parse(row.encoder));
  return { model: row.version, features: row.features, encoder };
}
