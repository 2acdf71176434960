// Writes the model bundle: towers, item table, metadata for rails, and the manifest with digests and probes.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BUNDLE_FILES,
  BUNDLE_FORMAT,
  type BundleFile,
  type BundleItem,
  EVALUATED_FILES,
  type EvaluationRow,
  MANIFEST,
  type Manifest,
  type Probe,
  sha256Hex,
  versionOf,
} from '@curatornet/shared/bundle.ts';
import { exclude, topK } from '@curatornet/shared/ranking.ts';
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
  probes: readonly (readonly number[])[];
  metrics: EvaluationRow[];
  madeFrom: Manifest['madeFrom'];
  /** Signs the manifest; optional. */
  keys?: KeyPair;
}

/** The number of top items that a probe records. */
const PROBE_TOP = 10;

/** Writes the bundle to `folder` atomically, and replaces an older one. */
export async function writeBundle(folder: string, source: BundleSource): Promise<Manifest> {
  const { served, items } = source;
  const dimensions = served.table.dimensions;
  const shown = items.map(
    (item, row): BundleItem => ({ ...item, cluster: source.clusters?.[row], sales: source.sales[row] }),
  );
  const filesOf = (names: typeof EVALUATED_FILES | typeof BUNDLE_FILES, model: ServedCuratorNet) => ({
    [names.userTower]: model.userTower,
    [names.itemTower]: model.itemTower,
    [names.vectors]: writePlanes(model.table.planes()),
  });
  const contents: Partial<Record<BundleFile, Uint8Array>> = {
    ...filesOf(BUNDLE_FILES, served),
    [BUNDLE_FILES.items]: new TextEncoder().encode(JSON.stringify(shown)),
    ...(source.evaluated && filesOf(EVALUATED_FILES, source.evaluated)),
  };
  const files = {} as Manifest['files'];
  for (const [name, bytes] of Object.entries(contents))
    files[name as keyof typeof files] = { bytes: bytes.byteLength, sha256: await sha256Hex(bytes) };

  const probes: Probe[] = [];
  for (const history of source.probes) {
    const user = await served.user(history);
    const scores = served.table.score(user);
    exclude(scores, history);
    const top = topK(scores, PROBE_TOP).map((row) => ({ id: items[row].id, score: scores[row] }));
    probes.push({ history: history.map((row) => items[row].id), user: [...user], top });
  }
  const unsigned: Manifest = {
    format: BUNDLE_FORMAT,
    version: await versionOf(files),
    createdAt: new Date().toISOString(),
    model: { name: served.name, items: items.length, features: source.features, dimensions, vectors: 'int8' },
    madeFrom: source.madeFrom,
    metrics: source.metrics,
    files,
    probes,
  };
  const manifest = source.keys ? await sign(unsigned, source.keys) : unsigned;
  await makeFolderAtomically(
    folder,
    async (temp) => {
      for (const [name, bytes] of Object.entries(contents)) await writeFile(join(temp, name), bytes);
      await writeFile(join(temp, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    },
    { force: true, marker: MANIFEST },
  );
  return manifest;
}
