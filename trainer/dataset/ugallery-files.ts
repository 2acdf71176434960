// UGallery's tables, read a line at a time: who bought which works together, whose works they are, how they look alike.
// A column that the published files do not have is refused: it would be data that nobody reads.
import { readFile } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { name } from '@curatornet/shared/limits.ts';
import { z } from 'zod';
import { parseHashes, parseSeconds } from './basket-list.ts';
import { atLine, readCsv } from './csv.ts';
import { onLine, parseId, parseText, quote } from './fields.ts';

/** How much was left out, because nothing else knows of it or it says nothing. */
export interface LeftOut {
  /** Inventory rows of artworks without an embedding. */
  inventory: number;
  /** Purchases of artworks that are no items. */
  purchases: number;
  /** Baskets with an empty list. */
  empty: number;
}

export interface InventoryLine {
  artist?: string;
  /** Seconds since 1970. */
  uploadedAt?: number;
}

const DROP = 'complete the files, or leave such lines out with --drop-unknown';

/**
 * Reads inventory.csv, `artwork_id_hash,artist_id_hash,upload_timestamp`. An empty artist or time is not known.
 * @param embedded artworks that have an embedding
 * @returns the lines of those, by artwork
 * @throws InputError naming the line, also of an artwork that was there before, and without `drop` of one that is not embedded
 */
export async function readInventory(
  path: string,
  embedded: ReadonlySet<string>,
  drop: boolean,
  leftOut: LeftOut,
): Promise<Map<string, InventoryLine>> {
  const all = new Map<string, number>();
  const lines = new Map<string, InventoryLine>();
  const required = ['artwork_id_hash', 'artist_id_hash', 'upload_timestamp'] as const;
  for await (const { line, fields } of readCsv(path, { required, optional: [] })) {
    const uploaded = fields.upload_timestamp;
    const { id, artist, uploadedAt } = onLine(path, line, () => ({
      artist: fields.artist_id_hash ? parseText(fields.artist_id_hash, 'artist_id_hash', name) : undefined,
      id: parseId(fields.artwork_id_hash ?? '', 'artwork'),
      uploadedAt: uploaded ? parseSeconds(uploaded, 'upload_timestamp') : undefined,
    }));
    const before = all.get(id);
    if (before !== undefined)
      throw new InputError('invalid', `the artwork ${quote(id)} is on line ${before} already`, {
        where: atLine(path, line),
        how: 'give every artwork one line',
      });
    all.set(id, line);
    if (embedded.has(id)) lines.set(id, { artist, uploadedAt });
    else if (drop) leftOut.inventory++;
    else
      throw new InputError('mismatch', `the artwork ${quote(id)} has no embedding`, {
        where: atLine(path, line),
        how: DROP,
      });
  }
  return lines;
}

export interface Basket {
  /** The number of its row, counted from 1. */
  basket: number;
  user: string;
  artworks: string[];
  /** Seconds since 1970. */
  at: number;
}

/**
 * Reads purchases.csv, `user_id_hash,purchased_artwork_ids_hash,purchase_timestamp`. A row is a basket and its number
 * names it: two rows of a user in one second stay two, as they were published. An artwork that a list has twice was
 * bought twice.
 * @param known artworks that are items
 * @throws InputError naming the line, and without `drop` that of the first artwork that is no item
 */
export async function* readPurchases(
  path: string,
  known: ReadonlySet<string>,
  drop: boolean,
  leftOut: LeftOut,
): AsyncGenerator<Basket> {
  const required = ['user_id_hash', 'purchased_artwork_ids_hash', 'purchase_timestamp'] as const;
  let basket = 0;
  for await (const { line, fields } of readCsv(path, { required, optional: [] })) {
    basket++;
    const { user, artworks, at } = onLine(path, line, () => ({
      user: parseId(fields.user_id_hash ?? '', 'user'),
      artworks: parseHashes(fields.purchased_artwork_ids_hash ?? ''),
      at: parseSeconds(fields.purchase_timestamp ?? '', 'purchase_timestamp'),
    }));
    const there = artworks.filter((artwork) => known.has(artwork));
    if (there.length < artworks.length && !drop)
      throw new InputError(
        'mismatch',
        `the artwork ${quote(artworks.find((artwork) => !known.has(artwork)) ?? '')} is not in the inventory`,
        { where: atLine(path, line), how: DROP },
      );
    leftOut.purchases += artworks.length - there.length;
    if (artworks.length === 0) leftOut.empty++;
    yield { basket, user, artworks: there, at };
  }
}

const clusters = z.record(z.string(), z.int().min(0).max(999_999_999));

/**
 * Reads clusters.json, artwork hash to cluster number. Artworks that are no items are passed over.
 * @returns the cluster of each of `ids`
 * @throws InputError `missing`, `malformed`, or `mismatch` naming the first artwork without a cluster
 */
export async function readUGalleryClusters(path: string, ids: readonly string[]): Promise<Int32Array> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new InputError('missing', 'cannot be read', { where: path, how: 'name a JSON file that can be read', cause });
  });
  const how = 'write a JSON object of artwork hashes and cluster numbers';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError('malformed', 'is not JSON', { where: path, how, cause });
  }
  const result = clusters.safeParse(json);
  if (!result.success)
    throw new InputError('malformed', `does not give artworks their clusters:\n${z.prettifyError(result.error)}`, {
      where: path,
      how,
      cause: result.error,
    });
  const known = new Map(Object.entries(result.data));
  return Int32Array.from(ids, (id) => {
    const cluster = known.get(id);
    if (cluster === undefined)
      throw new InputError('mismatch', `has no cluster of the artwork ${quote(id)}`, {
        where: path,
        how: 'give every artwork its cluster, or leave the file out',
      });
    return cluster;
  });
}
