// Writes items that the store adds, changes or withdraws to D1. Each change gets the next revision of the catalogue, so that
// every isolate finds it by reading the changes after its own revision.
import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types';
import type { EncoderResponse } from '@curatornet/shared/api.ts';
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
export interface ItemWrite {
  /** Undefined where the item is unknown. */
  item?: WrittenItem;
  /** What relays must learn before this is acknowledged; undefined where there are none. */
  announcement?: Announcement;
}

/** The columns of a WrittenItem; `?1` is the item. */
export const WRITTEN = `id, revision, state,
  features IS NOT NULL OR EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = ?1) AS recommendable`;
const RETURNING = `RETURNING ${WRITTEN}`;

// If the store sends no time of upload, the known one stays: that in D1, or that of the bundle. A new item gets the current
// time.
const PUT = `INSERT INTO items (id, revision, state, about, features, features_revision)
  SELECT ?1, next, CASE WHEN ?4 = 0 THEN 'withdrawn' ELSE 'for-sale' END,
    CASE WHEN ?2 ->> 'uploadedAt' IS NOT NULL OR ${isKnownItem('?1')} THEN ?2 ELSE json_set(?2, '$.uploadedAt', ?5) END,
    ?3, CASE WHEN ?3 IS NOT NULL THEN next END
  FROM (SELECT ${CATALOGUE_REVISION} + 1 AS next) WHERE true
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
    about = CASE WHEN excluded.about ->> 'uploadedAt' IS NULL AND about ->> 'uploadedAt' IS NOT NULL
      THEN json_set(excluded.about, '$.uploadedAt', about ->> 'uploadedAt') ELSE excluded.about END,
    features = coalesce(excluded.features, features),
    features_revision = coalesce(excluded.features_revision, features_revision),
    state = CASE WHEN ?4 IS NULL AND state = 'sold' AND excluded.about ->> 'unique' THEN 'sold' ELSE excluded.state END
  ${RETURNING}`;

/**
 * Adds or changes an item.
 * @param features in base64; null keeps the stored ones
 * @param forSale null keeps a sold unique item sold, and puts any other item on sale
 * @param relays whether the store has relays
 * @param now seconds since 1970
 */
export function putItem(
  db: D1Database,
  id: string,
  about: ItemDetails,
  features: string | null,
  forSale: boolean | null,
  relays: boolean,
  now: number = Math.floor(Date.now() / 1000),
): Promise<ItemWrite> {
  const sale = forSale === null ? null : Number(forSale);
  return change(db, db.prepare(PUT).bind(id, JSON.stringify(about), features, sale, now), relays);
}

const WITHDRAW = `INSERT INTO items (id, revision, state) SELECT ?1, ${CATALOGUE_REVISION} + 1, 'withdrawn' WHERE ${isKnownItem('?1')}
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
    state = CASE WHEN state = 'sold' THEN 'sold' ELSE 'withdrawn' END
  ${RETURNING}`;

/** Takes an item off sale. @param relays whether the store has relays */
export const withdrawItem = (db: D1Database, id: string, relays: boolean) =>
  change(db, db.prepare(WITHDRAW).bind(id), relays);

async function change(db: D1Database, statement: D1PreparedStatement, relays: boolean): Promise<ItemWrite> {
  const batch = [statement, db.prepare(ADVANCE_REVISION), ...(relays ? announcing(db) : [])];
  const [written, , ...told]: D1Result[] = await db.batch(batch);
  const [item] = written.results as WrittenItem[];
  return { item, announcement: relays ? announcementOf(told) : undefined };
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
