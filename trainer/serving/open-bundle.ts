// A bundle's files opened in onnxruntime-web and put to the proof, as the worker does it: shapes, then the probes. For
// deploy, which trusts no bundle, and for the gate, which ranks with candidate and champion alike.

import { BUNDLE_FILES, type BundleItem, type Manifest, parseItems } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { runProbes } from '@curatornet/shared/probes.ts';
import { decodeSafetensors, float32 } from '@curatornet/shared/safetensors.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { BundleFolder } from './bundle-folder.ts';
import { openTowers, type RuntimeTowers } from './onnxruntime.ts';

export interface OpenBundle {
  manifest: Manifest;
  items: BundleItem[];
  /** The vectors of the bundle's items, in their order. */
  table: ItemTable;
  towers: RuntimeTowers;
}

/** @throws InputError where a file is not what it should be, or a probe comes to something else */
export async function openBundle({ manifest, files }: BundleFolder): Promise<OpenBundle> {
  const { items: rows, dimensions, features } = manifest.model;
  const items = parseItems(files.get(BUNDLE_FILES.items)!, rows);
  const { tensors } = decodeSafetensors(files.get(BUNDLE_FILES.vectors)!, BUNDLE_FILES.vectors);
  const { values } = float32(tensors, 'vectors', [rows, dimensions], BUNDLE_FILES.vectors);
  const table = new ItemTable(kernel, values, rows, dimensions);
  const towers = await openTowers(files.get(BUNDLE_FILES.itemTower)!, files.get(BUNDLE_FILES.userTower)!).catch(
    (cause) => {
      throw new InputError('malformed', 'onnxruntime cannot open its towers', { where: manifest.version, cause });
    },
  );
  const bundle = { manifest, items, table, towers };
  try {
    await runProbes(manifest.probes, table, new Map(items.map(({ id }, row) => [id, row])), towers.user);
    await tryItemTower(towers, features, dimensions);
  } catch (error) {
    await towers.release();
    throw error;
  }
  return bundle;
}

async function tryItemTower(towers: RuntimeTowers, features: number, dimensions: number): Promise<void> {
  const where = BUNDLE_FILES.itemTower;
  const vector = await towers.items(new Float32Array(features), 1).catch((cause) => {
    throw new InputError('mismatch', `it does not take ${features} features`, { where, cause });
  });
  if (vector.length !== dimensions || !vector.every(Number.isFinite))
    throw new InputError('mismatch', `it does not make vectors of ${dimensions} numbers`, { where });
}
