// A bundle's files -> a model that runs, proved: digests, items, table, towers, probes. The worker, `curatornet deploy` and
// its gate all open bundles here; each brings the files and its own ONNX Runtime.
import {
  BUNDLE_FILES,
  type BundleFile,
  type BundleItem,
  EVALUATED_FILES,
  type Manifest,
  readItems,
  verifyFile,
} from './bundle.ts';
import { InputError } from './errors.ts';
import { runProbes } from './probes.ts';
import { decodeSafetensors, float32 } from './safetensors.ts';
import { ItemTable } from './scoring/table.ts';

/**
 * The user tower makes a user's vector [d] out of the vectors of a history, float32 [n, d] with n >= 1; the item tower
 * makes vectors [n, d] out of features [n, f].
 */
export interface Tower {
  (rows: Float32Array, n: number): Promise<Float32Array>;
  /** Gives the weights' memory back; the tower cannot be called afterwards. */
  release(): Promise<void>;
}

/** What a tower's one input and one output are called. */
export const USER_TOWER = { input: 'history', output: 'user' } as const;
export const ITEM_TOWER = { input: 'features', output: 'vectors' } as const;

/** A tower's file, and the names of its input and output. */
export type TowerShape = (typeof USER_TOWER | typeof ITEM_TOWER) & { where: string };

/**
 * @param bytes an ONNX file whose digest was verified: ONNX Runtime itself does not notice a flipped bit
 * @throws InputError `malformed` where it is not a model, `mismatch` where its input or output has another name
 */
export type OpenTower = (bytes: Uint8Array, shape: TowerShape) => Promise<Tower>;

/** What a platform brings. */
export interface Runtime {
  /** The module of score.wasm. */
  kernel: WebAssembly.Module;
  openTower: OpenTower;
  /** How many rows the table has room for, where items are added later; by default those of the bundle. */
  capacityFor?: (rows: number) => number;
}

export interface OpenBundle {
  manifest: Manifest;
  items: BundleItem[];
  /** Rows of items that this version of the program cannot show, and why: readItems. */
  unfit: ReadonlyMap<number, string>;
  /** The vectors of the items, in their order. */
  table: ItemTable;
  userTower: Tower;
}

/**
 * Opens all of a bundle but the item tower, which `openItemTower` opens when it is needed.
 * @param files those of the manifest, by name
 * @throws InputError where a file is not what the manifest says, or a probe comes to something else
 */
export async function openBundle(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  { kernel, openTower, capacityFor = (rows) => rows }: Runtime,
): Promise<OpenBundle> {
  const { userTower: towerFile, vectors, items: itemFile } = BUNDLE_FILES;
  const [towerBytes, vectorBytes, itemBytes] = await Promise.all(
    [towerFile, vectors, itemFile].map((name) => verified(manifest, files, name)),
  );
  const { items, unfit } = readItems(itemBytes, manifest.model.items);
  const table = openTable(manifest, vectorBytes, vectors, kernel, capacityFor, (row) => `item ${items[row].id}`);
  const userTower = await openTower(towerBytes, { ...USER_TOWER, where: towerFile });
  const rowOf = new Map(items.map(({ id }, row) => [id, row]));
  return proved(userTower, async () => {
    await runProbes(manifest.probes, table, rowOf, userTower).catch((error) => {
      // A probe that names an item which cannot be used fails for that reason.
      for (const what of unfit.values()) throw new InputError('malformed', what, { where: itemFile, cause: error });
      throw error;
    });
    return { manifest, items, unfit, table, userTower };
  });
}

/**
 * Opens the evaluated model, which lies in a bundle beside the one that was fitted once more on all data.
 * @throws InputError where a file is not what the manifest says
 */
export async function openEvaluatedModel(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  { kernel, openTower }: Runtime,
): Promise<{ table: ItemTable; itemTower: Tower; userTower: Tower }> {
  const { userTower: towerFile, itemTower: itemTowerFile, vectors } = EVALUATED_FILES;
  const table = openTable(manifest, await verified(manifest, files, vectors), vectors, kernel, (rows) => rows);
  const userTower = await openTower(await verified(manifest, files, towerFile), { ...USER_TOWER, where: towerFile });
  return proved(userTower, async () => {
    const itemTower = await openItemTower(manifest, fileOf(files, itemTowerFile), openTower, itemTowerFile);
    return { table, itemTower, userTower };
  });
}

/**
 * Opens the item tower, and sends two items through it: features that are all zeros and all ones.
 * @param bytes of its file; verified here
 * @throws InputError where it is not the tower that the manifest describes
 */
export async function openItemTower(
  manifest: Manifest,
  bytes: Uint8Array,
  openTower: OpenTower,
  where: BundleFile = BUNDLE_FILES.itemTower,
): Promise<Tower> {
  await verifyFile(manifest, where, bytes);
  const { features, dimensions } = manifest.model;
  const tower = await openTower(bytes, { ...ITEM_TOWER, where });
  return proved(tower, async () => {
    const vectors = await tower(new Float32Array(2 * features).fill(1, features), 2).catch((cause) => {
      throw new InputError('mismatch', `it does not take ${features} features`, { where, cause });
    });
    if (vectors.length !== 2 * dimensions)
      throw new InputError('mismatch', `its vectors have ${vectors.length / 2} numbers, not ${dimensions}`, { where });
    if (!vectors.every(Number.isFinite))
      throw new InputError('invalid', 'it makes vectors with numbers that are not finite', { where });
    return tower;
  });
}

/** @throws InputError `missing` */
export function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (!bytes) throw new InputError('missing', 'the bundle does not have this file', { where: name });
  return bytes;
}

/** A file whose digest is the one in the manifest. */
async function verified(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  name: BundleFile,
): Promise<Uint8Array> {
  const bytes = fileOf(files, name);
  await verifyFile(manifest, name, bytes);
  return bytes;
}

/** @throws InputError where the vectors have another shape, or a number that is not finite */
function openTable(
  { model: { items, dimensions } }: Manifest,
  bytes: Uint8Array,
  where: BundleFile,
  kernel: WebAssembly.Module,
  capacityFor: (rows: number) => number,
  nameOf: (row: number) => string = (row) => `row ${row}`,
): ItemTable {
  const { tensors } = decodeSafetensors(bytes, where);
  const { values } = float32(tensors, 'vectors', [items, dimensions], where);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new InputError(
      'invalid',
      `the vector of ${nameOf(Math.floor(wrong / dimensions))} has the number ${values[wrong]}`,
      {
        where,
      },
    );
  return new ItemTable(kernel, values, items, dimensions, capacityFor(items));
}

/** What `prove` comes to; where it throws, the tower is released. */
async function proved<T>(tower: Tower, prove: () => Promise<T>): Promise<T> {
  try {
    return await prove();
  } catch (error) {
    await tower.release();
    throw error;
  }
}
