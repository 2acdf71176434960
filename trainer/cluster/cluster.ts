// Items into visual clusters, from their features: z-scores, principal components, k-means many times, the run with the
// highest silhouette, and a map of the items. The paper's published code clusters this way.

import { principalComponents } from '../algebra/pca.ts';
import { featureStatistics, standardise } from '../algebra/standardise.ts';
import { progress } from '../progress.ts';
import { Random } from '../random.ts';
import type { Clusters } from './clusters-file.ts';
import { holdPoints } from './distances.ts';
import { type Clustering, kMeans } from './k-means.ts';
import { mapPoints } from './map.ts';
import type { ClusterSettings } from './settings.ts';
import { silhouettes } from './silhouette.ts';
import { chooseStarts } from './starts.ts';

/** Independent sequences of one seed: the map does not change with the number of runs. */
export const STREAMS = { components: 1, starts: 2, map: 3 };

/** What items are compared by: the principal components of their z-scored features, [items, dimensions]. */
export function componentsOf(features: Float32Array, size: number, wanted: number, seed: number) {
  const items = features.length / size;
  const bar = progress('components', items, 'items');
  const scores = standardise(features, featureStatistics(features, size));
  const random = new Random(seed, STREAMS.components);
  const { points, dimensions, explained } = principalComponents(scores, size, wanted, random);
  // Rounding may add up to a little more than everything.
  const explainedVariance = Math.min(
    1,
    explained.reduce((a, b) => a + b, 0),
  );
  bar.end(`${dimensions} of ${size}, ${(100 * explainedVariance).toFixed(1)}% of the variance`);
  return { points, dimensions, explainedVariance };
}

/**
 * Clusters features [items, size] on the tfjs backend in force. The same seed gives the same clusters on one backend.
 * Where items are fewer than clusters, or many of them the same, there are fewer clusters.
 */
export function clusterFeatures(
  features: Float32Array,
  size: number,
  { clusters, dimensions: wanted, runs }: ClusterSettings,
  seed: number,
): Omit<Clusters, 'dataset'> {
  const random = (stream: keyof typeof STREAMS) => new Random(seed, STREAMS[stream]);
  const items = features.length / size;

  const { points, dimensions, explainedVariance } = componentsOf(features, size, wanted, seed);
  const held = holdPoints(points, dimensions);
  const found: Clustering[] = [];
  const means = progress('k-means', runs, 'runs');
  for (const starts of chooseStarts(held, Math.min(clusters, items), runs, random('starts'))) {
    found.push(kMeans(held, starts));
    means.update(found.length);
  }
  means.end();
  const pairs = progress('silhouette', items, 'items');
  const silhouette = silhouettes(held, found, (done) => pairs.update(done));
  const best = silhouette.indexOf(Math.max(...silhouette));
  pairs.end(`${Math.min(...silhouette).toFixed(4)} to ${silhouette[best].toFixed(4)}`);
  held.dispose();

  const plane = progress('map', items, 'items');
  const map = mapPoints(points, dimensions, random('map'), (share) => plane.update(share * items));
  plane.end();
  return {
    seed,
    k: found[best].k,
    dimensions,
    explainedVariance,
    runs: found.map(({ inertia, iterations }, run) => ({ inertia, silhouette: silhouette[run], iterations })),
    silhouette: silhouette[best],
    labels: Array.from(found[best].labels),
    map,
  };
}
