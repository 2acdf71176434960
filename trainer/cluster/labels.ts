// Reads the visual cluster of each item: from clusters.json of the run folder if it exists, else from the dataset.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTERS, type Clustered, readClusters } from './clusters-file.ts';

/**
 * The cluster of each row. Labels of a dataset need not be consecutive.
 * @returns null if neither the run folder nor the dataset has clusters
 * @throws InputError `malformed` for an invalid file, `mismatch` for the clusters of another dataset
 */
export async function loadLabels(
  run: string | undefined,
  dataset: Clustered & { clusters: Int32Array | null },
): Promise<Int32Array | null> {
  if (run === undefined || !existsSync(join(run, CLUSTERS))) return dataset.clusters;
  return Int32Array.from((await readClusters(run, dataset)).labels);
}
