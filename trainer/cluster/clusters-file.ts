// clusters.json of a run folder: the visual cluster of each item. `curatornet cluster` writes it; sampling, export
// and report read it.
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';
import { readJsonFile } from '../json-file.ts';

export const CLUSTERS = 'clusters.json';
const FORMAT = 1;

const count = z.int().nonnegative();
const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** Fingerprint of the clustered dataset. */
  dataset: z.string(),
  seed: count,
  k: count,
  /** Principal components used for clustering, and their share of the variance. */
  dimensions: count,
  explainedVariance: z.number(),
  /** All runs of k-means; the labels are those of the run with the highest silhouette. */
  runs: z.array(z.strictObject({ inertia: z.number(), silhouette: z.number(), iterations: count })),
  silhouette: z.number(),
  /** The cluster of each item, 0..k-1, in row order of the dataset. */
  labels: z.array(count),
  /** The position of each item on the map, [x, y]. */
  map: z.array(z.tuple([z.number(), z.number()])),
});
export type Clusters = Omit<z.infer<typeof schema>, 'format'>;
/** Clusters with a place on the map for each item, wherever the clusters are from. */
export type MappedClusters = Pick<Clusters, 'k' | 'labels' | 'map'>;

/** Writes the file atomically into an existing folder. */
export const writeClusters = (run: string, clusters: Clusters): Promise<void> =>
  writeFileAtomically(join(run, CLUSTERS), `${JSON.stringify({ format: FORMAT, ...clusters })}\n`);

/**
 * Reads and validates the file.
 * @throws InputError `missing`; `malformed`; `mismatch` for clusters of another dataset
 */
export async function readClusters(run: string, { fingerprint, items }: Clustered): Promise<Clusters> {
  const where = join(run, CLUSTERS);
  const how = `cluster first: curatornet cluster --data DIR --run ${run}`;
  const clusters = await readJsonFile(where, schema, how);
  const { dataset, labels, map, k } = clusters;
  if (dataset !== fingerprint) throw new InputError('mismatch', 'has the clusters of another dataset', { where, how });
  if (labels.length !== items.length || map.length !== items.length || labels.some((label) => label >= k))
    throw new InputError('malformed', 'has labels that do not match the items of the dataset', { where, how });
  return clusters;
}

/** The part of a dataset that identifies whether clusters belong to it. */
export interface Clustered {
  fingerprint: string;
  items: readonly unknown[];
}

/** Whether a run folder has a valid clusters file for this dataset. */
export const hasClusters = (run: string, dataset: Clustered): Promise<boolean> =>
  readClusters(run, dataset).then(
    () => true,
    () => false,
  );
