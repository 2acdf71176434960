// How well points fit their clusters: the silhouette, exactly, for many clusterings of the same points at once.
import type { PointSet } from './distances.ts';

/** Rows whose distances are known at a time, and rows that are summed side by side. */
const BLOCK = 128;
const LANES = 4;

/**
 * Mean silhouette of each labelling [n] with clusters 0..k-1, in [-1, 1].
 *
 * Of a point, with a = its mean distance to the others of its cluster and b = the least mean distance to the points of
 * another: (b - a) / max(a, b). A point alone in its cluster has 0, and so has every point where there is one cluster.
 * Distances are Euclidean, not squared. All pairs are visited once, whatever the number of labellings.
 * Rousseeuw, Silhouettes, Journal of Computational and Applied Mathematics 20 (1987).
 * @param onProgress called with the number of rows done
 */
export function silhouettes(
  points: PointSet,
  labellings: readonly { labels: Int32Array; k: number }[],
  onProgress: (done: number) => void = () => {},
): number[] {
  const { n } = points;
  const sizes = labellings.map(({ labels, k }) => {
    const counts = new Int32Array(k);
    for (const label of labels) counts[label]++;
    return counts;
  });
  const sums = new Float64Array(labellings.length);
  for (let from = 0; from < n; from += BLOCK) {
    const rows = Array.from({ length: Math.min(BLOCK, n - from) }, (_, i) => from + i);
    const distances = points.squaredDistances(rows);
    for (let i = 0; i < distances.length; i++) distances[i] = Math.sqrt(distances[i]);
    for (const [l, { labels, k }] of labellings.entries())
      for (let row = 0; row < rows.length; row += LANES) {
        const byCluster = sumByCluster(distances, row * n, n, labels, k);
        for (let lane = 0; lane < LANES && row + lane < rows.length; lane++)
          sums[l] += silhouetteOf(byCluster, lane, labels[from + row + lane], sizes[l]);
      }
    onProgress(from + rows.length);
  }
  return Array.from(sums, (sum) => sum / n);
}

/** Sums of the distances of up to four rows to each cluster, [k, LANES]. */
function sumByCluster(distances: Float32Array, at: number, n: number, labels: Int32Array, k: number): Float64Array {
  const sums = new Float64Array(k * LANES);
  // Beyond the last row there is nothing to read; what a lane sums there is not asked for.
  const [second, third, fourth] = [1, 2, 3].map((lane) => (at + lane * n < distances.length ? at + lane * n : at));
  for (let i = 0; i < n; i++) {
    const to = labels[i] * LANES;
    sums[to] += distances[at + i];
    sums[to + 1] += distances[second + i];
    sums[to + 2] += distances[third + i];
    sums[to + 3] += distances[fourth + i];
  }
  return sums;
}

function silhouetteOf(sums: Float64Array, lane: number, own: number, sizes: Int32Array): number {
  if (sizes[own] === 1) return 0;
  const a = sums[own * LANES + lane] / (sizes[own] - 1);
  let b = Number.POSITIVE_INFINITY;
  for (let c = 0; c < sizes.length; c++)
    if (c !== own && sizes[c] > 0) b = Math.min(b, sums[c * LANES + lane] / sizes[c]);
  const larger = Math.max(a, b);
  return larger === 0 || larger === Number.POSITIVE_INFINITY ? 0 : (b - a) / larger;
}
