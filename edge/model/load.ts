// R2 -> a model ready to serve, with the catalogue of its bundle. Nothing unverified is served: manifest, signature, sizes,
// digests, shapes, then the probes, which compare this runtime's user vectors and scores with the trainer's.
import type { R2Bucket } from '@cloudflare/workers-types';
import { BUNDLE_FILES, MANIFEST, parseManifest, readItems } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { runProbes } from '@curatornet/shared/probes.ts';
import { decodeSafetensors, float32 } from '@curatornet/shared/safetensors.ts';
import kernel from '@curatornet/shared/scoring/score.wasm';
import { ItemTable } from '@curatornet/shared/scoring/table.ts';
import { Catalogue, roomFor } from '../catalogue/catalogue.ts';
import { ItemTower } from './item-tower.ts';
import { expectVerified, MAX_MANIFEST, read, readVerified } from './read.ts';
import { createTower } from './runtime.ts';
import { checkTrust, type Trust } from './trust.ts';

/** Of many items that are left out the first few are named. */
const MOST_NAMED = 5;

/** Where models come from, and whose are served. */
export type Source = Trust & { MODELS: R2Bucket };

/**
 * Loads a version and puts it to the proof.
 * @throws InputError where an object is missing or is not what the manifest says, or where a probe disagrees
 */
export async function loadModel(source: Source, version: string): Promise<Catalogue> {
  const bucket = source.MODELS;
  const where = `${version}/${MANIFEST}`;
  const manifest = await parseManifest(new TextDecoder().decode(await read(bucket, where, MAX_MANIFEST)), where);
  if (manifest.version !== version)
    throw new InputError('mismatch', `it is the manifest of version ${manifest.version}`, { where });
  await checkTrust(manifest, source, where);
  const [towerBytes, vectorBytes, itemBytes] = await Promise.all([
    readVerified(bucket, manifest, BUNDLE_FILES.userTower),
    readVerified(bucket, manifest, BUNDLE_FILES.vectors),
    readVerified(bucket, manifest, BUNDLE_FILES.items),
    expectVerified(bucket, manifest, BUNDLE_FILES.itemTower),
  ]);
  const { items: rows, dimensions } = manifest.model;
  const { items, unfit } = readItems(itemBytes, rows);
  if (unfit.size > 0)
    console.error(
      `items of ${version} left out: ${unfit.size}, ${[...unfit.values()].slice(0, MOST_NAMED).join(', ')}`,
    );
  const { tensors } = decodeSafetensors(vectorBytes, BUNDLE_FILES.vectors);
  const vectors = float32(tensors, 'vectors', [rows, dimensions], BUNDLE_FILES.vectors).values;
  const table = new ItemTable(kernel, vectors, rows, dimensions, roomFor(rows));
  const tower = await createTower(towerBytes, dimensions, BUNDLE_FILES.userTower);
  const model = {
    version,
    features: manifest.model.features,
    probes: manifest.probes.length,
    tower,
    itemTower: new ItemTower(manifest),
  };
  const catalogue = new Catalogue(model, table, items, unfit);
  try {
    await runProbes(manifest.probes, table, catalogue.rowOf, tower);
  } catch (error) {
    await tower.release();
    throw error;
  }
  return catalogue;
}
