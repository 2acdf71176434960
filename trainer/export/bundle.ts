// Writes the model bundle: towers, item table, metadata for rails, and the manifest with digests and probes.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BUNDLE_FILES,
  BUNDLE_FORMAT,
  type BundleItem,
  type Encoder,
  EVALUATED_FILES,
  type EvaluationRow,
  MANIFEST,
  type Manifest,
  PART_ITEMS,
  type PartedFile,
  type Probe,
  partFile,
  partOf,
  SALES,
  sha256Hex,
  versionOf,
} from '@curatornet/shared/bundle.ts';
import { exclude, topK } from '@curatornet/shared/ranking.ts';
import { ArtistSales } from '@curatornet/shared/sales.ts';
import { encode } from '@curatornet/shared/scoring/planes.ts';
import { type KeyPair, sign } from '@curatornet/shared/signature.ts';
import { writePlanes } from '@curatornet/shared/vectors-file.ts';
import type { DatasetItem } from '../dataset/dataset.ts';
import { makeFolderAtomically } from '../files.ts';
import type { ServedCuratorNet } from '../serving/served.ts';

export interface BundleSource {
  served: ServedCuratorNet;
  /** The evaluated model, if `served` is the result of a final fit. */
  evaluated?: ServedCuratorNet;
  /** With the sizes of their pictures, if known. */
  items: readonly (DatasetItem & { width?: number; height?: number })[];
  /** The number of users who have each item, by row. */
  sales: ArrayLike<number>;
  /** The visual cluster of each item, by row; null without clusters. */
  clusters: ArrayLike<number> | null;
  features: number;
  /** The encoder of the features, if it is known. */
  encoder?: Encoder;
  probes: readonly (readonly number[])[];
  metrics: EvaluationRow[];
  madeFrom: Manifest['madeFrom'];
  /** Signs the manifest; optional. */
  keys?: KeyPair;
  /** The number of items beyond which the bundle is in parts, and of a part on average. */
  partItems?: number;
}

/** The number of top items that a probe records. */
const PROBE_TOP = 10;

/** Writes the bundle to `folder` atomically, and replaces an older one. */
export async function writeBundle(folder: string, source: BundleSource): Promise<Manifest> {
  const { served, items } = source;
  const dimensions = served.table.dimensions;
  const parts = partsOf(source);
  const probes: Probe[] = [];
  for (const history of source.probes) {
    const user = await served.user(history);
    const scores = served.table.score(user);
    exclude(scores, history);
    const top = topK(scores, PROBE_TOP).map((row) => ({ id: items[row].id, score: scores[row] }));
    probes.push({ history: history.map((row) => items[row].id), user: [...user], top });
  }
  let manifest: Manifest | undefined;
  await makeFolderAtomically(
    folder,
    async (temp) => {
      const files: Record<string, { bytes: number; sha256: string }> = {};
      for (const [name, bytes] of contents(source, parts)) {
        files[name] = { bytes: bytes.byteLength, sha256: await sha256Hex(bytes) };
        await writeFile(join(temp, name), bytes);
      }
      const sizes = parts.map(({ length }) => length);
      const unsigned: Manifest = {
        format: BUNDLE_FORMAT,
        version: await versionOf(files as Manifest['files']),
        createdAt: new Date().toISOString(),
        model: {
          name: served.name,
          items: items.length,
          features: source.features,
          dimensions,
          vectors: 'int8',
          ...(parts.length > 1 && { parts: sizes }),
        },
        encoder: source.encoder,
        madeFrom: source.madeFrom,
        metrics: source.metrics,
        files: files as Manifest['files'],
        probes,
      };
      manifest = source.keys ? await sign(unsigned, source.keys) : unsigned;
      await writeFile(join(temp, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    },
    { force: true, marker: MANIFEST },
  );
  return manifest!;
}

/** The rows of each part, in the order of the items. */
function partsOf({ items, partItems = PART_ITEMS }: BundleSource): number[][] {
  const count = Math.ceil(items.length / partItems);
  const parts = Array.from({ length: count }, (): number[] => []);
  for (const [row, { id }] of items.entries()) parts[partOf(id, count)].push(row);
  return parts;
}

/** The files of the bundle, one after another, so that only one is in memory. */
function* contents(source: BundleSource, parts: readonly number[][]): Generator<[name: string, bytes: Uint8Array]> {
  const { served, evaluated, items, sales, clusters } = source;
  const shownItem = (row: number): BundleItem => ({ ...items[row], cluster: clusters?.[row], sales: sales[row] });
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  yield* modelFiles(BUNDLE_FILES, served, parts);
  for (const [part, rows] of parts.entries()) yield [partFile(BUNDLE_FILES.items, part), json(rows.map(shownItem))];
  if (parts.length > 1) {
    const sold = items.map(({ artist }, row) => ({ artist, sales: sales[row] }));
    yield [SALES, ArtistSales.count(sold).encode()];
  }
  if (evaluated) yield* modelFiles(EVALUATED_FILES, evaluated, parts);
}

function* modelFiles(
  names: typeof EVALUATED_FILES | typeof BUNDLE_FILES,
  { userTower, itemTower, table }: ServedCuratorNet,
  parts: readonly number[][],
): Generator<[name: string, bytes: Uint8Array]> {
  yield [names.userTower, userTower];
  yield [names.itemTower, itemTower];
  const name: PartedFile = names.vectors;
  for (const [part, rows] of parts.entries())
    yield [partFile(name, part), writePlanes(encode(table.gather(rows), rows.length))];
}
