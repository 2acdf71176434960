// A 2-D map of the catalogue: similar items are near each other.
import { UMAP } from 'umap-js';
import type { Random } from '../random.ts';

/** Number of neighbours per item: UMAP's default. */
const NEIGHBOURS = 15;
/** With fewer items UMAP is not applicable; the map is then the first two components. */
const FEWEST = 5;

/**
 * UMAP of points [n, dimensions] in two dimensions: [x, y] of each.
 * McInnes, Healy and Melville, UMAP, 2018, arXiv:1802.03426.
 * @param onProgress called with the finished share
 */
export function mapPoints(
  values: Float32Array,
  dimensions: number,
  random: Random,
  onProgress: (done: number) => void = () => {},
): [number, number][] {
  const n = values.length / dimensions;
  const points = Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * dimensions, (i + 1) * dimensions)));
  if (n < FEWEST) return points.map(([x, y = 0]) => [x, y]);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(NEIGHBOURS, n - 1),
    random: () => random.uniform(),
    distanceFn: distance,
  });
  const epochs = umap.initializeFit(points);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    onProgress(epoch / epochs);
  }
  return umap.getEmbedding().map(([x, y]) => [round(x), round(y)]);
}

/** Euclidean distance with an indexed loop, faster than umap-js's own. */
function distance(x: number[], y: number[]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return Math.sqrt(sum);
}

/** Rounds to four decimals, enough for a map. */
const round = (value: number) => Math.round(value * 1e4) / 1e4;
