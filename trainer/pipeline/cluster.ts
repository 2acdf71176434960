// The step `cluster`: computes visual clusters of a dataset's items and a map, and writes them to the run folder.
import { mkdir } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { about, operationsPerSecond } from '../algebra/speed.ts';
import { clusterFeatures } from '../cluster/cluster.ts';
import { type Clusters, writeClusters } from '../cluster/clusters-file.ts';
import type { ClusterSettings } from '../cluster/settings.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { say } from '../progress.ts';
import { checkRunFolder } from '../run-folder.ts';

/** The fewest items to cluster. */
export const FEWEST_ITEMS = 2;

export interface ClusterOptions {
  run: string;
  dataset: Dataset;
  settings: ClusterSettings;
  seed: number;
}

/** Clusters on the backend in use. @throws InputError `invalid` for too few items */
export async function clusterItems({ run, dataset, settings, seed }: ClusterOptions): Promise<Clusters> {
  const { folder, items, features, featureSize, fingerprint } = dataset;
  checkRunFolder(run);
  if (items.length < FEWEST_ITEMS)
    throw new InputError('invalid', 'has one item; clustering needs at least two', { where: folder });
  // The sums of squares and the projections dominate; the rest is bounded by the size of the sample.
  const operations = 2 * items.length * featureSize * (featureSize + settings.dimensions);
  say(`cluster  components take ${about(operations, await operationsPerSecond())} on this backend`);
  const clusters = { dataset: fingerprint, ...clusterFeatures(features, featureSize, settings, seed) };
  await mkdir(run, { recursive: true });
  await writeClusters(run, clusters);
  return clusters;
}
