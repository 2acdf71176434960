// A bundle's files -> a model that runs, proved: digests, items, table, towers, probes. The worker, `curatornet deploy` and
// its gate all open bundles here; each brings the files and its own ONNX Runtime.
import { BUNDLE_FILES, type BundleItem, type Manifest, parseItems, verifyFile } from './bundle.ts';
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
  const verified = async (name: keyof Manifest['files']) => {
    const bytes = fileOf(files, name);
    await verifyFile(manifest, name, bytes);
    return bytes;
  };
  const [towerBytes, vectorBytes, itemBytes] = await Promise.all(
    [BUNDLE_FILES.userTower, BUNDLE_FILES.vectors, BUNDLE_FILES.items].map(verified),
  );
  const { items: rows, dimensions } = manifest.model;
  const items = parseItems(itemBytes, rows);
  const { tensors } = decodeSafetensors(vectorBytes, BUNDLE_FILES.vectors);
  const { values } = float32(tensors, 'vectors', [rows, dimensions], BUNDLE_FILES.vectors);
  expectFinite(values, (at) => `the vector of item ${items[Math.floor(at / dimensions)].id}`);
  const table = new ItemTable(kernel, values, rows, dimensions, capacityFor(rows));
  const userTower = await openTower(towerBytes, { ...USER_TOWER, where: BUNDLE_FILES.userTower });
  const rowOf = new Map(items.map(({ id }, row) => [id, row]));
  return proved(userTower, async () => {
    await runProbes(manifest.probes, table, rowOf, userTower);
    return { manifest, items, table, userTower };
  });
}

/**
 * Opens the item tower, and sends two items through it: features that are all zeros and all ones.
 * @param bytes of its file; verified here
 * @throws InputError where it is not the tower that the manifest describes
 */
export async function openItemTower(manifest: Manifest, bytes: Uint8Array, openTower: OpenTower): Promise<Tower> {
  const where = BUNDLE_FILES.itemTower;
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

function expectFinite(values: Float32Array, nameOf: (at: number) => string): void {
  for (let at = 0; at < values.length; at++)
    if (!Number.isFinite(values[at]))
      throw new InputError('invalid', `${nameOf(at)} has the number ${values[at]}`, { where: BUNDLE_FILES.vectors });
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
