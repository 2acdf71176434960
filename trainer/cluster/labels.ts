// Reads the visual clusters that `curatornet cluster` wrote to the run folder, if it did.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTERS, type Clustered, readClusters } from './clusters-file.ts';

/**
 * The cluster of each row.
 * @returns null if the run folder has no clusters
 * @throws InputError `malformed` for an invalid file, `mismatch` for the clusters of another dataset
 */
export async function loadLabels(run: string, dataset: Clustered): Promise<Int32Array | null> {
  if (!existsSync(join(run, CLUSTERS))) return null;
  return Int32Array.from((await readClusters(run, dataset)).labels);
}
