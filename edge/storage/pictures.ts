// Pictures of items that were uploaded, in D1, and the queue of those that an encoder has to encode. The bytes are in R2
// under their digest, so that writing them again changes nothing.
import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types';
import type { PictureResponse } from '@curatornet/shared/api-pictures.ts';
import type { pictures } from '@curatornet/shared/schema.ts';
import { type ItemWrites, type SentItem, WRITTEN, type WrittenItem } from './items.ts';
import { isKnownItem } from './known-items.ts';
import { announcementOf, announcing } from './leases.ts';
import { ADVANCE_REVISION, CATALOGUE_REVISION } from './revision.ts';

type Row = typeof pictures.$inferSelect;
/** A file, described. */
export type PictureFile = Pick<Row, 'digest' | 'bytes'> & { type: PictureResponse['type'] };

/** After so many failed attempts a picture is not tried again. */
export const MOST_ATTEMPTS = 5;
/** The seconds before the second attempt; each further one waits four times as long. */
const FIRST_PAUSE = 10;
const PAUSE_FACTOR = 4;

/** The path at which the worker serves a picture; the digest lets caches keep it. */
export const picturePath = (item: string, digest: string) =>
  `/v1/items/${encodeURIComponent(item)}/picture?digest=${digest}`;

// The same file again keeps what was made of it, and starts the attempts anew.
const PUT = `INSERT INTO pictures (item, digest, type, bytes, at) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (item) DO UPDATE SET digest = excluded.digest, type = excluded.type, bytes = excluded.bytes,
    at = CASE WHEN digest = excluded.digest THEN at ELSE excluded.at END,
    encoder = CASE WHEN digest = excluded.digest THEN encoder END,
    width = CASE WHEN digest = excluded.digest THEN width END,
    height = CASE WHEN digest = excluded.digest THEN height END,
    attempts = 0, failure = NULL, retry_at = 0, dead = 0
  RETURNING *`;
// An unknown item becomes a new one. An item that the store described shows the picture, unless it has a picture elsewhere.
// An item of a bundle keeps the details of the bundle.
const SHOW = `INSERT INTO items (id, revision, state, about)
  SELECT ?1, ${CATALOGUE_REVISION} + 1, 'for-sale', json_object('unique', json('true'), 'image', ?2, 'uploadedAt', ?3)
  WHERE NOT ${isKnownItem('?1')} OR EXISTS (SELECT 1 FROM items WHERE id = ?1 AND about IS NOT NULL
    AND substr(coalesce(about ->> 'image', ?4), 1, length(?4)) = ?4 AND about ->> 'image' IS NOT ?2)
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
    about = CASE WHEN about IS NULL THEN excluded.about
      ELSE json_remove(json_set(about, '$.image', ?2), '$.width', '$.height') END
  RETURNING ${WRITTEN}`;

/** Records the picture of an item, which shows it from now on. @param now seconds since 1970 */
export async function putPicture(
  db: D1Database,
  item: string,
  { digest, type, bytes }: PictureFile,
  relays: boolean,
  now: number = Math.floor(Date.now() / 1000),
): Promise<ItemWrites & { picture: Row }> {
  const path = picturePath(item, digest);
  const show = db.prepare(SHOW).bind(item, path, now, path.replace(/\?.*$/, ''));
  const put = db.prepare(PUT).bind(item, digest, type, bytes, now);
  const { write, more } = await changeItem(db, show, put, relays);
  const [row] = more.results as RawRow[];
  return { ...write, picture: toRow(row) };
}

/** Changes an item and, in the same transaction, its picture. */
async function changeItem(db: D1Database, item: D1PreparedStatement, picture: D1PreparedStatement, relays: boolean) {
  const batch = [item, db.prepare(ADVANCE_REVISION), picture, ...(relays ? announcing(db) : [])];
  const [written, , more, ...told]: D1Result[] = await db.batch(batch);
  const items = written.results as WrittenItem[];
  const write: ItemWrites = { items, announcement: relays ? announcementOf(told) : undefined };
  return { write, more };
}

/** A row as D1 returns it, with the names of its columns. */
type RawRow = Omit<Row, 'retryAt'> & { retry_at: number };
const toRow = ({ retry_at: retryAt, ...row }: RawRow): Row => ({ ...row, retryAt });

/** The items as they are stored: those whose details name no picture show the one that was uploaded, if there is one. */
export async function withUploadedImages(db: D1Database, items: readonly SentItem[]): Promise<readonly SentItem[]> {
  const bare = items.filter(({ about }) => about.image === undefined).map(({ id }) => id);
  if (bare.length === 0) return items;
  const select = db.prepare(
    'SELECT item, digest, width, height FROM pictures WHERE item IN (SELECT value FROM json_each(?1))',
  );
  const { results } = await select.bind(JSON.stringify(bare)).all<Pick<Row, 'item' | 'digest' | 'width' | 'height'>>();
  const shown = new Map(
    results.map(({ item, digest, width, height }) => [
      item,
      { image: picturePath(item, digest), width: width ?? undefined, height: height ?? undefined },
    ]),
  );
  return items.map((item) => {
    const image = item.about.image === undefined ? shown.get(item.id) : undefined;
    return image ? { ...item, about: { ...image, ...item.about } } : item;
  });
}

/** The picture of an item. */
export async function readPicture(db: D1Database, item: string): Promise<Row | undefined> {
  const row = await db.prepare('SELECT * FROM pictures WHERE item = ?1').bind(item).first<RawRow>();
  return row ? toRow(row) : undefined;
}

// Three ranges of the index: pictures without features, and with those of another encoder.
const ranges = ['encoder IS NULL', 'encoder < ?1', 'encoder > ?1'];
const PENDING = `SELECT * FROM (${ranges
  .map((range) => `SELECT * FROM pictures WHERE dead = 0 AND ${range} AND retry_at <= ?2`)
  .join(' UNION ALL ')}) ORDER BY at, item LIMIT ?3`;

/** The pictures that the encoder has to try now, the earliest first. @param now seconds since 1970 */
export async function pendingPictures(
  db: D1Database,
  encoder: string,
  limit: number,
  now: number = Math.floor(Date.now() / 1000),
): Promise<Row[]> {
  return (await db.prepare(PENDING).bind(encoder, now, limit).all<RawRow>()).results.map(toRow);
}

/** The pictures that are not tried again, the latest first. */
export async function failedPictures(db: D1Database, limit: number): Promise<Row[]> {
  const select = db.prepare('SELECT * FROM pictures WHERE dead = 1 ORDER BY at DESC, item LIMIT ?1').bind(limit);
  return (await select.all<RawRow>()).results.map(toRow);
}

// Only for the picture that the item has now, and only once for an encoder.
const FITS = 'EXISTS (SELECT 1 FROM pictures WHERE item = ?1 AND digest = ?2 AND encoder IS NOT ?3)';
const SET_FEATURES = `INSERT INTO items (id, revision, state, features, features_revision)
  SELECT ?1, next, 'for-sale', ?4, next FROM (SELECT ${CATALOGUE_REVISION} + 1 AS next) WHERE ${FITS}
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, features = excluded.features,
    features_revision = excluded.features_revision,
    about = CASE WHEN ?5 IS NULL OR about ->> 'image' IS NOT ?7 THEN about
      ELSE json_set(about, '$.width', ?5, '$.height', ?6) END
  RETURNING ${WRITTEN}`;
const SET_ENCODED = `UPDATE pictures SET encoder = ?3, width = coalesce(?4, width), height = coalesce(?5, height), attempts = 0, failure = NULL, retry_at = 0, dead = 0
  WHERE item = ?1 AND digest = ?2`;

export interface EncodedPicture {
  digest: string;
  /** The id of the encoder. */
  encoder: string;
  /** In base64. */
  features: string;
  width?: number;
  height?: number;
}

/**
 * Stores the features of an item's picture. Repeating it changes nothing.
 * @returns no item if it has another picture by now, or features of this encoder already; an item that only a bundle
 *   contains gets a row
 */
export async function putPictureFeatures(
  db: D1Database,
  item: string,
  { digest, encoder, features, width, height }: EncodedPicture,
  relays: boolean,
): Promise<ItemWrites> {
  const size = width !== undefined && height !== undefined ? [width, height] : [null, null];
  const path = picturePath(item, digest);
  const set = db.prepare(SET_FEATURES).bind(item, digest, encoder, features, ...size, path);
  const { write } = await changeItem(db, set, db.prepare(SET_ENCODED).bind(item, digest, encoder, ...size), relays);
  return write;
}

/** An item that the store wrote. */
export const readItem = (db: D1Database, item: string): Promise<WrittenItem | null> =>
  db.prepare(`SELECT ${WRITTEN} FROM items WHERE id = ?1`).bind(item).first<WrittenItem>();

const FAIL = `UPDATE pictures SET attempts = attempts + 1, failure = ?3,
    dead = CASE WHEN ?4 OR attempts + 1 >= ${MOST_ATTEMPTS} THEN 1 ELSE 0 END, retry_at = ?5 + ?6
  WHERE item = ?1 AND digest = ?2 RETURNING *`;

/**
 * Counts a failed attempt.
 * @param attempts the number before
 * @param final whether another attempt would fail as well
 * @returns undefined if the item has another picture by now
 */
export async function failPicture(
  db: D1Database,
  item: string,
  { digest, attempts, reason, final }: { digest: string; attempts: number; reason: string; final: boolean },
  now: number = Math.floor(Date.now() / 1000),
): Promise<Row | undefined> {
  const pause = FIRST_PAUSE * PAUSE_FACTOR ** Math.min(attempts, MOST_ATTEMPTS);
  const row = await db.prepare(FAIL).bind(item, digest, reason, Number(final), now, pause).first<RawRow>();
  return row ? toRow(row) : undefined;
}
