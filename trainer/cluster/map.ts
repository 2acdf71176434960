// A map of the catalogue: each item a place in the plane, alike items near each other.
import { UMAP } from 'umap-js';
import type { Random } from '../random.ts';

/** Items that count as an item's neighbours: UMAP's own default. */
const NEIGHBOURS = 15;
/** Below this many items a neighbourhood is no local thing, and the first two components are the map. */
const FEWEST = 5;

/**
 * UMAP of points [n, dimensions] in two dimensions: [x, y] of each.
 * McInnes, Healy and Melville, UMAP, 2018, arXiv:1802.03426.
 * @param onProgress called with the share that is done
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

/** Euclidean, as umap-js has it, at the speed of an indexed loop. */
function distance(x: number[], y: number[]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return Math.sqrt(sum);
}

/** A map needs no more than four digits after the point. */
const round = (value: number) => Math.round(value * 1e4) / 1e4;
