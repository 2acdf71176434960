// clusters.json of a run folder: which visual cluster each item is in. `curatornet cluster` writes it; sampling,
// export and report read it.
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';
import { readJson } from '../json-file.ts';

export const CLUSTERS = 'clusters.json';
const FORMAT = 1;

const count = z.int().nonnegative();
const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** Fingerprint of the dataset whose items these are. */
  dataset: z.string(),
  seed: count,
  k: count,
  /** Principal components in which items were compared, and the share of the variance that they have together. */
  dimensions: count,
  explainedVariance: z.number(),
  /** All runs of k-means; the labels are those of the one with the highest silhouette. */
  runs: z.array(z.strictObject({ inertia: z.number(), silhouette: z.number(), iterations: count })),
  silhouette: z.number(),
  /** The cluster of each item, 0..k-1, in the dataset's row order. */
  labels: z.array(count),
  /** Its place on the map, [x, y]. */
  map: z.array(z.tuple([z.number(), z.number()])),
});
export type Clusters = Omit<z.infer<typeof schema>, 'format'>;
/** Clusters with a place on the map for each item, wherever the clusters are from. */
export type MappedClusters = Pick<Clusters, 'k' | 'labels' | 'map'>;

/** Writes the file into a folder that exists. A reader sees the old one or the new, never a part. */
export const writeClusters = (run: string, clusters: Clusters): Promise<void> =>
  writeFileAtomically(join(run, CLUSTERS), `${JSON.stringify({ format: FORMAT, ...clusters })}\n`);

/**
 * Reads and checks the file.
 * @throws InputError `missing`; `malformed`; `mismatch` where it is of another dataset
 */
export async function readClusters(run: string, { fingerprint, items }: Clustered): Promise<Clusters> {
  const where = join(run, CLUSTERS);
  const how = `cluster first: curatornet cluster --data DIR --run ${run}`;
  const clusters = await readJson(where, schema, how);
  const { dataset, labels, map, k } = clusters;
  if (dataset !== fingerprint) throw new InputError('mismatch', 'it is of another dataset', { where, how });
  if (labels.length !== items.length || map.length !== items.length || labels.some((label) => label >= k))
    throw new InputError('malformed', 'its labels do not fit the items of its dataset', { where, how });
  return clusters;
}

/** What has to be known of a dataset to tell whether clusters are its own. */
export interface Clustered {
  fingerprint: string;
  items: readonly unknown[];
}

/** Whether a run folder has clusters of this dataset that can be read. */
export const hasClusters = (run: string, dataset: Clustered): Promise<boolean> =>
  readClusters(run, dataset).then(
    () => true,
    () => false,
  );
