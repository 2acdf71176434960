// Opens a bundle as a model that runs, and verifies digests, items, vectors, towers and probes. The worker, `curatornet
// deploy` and its gate all open bundles here; each brings the files and its own ONNX Runtime.
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
import { type ProbedTable, runProbes } from './probes.ts';
import { Float32Table } from './scoring/float32-table.ts';
import { ItemTable } from './scoring/table.ts';
import { readVectors } from './vectors-file.ts';

/**
 * The user tower maps the item vectors of a history, float32 [n, d] with n >= 1, to a user vector [d]. The item tower maps
 * features [n, f] to item vectors [n, d].
 */
export interface Tower {
  (rows: Float32Array, n: number): Promise<Float32Array>;
  /** Frees the memory of the weights. The tower cannot be called afterwards. */
  release(): Promise<void>;
}

/** The names of a tower's input and output. */
export const USER_TOWER = { input: 'history', output: 'user' } as const;
export const ITEM_TOWER = { input: 'features', output: 'vectors' } as const;

/** A tower's file, and the names of its input and output. */
export type TowerShape = (typeof USER_TOWER | typeof ITEM_TOWER) & { where: string };

/**
 * @param bytes an ONNX file with a verified digest: ONNX Runtime itself does not detect a flipped bit
 * @throws InputError `malformed` if it is not a model, `mismatch` if its input or output has another name
 */
export type OpenTower = (bytes: Uint8Array, shape: TowerShape) => Promise<Tower>;

/** What the platform provides. */
export interface Runtime {
  /** The module of score.wasm. */
  kernel: WebAssembly.Module;
  openTower: OpenTower;
  /** The capacity of the table, if items are added later; by default the number of rows. */
  capacityFor?: (rows: number) => number;
}

export interface OpenedBundle {
  manifest: Manifest;
  items: BundleItem[];
  /** The rows of invalid items, and why: see readItems. */
  unusable: ReadonlyMap<number, string>;
  /** The item vectors, in the order of the items. */
  table: ItemTable;
  userTower: Tower;
}

/**
 * Opens a bundle, except for the item tower: `openItemTower` opens it when needed.
 * @param files the files of the manifest, by name
 * @throws InputError if a file does not match the manifest, or the results of a probe differ
 */
export async function openBundle(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  { kernel, openTower, capacityFor = (rows) => rows }: Runtime,
): Promise<OpenedBundle> {
  const { userTower: towerFile, vectors, items: itemFile } = BUNDLE_FILES;
  const [towerBytes, vectorBytes, itemBytes] = await Promise.all(
    [towerFile, vectors, itemFile].map((name) => verified(manifest, files, name)),
  );
  const { items, unusable } = readItems(itemBytes, manifest.model.items);
  const nameOf = (row: number) => `item ${items[row].id}`;
  const { table, probed } = openTable(manifest, vectorBytes, vectors, kernel, capacityFor, nameOf);
  const userTower = await openTower(towerBytes, { ...USER_TOWER, where: towerFile });
  const rowOf = new Map(items.map(({ id }, row) => [id, row]));
  return releasingOnError(userTower, async () => {
    await runProbes(manifest.probes, probed, rowOf, userTower).catch((error) => {
      // Report the invalid item if that is why the probe failed.
      for (const what of unusable.values()) throw new InputError('malformed', what, { where: itemFile, cause: error });
      throw error;
    });
    return { manifest, items, unusable, table, userTower };
  });
}

/**
 * Opens the evaluated model: see EVALUATED_FILES.
 * @throws InputError if a file does not match the manifest
 */
export async function openEvaluatedModel(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  { kernel, openTower }: Runtime,
): Promise<{ table: ItemTable; itemTower: Tower; userTower: Tower }> {
  const { userTower: towerFile, itemTower: itemTowerFile, vectors } = EVALUATED_FILES;
  const { table } = openTable(manifest, await verified(manifest, files, vectors), vectors, kernel, (rows) => rows);
  const userTower = await openTower(await verified(manifest, files, towerFile), { ...USER_TOWER, where: towerFile });
  return releasingOnError(userTower, async () => {
    const itemTower = await openItemTower(manifest, fileOf(files, itemTowerFile), openTower, itemTowerFile);
    return { table, itemTower, userTower };
  });
}

/**
 * Opens the item tower and tries it on two items: features of all zeros and of all ones.
 * @param bytes the file, which is verified here
 * @throws InputError if it is not the tower that the manifest describes
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
  return releasingOnError(tower, async () => {
    const vectors = await tower(new Float32Array(2 * features).fill(1, features), 2).catch((cause) => {
      throw new InputError('mismatch', `it does not accept ${features} features`, { where, cause });
    });
    if (vectors.length !== 2 * dimensions)
      throw new InputError('mismatch', `its vectors have ${vectors.length / 2} numbers, not ${dimensions}`, { where });
    if (!vectors.every(Number.isFinite))
      throw new InputError('invalid', 'its vectors have numbers that are not finite', { where });
    return tower;
  });
}

/** @throws InputError `missing` */
export function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (!bytes) throw new InputError('missing', 'not found: the bundle must contain this file', { where: name });
  return bytes;
}

/** Returns a file after checking its digest against the manifest. */
async function verified(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  name: BundleFile,
): Promise<Uint8Array> {
  const bytes = fileOf(files, name);
  await verifyFile(manifest, name, bytes);
  return bytes;
}

/**
 * Opens the item table. Vectors of an older bundle are encoded, and its probes, which the trainer recorded for float32,
 * run on a table of float32.
 * @throws InputError if the vectors have the wrong shape or an invalid value
 */
function openTable(
  { model: { items, dimensions, vectors: encoding = 'float32' } }: Manifest,
  bytes: Uint8Array,
  where: BundleFile,
  kernel: WebAssembly.Module,
  capacityFor: (rows: number) => number,
  nameOf: (row: number) => string = (row) => `row ${row}`,
): { table: ItemTable; probed: ProbedTable } {
  const vectors = readVectors(bytes, { items, dimensions, encoding, nameOf }, where);
  const table = new ItemTable(kernel, vectors, items, dimensions, capacityFor(items));
  const probed = vectors instanceof Float32Array ? new Float32Table(kernel, vectors, items, dimensions) : table;
  return { table, probed };
}

/** Runs `check`, and releases the tower if it throws. */
async function releasingOnError<T>(tower: Tower, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    await tower.release();
    throw error;
  }
}
