// A bundle opened in Node with both towers, proved as the worker proves it: for deploy, which trusts no bundle, and for the
// gate, which ranks with candidate and champion alike.
import { BUNDLE_FILES, type BundleItem, type Manifest } from '@curatornet/shared/bundle.ts';
import { fileOf, openItemTower, openBundle as openShared } from '@curatornet/shared/open-bundle.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { BundleFolder } from './bundle-folder.ts';
import { openTower, type RuntimeTowers, runtimeTowers } from './onnxruntime.ts';

export interface OpenBundle {
  manifest: Manifest;
  items: BundleItem[];
  /** The vectors of the bundle's items, in their order. */
  table: ItemTable;
  towers: RuntimeTowers;
}

/** @throws InputError where a file is not what the manifest says, or a probe comes to something else */
export async function openBundle({ manifest, files }: BundleFolder): Promise<OpenBundle> {
  const { userTower, ...opened } = await openShared(manifest, files, { kernel, openTower });
  try {
    const itemTower = await openItemTower(manifest, fileOf(files, BUNDLE_FILES.itemTower), openTower);
    return { ...opened, towers: runtimeTowers(itemTower, userTower) };
  } catch (error) {
    await userTower.release();
    throw error;
  }
}
