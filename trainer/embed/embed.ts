// `curatornet embed`: turns a folder with items.csv, events.csv and pictures into a dataset folder by writing features.npy
// and dataset.json. It keeps the features of each picture in features.cache, so that a later run computes only new ones.
// Without events.csv, it writes the features alone. No other files are changed.
//
// An item without a usable picture keeps its row, so that its events still count. It gets the mean features of all other
// rows, which are zeros after z-scoring. The command names it, and dataset.json counts it.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { Codes } from '../dataset/columns.ts';
import type { DatasetItem } from '../dataset/dataset.ts';
import { type KnownItems, loadEvents } from '../dataset/events.ts';
import { readItemsCsv } from '../dataset/items.ts';
import {
  DATASET_MANIFEST,
  type DatasetManifest,
  type DatasetSummary,
  manifestText,
  measure,
  readSummary,
} from '../dataset/manifest.ts';
import { writeNpy } from '../dataset/npy.ts';
import { writeFileAtomically } from '../files.ts';
import { findPictures, IMAGES } from '../pictures/find.ts';
import { progress, say } from '../progress.ts';
import { type FeatureCache, isCacheOf, openCache } from './cache.ts';
import type { Embedder } from './embedder.ts';

const FEATURES = 'features.npy';
const EVENTS = 'events.csv';
/** The features of each picture; the next run reads them. */
const CACHE = 'features.cache';

export interface EmbedOptions {
  /** The folder with items.csv and events.csv. */
  data: string;
  /** The folder of pictures; default: `images` in `data`. */
  images?: string;
  embedder: Embedder;
  /** Summary for dataset.json; default: that of an existing dataset.json. */
  about?: Omit<DatasetSummary, 'counts' | 'encoder'>;
  /** Replace features of another origin, and compute all again. */
  force?: boolean;
}

export interface EmbedOutcome {
  /** The content of dataset.json; undefined without events.csv, which a dataset needs. */
  manifest: DatasetManifest | undefined;
  featureSize: number;
  /** Items whose picture was embedded in this run. */
  embedded: number;
  /** Items whose features were known from an earlier run or from another item with the same picture. */
  known: number;
  /** Items without a usable picture, with the reason. */
  skipped: { id: string; why: string }[];
}

/**
 * Embeds the pictures of a folder's items.
 * @throws InputError `exists` for existing features of another origin without `force`; `missing` or `invalid` for pictures that cannot be
 * read or are outside their folder, and if no item has a usable picture; errors of the CSV files
 */
export async function embed({
  data,
  images = join(data, IMAGES),
  embedder,
  about,
  force,
}: EmbedOptions): Promise<EmbedOutcome> {
  const [target, cacheFile] = [join(data, FEATURES), join(data, CACHE)];
  const { key, encoder } = embedder;
  const { features: size } = encoder;
  if (existsSync(target) && !force && !isCacheOf(cacheFile, key, size)) {
    const what = existsSync(cacheFile) ? 'was made by another encoder' : 'exists already';
    throw new InputError('exists', what, { where: target, how: 'replace it with --force' });
  }
  const { items, counts } = await readTables(data);
  const found = await findPictures(images, items, join(data, 'items.csv'));
  const cache = openCache(cacheFile, key, size, force);
  try {
    const { digests, skipped, embedded } = await embedAll(items, found, embedder, cache);
    const known = items.length - skipped.length - embedded;
    if (skipped.length === items.length)
      throw new InputError('missing', `none of the ${items.length} items has a usable picture`, {
        where: images,
        how: `first error, for ${skipped[0].id}: ${skipped[0].why}`,
      });
    const features = gather(digests, cache.vectors, size);
    const described: DatasetSummary | undefined = counts && {
      ...describe(data, about ?? (await readSummary(data)), embedder, skipped.length),
      encoder,
      counts: { ...counts, featureSize: size },
    };
    const manifest = await replace(data, features, items.length, described);
    cache.keep(digests.filter((digest) => digest !== undefined));
    return { manifest, featureSize: size, embedded, known, skipped };
  } catch (error) {
    cache.close();
    if (cache.vectors.size === 0) await rm(cacheFile);
    throw error;
  }
}

/**
 * Reads and validates items and events like openDataset, which needs features and dataset.json to exist already.
 * @returns no counts without events.csv
 */
async function readTables(
  data: string,
): Promise<{ items: DatasetItem[]; counts?: Omit<DatasetManifest['counts'], 'featureSize'> }> {
  const file = (name: string) => join(data, name);
  const items: DatasetItem[] = [];
  for await (const { item } of readItemsCsv(file('items.csv'))) items.push(item);
  if (!existsSync(file(EVENTS))) return { items };
  const known: KnownItems = { rows: new Map(items.map(({ id }, row) => [id, row])), mustBe: 'an id of items.csv' };
  const users = new Codes();
  const events = (await loadEvents(file(EVENTS), known, users)).user.length;
  const validation = existsSync(file('validation.csv'))
    ? (await loadEvents(file('validation.csv'), known, users)).user.length
    : 0;
  return { items, counts: { items: items.length, users: users.texts.length, events, validation } };
}

/** @returns the digest of each item's picture, undefined for skipped items */
async function embedAll(
  items: readonly DatasetItem[],
  found: Awaited<ReturnType<typeof findPictures>>,
  embedder: Embedder,
  cache: FeatureCache,
) {
  const why: (string | undefined)[] = found.map((one) => ('missing' in one ? one.missing : undefined));
  const digests: (string | undefined)[] = new Array(items.length);
  const rows = found.flatMap((one, row) => ('path' in one ? [row] : []));
  const paths = found.flatMap((one) => ('path' in one ? [one.path] : []));
  const before = new Set(cache.vectors.keys());
  if (before.size > 0)
    say(`embed  reusing the features of ${before.size.toLocaleString('en')} pictures of an earlier run`);
  const bar = progress('embed', paths.length, 'pictures');
  let [embedded, done, broken] = [0, 0, 0];
  for await (const one of embedder.embed(paths, before)) {
    const row = rows[one.place];
    if ('broken' in one) {
      why[row] = one.broken;
      broken++;
    } else {
      digests[row] = one.digest;
      // Several items may have the same picture.
      if (one.vector && !cache.vectors.has(one.digest)) {
        cache.add(one.digest, one.vector);
        embedded++;
      }
    }
    bar.update(++done, broken > 0 ? `${broken} broken` : '');
  }
  bar.end(broken > 0 ? `${broken} broken` : '');
  const skipped = items.flatMap(({ id }, row) => (why[row] === undefined ? [] : [{ id, why: why[row] }]));
  return { digests, skipped, embedded };
}

/** Features of all items [items, size], with the mean of the others for items without features. */
function gather(digests: readonly (string | undefined)[], vectors: ReadonlyMap<string, Float32Array>, size: number) {
  const features = new Float32Array(digests.length * size);
  const sum = new Float64Array(size);
  let count = 0;
  for (const [row, digest] of digests.entries()) {
    if (digest === undefined) continue;
    const vector = vectors.get(digest)!;
    features.set(vector, row * size);
    for (let f = 0; f < size; f++) sum[f] += vector[f];
    count++;
  }
  const mean = Float32Array.from(sum, (value) => value / count);
  for (const [row, digest] of digests.entries()) if (digest === undefined) features.set(mean, row * size);
  return features;
}

/** The summary for dataset.json: the old one with a new sentence about features. */
function describe(
  data: string,
  old: Omit<DatasetSummary, 'counts' | 'encoder'> | undefined,
  { about }: Embedder,
  skipped: number,
): Omit<DatasetSummary, 'counts' | 'encoder'> {
  const before = (old?.provenance ?? 'A folder of pictures.').replace(/ Features: .*$/, '');
  const without = skipped === 0 ? '' : `; ${skipped} without a usable picture have the mean of the others`;
  return {
    name: old?.name ?? basename(resolve(data)),
    provenance: `${before} Features: ${about}${without}.`,
    simulated: old?.simulated ?? false,
  };
}

/**
 * Moves features.npy and dataset.json into place. Both are complete before the first move, and dataset.json is absent
 * while the files change: a reader finds the old dataset, no dataset, or the new one.
 * @param about without it, dataset.json is not written
 */
async function replace(
  data: string,
  features: Float32Array,
  items: number,
  about: DatasetSummary | undefined,
): Promise<DatasetManifest | undefined> {
  const temp = join(data, `${FEATURES}.tmp-${process.pid}`);
  try {
    await writeNpy(temp, items, features.length / items, [features]);
    const manifest = about && (await measure((name) => (name === FEATURES ? temp : join(data, name)), about));
    const manifestTemp = join(data, `${DATASET_MANIFEST}.tmp-${process.pid}`);
    if (manifest) await writeFileAtomically(manifestTemp, manifestText(manifest));
    rmSync(join(data, DATASET_MANIFEST), { force: true });
    renameSync(temp, join(data, FEATURES));
    if (manifest) renameSync(manifestTemp, join(data, DATASET_MANIFEST));
    return manifest;
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}
