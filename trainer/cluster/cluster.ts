// Clusters items visually by their features: z-scores, principal components, several runs of k-means of which the one with
// the highest silhouette is kept, and a 2-D map. The paper's published code clusters in the same way. Of a large catalogue,
// k-means runs on a sample of the items, and every item joins the cluster with the nearest centre.

import { progress } from '../progress.ts';
import { Random } from '../random.ts';
import type { Clusters } from './clusters-file.ts';
import { componentsOf, type ItemComponents, sampleOf } from './components.ts';
import { holdPoints } from './distances.ts';
import { type Clustering, kMeans } from './k-means.ts';
import { mapItems } from './map.ts';
import { nearestOf } from './nearest.ts';
import type { ClusterSettings } from './settings.ts';
import { silhouettes } from './silhouette.ts';
import { chooseStarts } from './starts.ts';

/** Random streams of one seed: the map does not depend on the number of runs. */
export const STREAMS = { components: 1, starts: 2, map: 3, sample: 12 };

/** Of more items than this, k-means runs on a sample. */
const ALL = 20_000;
/** Items of the sample, and per cluster at least. */
const SAMPLE = 10_000;
const PER_CLUSTER = 20;

/**
 * Clusters features [items, size] on the tfjs backend in use. Deterministic for a seed and a backend. Returns fewer
 * clusters than asked if there are fewer distinct items.
 */
export function clusterFeatures(
  features: Float32Array,
  size: number,
  { clusters, dimensions: wanted, runs }: ClusterSettings,
  seed: number,
): Omit<Clusters, 'dataset'> {
  const random = (stream: keyof typeof STREAMS) => new Random(seed, STREAMS[stream]);
  const components = componentsOf(features, size, wanted, random('components'));
  const { items, dimensions, explainedVariance } = components;
  const most = items <= ALL ? items : Math.max(SAMPLE, PER_CLUSTER * clusters);
  const sample = sampleOf(items, most, random('sample'));
  const held = holdPoints(components.of(sample), dimensions);
  const found: Clustering[] = [];
  const means = progress('k-means', runs, 'runs');
  for (const starts of chooseStarts(held, Math.min(clusters, held.n), runs, random('starts'))) {
    found.push(kMeans(held, starts));
    means.update(found.length);
  }
  means.end(sample && `on a sample of ${held.n.toLocaleString('en')} items`);
  const pairs = progress('silhouette', held.n, 'items');
  const silhouette = silhouettes(held, found, (done) => pairs.update(done));
  const best = silhouette.indexOf(Math.max(...silhouette));
  pairs.end(`${Math.min(...silhouette).toFixed(4)} to ${silhouette[best].toFixed(4)}`);
  held.dispose();
  return {
    seed,
    k: found[best].k,
    dimensions,
    explainedVariance,
    runs: found.map(({ inertia, iterations }, run) => ({ inertia, silhouette: silhouette[run], iterations })),
    silhouette: silhouette[best],
    labels: Array.from(sample ? labelAll(components, found[best].centres) : found[best].labels),
    map: mapItems(components, random('map')),
  };
}

/** The cluster of every item: the one with the nearest centre. */
function labelAll({ items, dimensions, parts }: ItemComponents, centres: Float64Array): Int32Array {
  const labels = new Int32Array(items);
  const nearest = nearestOf(Float32Array.from(centres), dimensions);
  const bar = progress('clusters', items, 'items');
  for (const { from, to, points } of parts()) {
    nearest.find(points, 1, (point, [cluster]) => {
      labels[from + point] = cluster;
    });
    bar.update(to);
  }
  bar.end();
  nearest.dispose();
  return labels;
}
