// The visual cluster of each item: what `curatornet cluster` left in the run folder, else what came with the dataset.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTERS, type Clustered, readClusters } from './clusters-file.ts';

/**
 * The cluster of each row; any numbers, where the dataset gives them.
 * @returns null where neither has clusters
 * @throws InputError `malformed` for a file that is not what its name says, `mismatch` for one about another dataset
 */
export async function loadLabels(
  run: string | undefined,
  dataset: Clustered & { clusters: Int32Array | null },
): Promise<Int32Array | null> {
  if (run === undefined || !existsSync(join(run, CLUSTERS))) return dataset.clusters;
  return Int32Array.from((await readClusters(run, dataset)).labels);
}
