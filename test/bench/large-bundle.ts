// A synthetic bundle of any size in parts, made without training, a part at a time.
import {
  BUNDLE_FILES,
  type BundleItem,
  MANIFEST,
  type Manifest,
  PART_ITEMS,
  type Probe,
  partFile,
  partOf,
  SALES,
  sha256Hex,
  versionOf,
} from '../../shared/bundle.ts';
import { USER_TOWER } from '../../shared/open-bundle.ts';
import { topK } from '../../shared/ranking.ts';
import { ArtistSales } from '../../shared/sales.ts';
import { kernel } from '../../shared/scoring/node.ts';
import { ItemTable } from '../../shared/scoring/table.ts';
import { writePlanes } from '../../shared/vectors-file.ts';
import { openNodeTower } from '../../trainer/serving/onnxruntime.ts';
import { makeBundle, random } from '../fixtures/bundle.ts';
import { SIZES } from './sizes.ts';

const ARTISTS = 50_000;
const HISTORY = 5;
const TOP = 10;

export interface LargeBundle {
  version: string;
  /** All files by name, including the manifest. */
  files: Map<string, Uint8Array>;
  /** Ids of a history. */
  history: string[];
}

export async function makeLargeBundle(count: number): Promise<LargeBundle> {
  const { dimensions, hidden } = SIZES;
  // Of a small bundle its towers.
  const small = await makeBundle({ items: 30, dimensions, hidden });
  const next = random(7);
  const parts = Math.ceil(count / PART_ITEMS);
  const inPart = Array.from({ length: parts }, (): number[] => []);
  for (let i = 0; i < count; i++) inPart[partOf(`item-${i}`, parts)].push(i);

  const files = new Map<string, Uint8Array>();
  const digests: Record<string, { bytes: number; sha256: string }> = {};
  const put = async (name: string, bytes: Uint8Array) => {
    digests[name] = { bytes: bytes.byteLength, sha256: await sha256Hex(bytes) };
    files.set(name, bytes);
  };
  for (const name of [BUNDLE_FILES.userTower, BUNDLE_FILES.itemTower]) await put(name, small.files[name]);
  const where = BUNDLE_FILES.userTower;
  const tower = await openNodeTower(small.files[where], { ...USER_TOWER, where });

  const history = inPart[0].slice(0, HISTORY).map((i) => `item-${i}`);
  let user: Float32Array | undefined;
  let top: Probe['top'] = [];
  const sold: { artist?: string; sales: number }[] = [];
  for (const [nth, rows] of inPart.entries()) {
    const vectors = new Float32Array(rows.length * dimensions);
    for (let i = 0; i < vectors.length; i++) vectors[i] = next() - 0.5;
    const items = rows.map(itemOf);
    for (const { artist, sales } of items) sold.push({ artist, sales });
    const table = new ItemTable(kernel, vectors, rows.length, dimensions);
    await put(partFile(BUNDLE_FILES.vectors, nth), writePlanes(table.planes()));
    await put(partFile(BUNDLE_FILES.items, nth), new TextEncoder().encode(JSON.stringify(items)));
    user ??= (await tower(table.gather([...Array(HISTORY).keys()]), HISTORY)).slice();
    const scores = table.score(user);
    if (nth === 0) scores.fill(Number.NEGATIVE_INFINITY, 0, HISTORY);
    const best = topK(scores, TOP).map((row) => ({ id: items[row].id, score: scores[row] }));
    top = [...top, ...best].sort((a, b) => b.score - a.score).slice(0, TOP);
  }
  await tower.release();
  if (parts > 1) await put(SALES, ArtistSales.count(sold).encode());

  const listed = digests as Manifest['files'];
  const version = await versionOf(listed);
  const manifest: Manifest = {
    ...small.manifest,
    version,
    model: {
      ...small.manifest.model,
      items: count,
      ...(parts > 1 && { parts: inPart.map(({ length }) => length) }),
    },
    files: listed,
    probes: [{ history, user: [...user!], top }],
  };
  files.set(MANIFEST, new TextEncoder().encode(JSON.stringify(manifest)));
  return { version, files, history };
}

const itemOf = (i: number): BundleItem => ({
  id: `item-${i}`,
  title: `Picture ${i}`,
  artist: `Artist ${(i * 7919) % ARTISTS}`,
  image: `pictures/${i}.webp`,
  price: 20 + (i % 500),
  currency: 'EUR',
  uploadedAt: 1_700_000_000 + ((i * 7877) % 10_000_000),
  unique: true,
  cluster: i % 100,
  sales: i % 3,
});
