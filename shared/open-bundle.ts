// Opens a bundle as a model that runs, and verifies digests, items, vectors, towers and probes. The worker, `curatornet
// deploy` and its gate all open bundles here; each brings the files and its own ONNX Runtime.
import {
  BUNDLE_FILES,
  type BundleFile,
  type BundleItem,
  EVALUATED_FILES,
  type Manifest,
  type PartedFile,
  partFile,
  partSizes,
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

/** Reads a file of the bundle. @throws InputError if it is missing */
export type ReadFile = (name: string) => Uint8Array | Promise<Uint8Array>;

/** The items of a bundle, or of consecutive parts of it. */
export interface OpenedItems {
  items: BundleItem[];
  /** The rows of invalid items, and why: see readItems. */
  unusable: ReadonlyMap<number, string>;
  /** The item vectors, in the order of the items. */
  table: ItemTable;
  /** What the manifest's probes run on: the table, or the vectors of an older bundle before they are encoded. */
  probed: ProbedTable;
}

export interface OpenedBundle extends OpenedItems {
  manifest: Manifest;
  userTower: Tower;
}

/**
 * Opens a bundle, except for the item tower: `openItemTower` opens it when needed.
 * @throws InputError if a file does not match the manifest, or the results of a probe differ
 */
export async function openBundle(
  manifest: Manifest,
  read: ReadFile,
  { kernel, openTower, capacityFor = (rows) => rows }: Runtime,
): Promise<OpenedBundle> {
  const where = BUNDLE_FILES.userTower;
  const [opened, towerBytes] = await Promise.all([
    openItems(manifest, read, { kernel, capacityFor }),
    verified(manifest, read, where),
  ]);
  const userTower = await openTower(towerBytes, { ...USER_TOWER, where });
  const { items, unusable, probed } = opened;
  const rowOf = new Map(items.map(({ id }, row) => [id, row]));
  return releasingOnError(userTower, async () => {
    await blamingItems(unusable, () => runProbes(manifest.probes, probed, rowOf, userTower));
    return { manifest, ...opened, userTower };
  });
}

/**
 * Opens the items of the parts `from` to `to`, by default all, part by part: besides the table one part is in memory.
 * @throws InputError if a file does not match the manifest
 */
export async function openItems(
  manifest: Manifest,
  read: ReadFile,
  { kernel, capacityFor = (rows) => rows }: Pick<Runtime, 'kernel' | 'capacityFor'>,
  { from, to } = { from: 0, to: partSizes(manifest).length },
): Promise<OpenedItems> {
  const sizes = partSizes(manifest);
  const items: BundleItem[] = [];
  const unusable = new Map<number, string>();
  const capacity = capacityFor(sizes.slice(from, to).reduce((sum, size) => sum + size, 0));
  const { table, probed } = await openTable(
    manifest,
    read,
    BUNDLE_FILES.vectors,
    { kernel, capacity },
    { from, to },
    async (part) => {
      const bytes = await verified(manifest, read, partFile(BUNDLE_FILES.items, part));
      const opened = readItems(bytes, sizes[part], { nth: part, of: sizes.length });
      for (const [row, why] of opened.unusable) unusable.set(items.length + row, why);
      for (const item of opened.items) items.push(item);
      return (row) => `item ${opened.items[row].id}`;
    },
  );
  return { items, unusable, table, probed };
}

/** Opens the user tower. @throws InputError if it does not match the manifest */
export async function openUserTower(manifest: Manifest, read: ReadFile, openTower: OpenTower): Promise<Tower> {
  const where = BUNDLE_FILES.userTower;
  return openTower(await verified(manifest, read, where), { ...USER_TOWER, where });
}

/** Runs a check that probes make. If it fails and an item is invalid, that is why. @throws InputError */
export async function blamingItems<T>(unusable: ReadonlyMap<number, string>, check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    for (const what of unusable.values()) throw new InputError('malformed', what, { where: BUNDLE_FILES.items, cause });
    throw cause;
  }
}

/**
 * Opens the evaluated model: see EVALUATED_FILES.
 * @throws InputError if a file does not match the manifest
 */
export async function openEvaluatedModel(
  manifest: Manifest,
  read: ReadFile,
  { kernel, openTower }: Runtime,
): Promise<{ table: ItemTable; itemTower: Tower; userTower: Tower }> {
  const { userTower: towerFile, itemTower: itemTowerFile, vectors } = EVALUATED_FILES;
  const parts = { from: 0, to: partSizes(manifest).length };
  const { table } = await openTable(manifest, read, vectors, { kernel, capacity: manifest.model.items }, parts);
  const userTower = await openTower(await verified(manifest, read, towerFile), { ...USER_TOWER, where: towerFile });
  return releasingOnError(userTower, async () => {
    const itemTower = await openItemTower(manifest, await read(itemTowerFile), openTower, itemTowerFile);
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

/** Reads a file and checks its digest against the manifest. */
async function verified(manifest: Manifest, read: ReadFile, name: string): Promise<Uint8Array> {
  const bytes = await read(name);
  await verifyFile(manifest, name, bytes);
  return bytes;
}

/**
 * Opens the vectors of consecutive parts. Those of an older bundle, which has one part, are encoded, and its probes, which the
 * trainer recorded for float32, run on a table of float32.
 * @param name the file of the first part
 * @param alongside runs for each part, while its vectors are read, and returns how messages name a row of it
 * @throws InputError if the vectors have the wrong shape or an invalid value
 */
async function openTable(
  manifest: Manifest,
  read: ReadFile,
  name: PartedFile,
  { kernel, capacity }: { kernel: WebAssembly.Module; capacity: number },
  { from, to }: { from: number; to: number },
  alongside: (part: number) => Promise<(row: number) => string> = async () => (row) => `row ${row}`,
): Promise<{ table: ItemTable; probed: ProbedTable }> {
  const { dimensions, vectors: encoding = 'float32' } = manifest.model;
  let table: ItemTable | undefined;
  let probed: ProbedTable | undefined;
  for (let part = from; part < to; part++) {
    const where = partFile(name, part);
    const items = partSizes(manifest)[part];
    const [bytes, nameOf] = await Promise.all([verified(manifest, read, where), alongside(part)]);
    const vectors = readVectors(bytes, { items, dimensions, encoding, nameOf }, where);
    if (table) table.append(vectors);
    else table = new ItemTable(kernel, vectors, items, dimensions, Math.max(capacity, items));
    if (vectors instanceof Float32Array) probed = new Float32Table(kernel, vectors, items, dimensions);
  }
  return { table: table!, probed: probed ?? table! };
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
