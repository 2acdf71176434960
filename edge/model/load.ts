// Loads a model from R2 and verifies it: manifest, signature, sizes, digests, shapes, and the probes, which compare this
// runtime's user vectors and scores with the trainer's.
import type { R2Bucket } from '@cloudflare/workers-types';
import {
  BUNDLE_FILES,
  type Encoder,
  type Manifest,
  partOf,
  partSizes,
  SALES,
  verifyFile,
} from '@curatornet/shared/bundle.ts';
import {
  blamingItems,
  type OpenedItems,
  openBundle,
  openItems,
  openUserTower,
  type Tower,
} from '@curatornet/shared/open-bundle.ts';
import { runProbesOnPart } from '@curatornet/shared/probes.ts';
import { ArtistSales } from '@curatornet/shared/sales.ts';
import kernel from '@curatornet/shared/scoring/score.wasm';
import { ItemTower } from './item-tower.ts';
import type { ModelSource } from './manifest.ts';
import { expectVerified, readFile } from './read.ts';
import { openTower } from './runtime.ts';

/** The largest number of invalid items in a log line. */
const MOST_NAMED = 5;

/** What a catalogue knows of its model. */
export interface ItemModel {
  version: string;
  /** The length of an item's feature vector. */
  features: number;
  /** The encoder that makes it of pictures, if the manifest names it. */
  encoder?: Encoder;
  /** The length of an item's vector. */
  dimensions: number;
  itemTower: ItemTower;
}

/** The part of a model that stays the same while it serves. */
export interface Model extends ItemModel {
  /** The number of probes that it passed. */
  probes: number;
  tower: Tower;
}

/** The items of a bundle, or of some of its parts, and what rails rank them by besides. */
export interface LoadedItems extends Omit<OpenedItems, 'probed'> {
  sales: ArtistSales;
}

/** Some of the parts of a bundle: from one on, up to another and without it. */
export interface Parts {
  from: number;
  to: number;
}

/**
 * Loads a version with all its items, and verifies it.
 * @param capacityFor the capacity of the table for a number of rows
 * @throws InputError if an object is missing or does not match the manifest, or a probe fails
 */
export async function loadModel(
  { MODELS: bucket }: ModelSource,
  manifest: Manifest,
  capacityFor: (rows: number) => number,
): Promise<LoadedItems & { model: Model }> {
  const read = (name: string) => readFile(bucket, manifest, name);
  const opening = openBundle(manifest, read, { kernel, openTower, capacityFor });
  const { userTower, ...opened } = await withItemTower(bucket, manifest, opening);
  const { items, unusable, table } = opened;
  warnOf(manifest, unusable);
  return { model: modelOf(manifest, userTower), table, items, unusable, sales: ArtistSales.count(items) };
}

/**
 * Loads the towers of a version whose items are elsewhere. Whoever has them runs the probes.
 * @throws InputError if an object is missing or does not match the manifest
 */
export async function loadTowers({ MODELS: bucket }: ModelSource, manifest: Manifest): Promise<Model> {
  const read = (name: string) => readFile(bucket, manifest, name);
  const opening = openUserTower(manifest, read, openTower).then((userTower) => ({ userTower }));
  const { userTower } = await withItemTower(bucket, manifest, opening);
  return modelOf(manifest, userTower);
}

/** What is opened, once the item tower, which is opened later, is verified, too. @throws InputError */
async function withItemTower<T extends { userTower: Tower }>(
  bucket: R2Bucket,
  manifest: Manifest,
  opening: Promise<T>,
): Promise<T> {
  const [opened, verified] = await Promise.allSettled([
    opening,
    expectVerified(bucket, manifest, BUNDLE_FILES.itemTower),
  ]);
  if (opened.status === 'rejected') throw opened.reason;
  if (verified.status === 'fulfilled') return opened.value;
  await opened.value.userTower.release();
  throw verified.reason;
}

/**
 * Loads the items of some parts, and compares them with the probes.
 * @throws InputError if an object is missing or does not match the manifest, or a probe fails
 */
export async function loadParts(
  { MODELS: bucket }: ModelSource,
  manifest: Manifest,
  parts: Parts,
  capacityFor: (rows: number) => number,
): Promise<LoadedItems> {
  const read = (name: string) => readFile(bucket, manifest, name);
  const opened = await openItems(manifest, read, { kernel, capacityFor }, parts);
  warnOf(manifest, opened.unusable);
  const rowOf = new Map(opened.items.map(({ id }, row) => [id, row]));
  const holds = holdsOf(manifest, parts);
  await blamingItems(opened.unusable, () => runProbesOnPart(manifest.probes, opened.probed, rowOf, holds));
  const { items, unusable, table } = opened;
  return { items, unusable, table, sales: await loadSales(bucket, manifest, items) };
}

/** Whether an item belongs to some parts, also one that came after the bundle. */
export const holdsOf = (manifest: Manifest, { from, to }: Parts) => {
  const count = partSizes(manifest).length;
  return (id: string): boolean => {
    const part = partOf(id, count);
    return part >= from && part < to;
  };
};

async function loadSales(bucket: R2Bucket, manifest: Manifest, items: LoadedItems['items']): Promise<ArtistSales> {
  if (partSizes(manifest).length === 1) return ArtistSales.count(items);
  const bytes = await readFile(bucket, manifest, SALES);
  await verifyFile(manifest, SALES, bytes);
  return ArtistSales.parse(bytes);
}

export const itemModelOf = (manifest: Manifest): ItemModel => ({
  version: manifest.version,
  features: manifest.model.features,
  encoder: manifest.encoder,
  dimensions: manifest.model.dimensions,
  itemTower: new ItemTower(manifest),
});

const modelOf = (manifest: Manifest, tower: Tower): Model => ({
  ...itemModelOf(manifest),
  probes: manifest.probes.length,
  tower,
});

function warnOf({ version }: Manifest, unusable: ReadonlyMap<number, string>): void {
  if (unusable.size > 0)
    console.error(
      `model ${version}: ${unusable.size} invalid items left out: ${[...unusable.values()].slice(0, MOST_NAMED).join(', ')}`,
    );
}
