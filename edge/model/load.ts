// Loads a model from R2 and verifies it: manifest, signature, sizes, digests, shapes, and the probes, which compare this
// runtime's user vectors and scores with the trainer's.
import type { R2Bucket } from '@cloudflare/workers-types';
import { BUNDLE_FILES, type BundleItem, MANIFEST } from '@curatornet/shared/bundle.ts';
import { openBundle, type Tower } from '@curatornet/shared/open-bundle.ts';
import kernel from '@curatornet/shared/scoring/score.wasm';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import { ItemTower } from './item-tower.ts';
import { expectVerified, readBundleManifest, readFile } from './read.ts';
import { openTower } from './runtime.ts';
import { checkTrust, type TrustSettings } from './trust.ts';

/** The largest number of invalid items in a log line. */
const MOST_NAMED = 5;

/** The bucket of the models, and which signatures are trusted. */
export type ModelSource = TrustSettings & { MODELS: R2Bucket };

/** The part of a model that stays the same while it serves. */
export interface Model {
  version: string;
  /** The length of an item's feature vector. */
  features: number;
  /** The length of an item's vector. */
  dimensions: number;
  /** The number of probes that it passed. */
  probes: number;
  tower: Tower;
  itemTower: ItemTower;
}

/** A model and the items of its bundle. */
export interface LoadedModel {
  model: Model;
  /** The item vectors, in the order of the items. */
  table: ItemTable;
  items: BundleItem[];
  /** The rows of invalid items, and why they are invalid. */
  unusable: ReadonlyMap<number, string>;
}

/**
 * Loads a version and verifies it.
 * @param capacityFor the capacity of the table for a number of rows
 * @throws InputError if an object is missing or does not match the manifest, or a probe fails
 */
export async function loadModel(
  source: ModelSource,
  version: string,
  capacityFor: (rows: number) => number,
): Promise<LoadedModel> {
  const bucket = source.MODELS;
  const manifest = await readBundleManifest(bucket, version);
  await checkTrust(manifest, source, `${version}/${MANIFEST}`);
  const names = [BUNDLE_FILES.userTower, BUNDLE_FILES.vectors, BUNDLE_FILES.items];
  const [files] = await Promise.all([
    Promise.all(names.map(async (name) => [name, await readFile(bucket, manifest, name)] as const)),
    expectVerified(bucket, manifest, BUNDLE_FILES.itemTower),
  ]);
  const opened = await openBundle(manifest, new Map(files), { kernel, openTower, capacityFor });
  const { table, items, unusable, userTower } = opened;
  if (unusable.size > 0)
    console.error(
      `model ${version}: ${unusable.size} invalid items left out: ${[...unusable.values()].slice(0, MOST_NAMED).join(', ')}`,
    );
  const { features, dimensions } = manifest.model;
  const model = {
    version,
    features,
    dimensions,
    probes: manifest.probes.length,
    tower: userTower,
    itemTower: new ItemTower(manifest),
  };
  return { model, table, items, unusable };
}
