// A bundle's files opened in onnxruntime-web and put to the proof, as the worker does it: shapes, then the probes. For
// deploy, which trusts no bundle, and for the gate, which ranks with candidate and champion alike.

import {
  BUNDLE_FILES,
  type BundleItem,
  EVALUATED_FILES,
  type Manifest,
  parseItems,
} from '@curatornet/shared/bundle.ts';
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
  files: BundleFolder['files'];
}

/** @throws InputError where a file is not what it should be, or a probe comes to something else */
export async function openBundle({ manifest, files }: BundleFolder): Promise<OpenBundle> {
  const items = parseItems(files.get(BUNDLE_FILES.items)!, manifest.model.items);
  const { table, towers } = await openModel({ manifest, files }, BUNDLE_FILES);
  try {
    await runProbes(manifest.probes, table, new Map(items.map(({ id }, row) => [id, row])), towers.user);
  } catch (error) {
    await towers.release();
    throw error;
  }
  return { manifest, items, table, towers, files };
}

/**
 * The bundle with its evaluated model, which has not learned from the hidden items, in place of the one that is served; the
 * bundle itself where the two are one. Whoever gets another one releases its towers.
 */
export async function openEvaluated(bundle: OpenBundle): Promise<OpenBundle> {
  if (bundle.manifest.files[EVALUATED_FILES.vectors] === undefined) return bundle;
  return { ...bundle, ...(await openModel(bundle, EVALUATED_FILES)) };
}

async function openModel(
  { manifest, files }: BundleFolder,
  names: Record<'userTower' | 'itemTower' | 'vectors', string>,
): Promise<Pick<OpenBundle, 'table' | 'towers'>> {
  const { items: rows, dimensions, features } = manifest.model;
  const { tensors } = decodeSafetensors(files.get(names.vectors)!, names.vectors);
  const { values } = float32(tensors, 'vectors', [rows, dimensions], names.vectors);
  const towers = await openTowers(files.get(names.itemTower)!, files.get(names.userTower)!).catch((cause) => {
    throw new InputError('malformed', 'onnxruntime cannot open its towers', { where: manifest.version, cause });
  });
  try {
    await tryItemTower(towers, features, dimensions, names.itemTower);
  } catch (error) {
    await towers.release();
    throw error;
  }
  return { table: new ItemTable(kernel, values, rows, dimensions), towers };
}

async function tryItemTower(towers: RuntimeTowers, features: number, dimensions: number, where: string): Promise<void> {
  const vector = await towers.items(new Float32Array(features), 1).catch((cause) => {
    throw new InputError('mismatch', `it does not take ${features} features`, { where, cause });
  });
  if (vector.length !== dimensions || !vector.every(Number.isFinite))
    throw new InputError('mismatch', `it does not make vectors of ${dimensions} numbers`, { where });
}
