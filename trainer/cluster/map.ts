// A 2-D map of the catalogue: similar items are near each other.
import { UMAP } from 'umap-js';
import { progress } from '../progress.ts';
import type { Random } from '../random.ts';
import { type ItemComponents, sampleOf } from './components.ts';
import { nearestOf } from './nearest.ts';

/** Number of neighbours per item: UMAP's default. */
const NEIGHBOURS = 15;
/** With fewer items UMAP is not applicable; the map is then the first two components. */
const FEWEST = 5;

/** Of more items than this, UMAP places a sample, and each other item goes between the nearest ones of the sample. */
const SAMPLE = 20_000;
const PLACED = 6_000;
/** The neighbours whose mean position an item outside the sample gets. */
const BETWEEN = 3;

/** The place of every item on the map. */
export function mapItems(components: ItemComponents, random: Random): [number, number][] {
  const { items, dimensions } = components;
  const sample = items > SAMPLE ? sampleOf(items, PLACED, random) : undefined;
  const points = components.of(sample);
  const count = points.length / dimensions;
  const bar = progress('map', items, 'items');
  const places = mapPoints(points, dimensions, random, (share) => bar.update(share * count));
  if (sample === undefined) {
    bar.end();
    return places;
  }
  const map: [number, number][] = new Array(items);
  const nearest = nearestOf(points, dimensions);
  for (const { from, to, points: part } of components.parts()) {
    nearest.find(part, BETWEEN, (point, near) => {
      let [x, y] = [0, 0];
      for (const target of near) {
        x += places[target][0] / near.length;
        y += places[target][1] / near.length;
      }
      map[from + point] = [round(x), round(y)];
    });
    bar.update(Math.max(count, to));
  }
  for (const [i, row] of sample.entries()) map[row] = places[i];
  nearest.dispose();
  bar.end(`UMAP of a sample of ${count.toLocaleString('en')} items`);
  return map;
}

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
