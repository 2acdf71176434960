// Opens a bundle in Node with both towers and runs the same checks as the worker: for deploy, and for the gate, which ranks
// with candidate and champion.
import { BUNDLE_FILES, type BundleItem, EVALUATED_FILES, type Manifest } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { fileOf, openEvaluatedModel, openItemTower, openBundle as openShared } from '@curatornet/shared/open-bundle.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { BundleFolder } from './bundle-folder.ts';
import { openNodeTower, type RuntimeTowers, runtimeTowers } from './onnxruntime.ts';

export interface NodeBundle {
  manifest: Manifest;
  items: BundleItem[];
  /** The vectors of the bundle's items, in order. */
  table: ItemTable;
  towers: RuntimeTowers;
  files: BundleFolder['files'];
}

/** @throws InputError if a file does not match the manifest, or a probe gives another result */
export async function openNodeBundle({ manifest, files }: BundleFolder): Promise<NodeBundle> {
  const read = (name: string) => fileOf(files, name);
  const { userTower, unusable, ...opened } = await openShared(manifest, read, { kernel, openTower: openNodeTower });
  try {
    for (const what of unusable.values()) throw new InputError('malformed', what, { where: BUNDLE_FILES.items });
    const itemTower = await openItemTower(manifest, fileOf(files, BUNDLE_FILES.itemTower), openNodeTower);
    return { ...opened, towers: runtimeTowers(itemTower, userTower), files };
  } catch (error) {
    await userTower.release();
    throw error;
  }
}

/**
 * The bundle with its evaluated model, which has not learned from the hidden items, instead of the served one; the bundle
 * itself if they are the same. The caller releases the towers of a new one.
 */
export async function openEvaluated(bundle: NodeBundle): Promise<NodeBundle> {
  const { manifest, files } = bundle;
  if (manifest.files[EVALUATED_FILES.vectors] === undefined) return bundle;
  const { table, itemTower, userTower } = await openEvaluatedModel(manifest, (name) => fileOf(files, name), {
    kernel,
    openTower: openNodeTower,
  });
  return { ...bundle, table, towers: runtimeTowers(itemTower, userTower) };
}
