// The step `cluster`: visual clusters of a dataset's items, and a map of them, into the run folder.
import { mkdir } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { clusterFeatures } from '../cluster/cluster.ts';
import { type Clusters, writeClusters } from '../cluster/clusters-file.ts';
import type { ClusterSettings } from '../cluster/settings.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { checkRunFolder } from '../run-folder.ts';

/** Clusters need two items. */
export const FEWEST_ITEMS = 2;

export interface ClusterOptions {
  run: string;
  dataset: Dataset;
  settings: ClusterSettings;
  seed: number;
}

/** Clusters on the backend in use. @throws InputError `invalid` where there are too few items */
export async function clusterItems({ run, dataset, settings, seed }: ClusterOptions): Promise<Clusters> {
  const { folder, items, features, featureSize, fingerprint } = dataset;
  checkRunFolder(run);
  if (items.length < FEWEST_ITEMS)
    throw new InputError('invalid', 'has one item, and clusters need two at least', { where: folder });
  const clusters = { dataset: fingerprint, ...clusterFeatures(features, featureSize, settings, seed) };
  await mkdir(run, { recursive: true });
  await writeClusters(run, clusters);
  return clusters;
}
