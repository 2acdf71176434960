// The visual clusters that `curatornet cluster` left in the run folder, where it did.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTERS, type Clustered, readClusters } from './clusters-file.ts';

/**
 * The cluster of each row.
 * @returns null where the run folder has no clusters
 * @throws InputError `malformed` for a file that is not what its name says, `mismatch` for one about another dataset
 */
export async function loadLabels(run: string, dataset: Clustered): Promise<Int32Array | null> {
  if (!existsSync(join(run, CLUSTERS))) return null;
  return Int32Array.from((await readClusters(run, dataset)).labels);
}
