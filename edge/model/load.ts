// R2 -> a model that is ready to serve. Nothing unverified is served: manifest, signature, sizes, digests, shapes, then the
// probes, which compare this runtime's user vectors and scores with the trainer's.
import type { R2Bucket } from '@cloudflare/workers-types';
import { BUNDLE_FILES, type BundleItem, MANIFEST } from '@curatornet/shared/bundle.ts';
import { openBundle, type Tower } from '@curatornet/shared/open-bundle.ts';
import kernel from '@curatornet/shared/scoring/score.wasm';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import { ItemTower } from './item-tower.ts';
import { expectVerified, readFile, readManifest } from './read.ts';
import { openTower } from './runtime.ts';
import { checkTrust, type Trust } from './trust.ts';

/** Of many items that are left out the first few are named. */
const MOST_NAMED = 5;

/** Where models come from, and whose are served. */
export type Source = Trust & { MODELS: R2Bucket };

/** The part of a model that does not change while it serves. */
export interface Model {
  version: string;
  /** Numbers in an item's features. */
  features: number;
  /** Histories that it was tried with. */
  probes: number;
  tower: Tower;
  itemTower: ItemTower;
}

/** A model with the items of its bundle. */
export interface LoadedModel {
  model: Model;
  /** The vectors of the items, in their order. */
  table: ItemTable;
  items: BundleItem[];
  /** Rows of items that cannot be shown, and why. */
  unfit: ReadonlyMap<number, string>;
}

/**
 * Loads a version and proves it.
 * @param capacityFor how many rows its table has room for
 * @throws InputError where an object is missing or is not what the manifest says, or where a probe disagrees
 */
export async function loadModel(
  source: Source,
  version: string,
  capacityFor: (rows: number) => number,
): Promise<LoadedModel> {
  const bucket = source.MODELS;
  const manifest = await readManifest(bucket, version);
  await checkTrust(manifest, source, `${version}/${MANIFEST}`);
  const names = [BUNDLE_FILES.userTower, BUNDLE_FILES.vectors, BUNDLE_FILES.items];
  const [files] = await Promise.all([
    Promise.all(names.map(async (name) => [name, await readFile(bucket, manifest, name)] as const)),
    expectVerified(bucket, manifest, BUNDLE_FILES.itemTower),
  ]);
  const opened = await openBundle(manifest, new Map(files), { kernel, openTower, capacityFor });
  const { table, items, unfit, userTower } = opened;
  if (unfit.size > 0)
    console.error(
      `items of ${version} left out: ${unfit.size}, ${[...unfit.values()].slice(0, MOST_NAMED).join(', ')}`,
    );
  const { features } = manifest.model;
  const model = {
    version,
    features,
    probes: manifest.probes.length,
    tower: userTower,
    itemTower: new ItemTower(manifest),
  };
  return { model, table, items, unfit };
}
