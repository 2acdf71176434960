// k-means and where it starts: groups that are plain to see, what must hold of every run, and points that lie together.
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { holdPoints, type PointSet } from '../../../trainer/cluster/distances.ts';
import { kMeans } from '../../../trainer/cluster/k-means.ts';
import { chooseStarts } from '../../../trainer/cluster/starts.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { blobs, inertiaOf } from './support.ts';

beforeAll(async () => void (await chooseBackend('wasm')));
const held: PointSet[] = [];
afterEach(() => {
  for (const points of held.splice(0)) points.dispose();
});
function hold(values: ArrayLike<number>, dimensions: number): PointSet {
  const points = holdPoints(Float32Array.from(values), dimensions);
  held.push(points);
  return points;
}
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('distances', () => {
  it('are those of Pythagoras', () => {
    const points = hold([0, 0, 3, 4, -3, -4], 2);
    expect([...points.squaredDistances([0, 2])]).toEqual([0, 25, 25, 25, 100, 0]);
  });
  it('keep their digits far from the origin, and are 0 between equal points', () => {
    // In float32 the squares of these coordinates are rounded to sixteenths.
    const points = hold([1000.125, 1000.0625, 1000.125, 1000.1875, 1000.125, 1000.0625, -1000, 0], 2);
    expect([...points.squaredDistances([0]).subarray(0, 3)]).toEqual([0, 1 / 64, 0]);
  });
});

describe('starts', () => {
  it('are the distinct places, where these are no more than k', () => {
    const points = hold([1, 1, 2, 2, 1, 1, 5, 5, 2, 2, 1, 1], 2);
    for (const centres of chooseStarts(points, 5, 8, new Random(1))) {
      expect(centres.length).toBe(3);
      expect(new Set(centres.map((row) => points.values[2 * row]))).toEqual(new Set([1, 2, 5]));
    }
  });
  it('find every one of the groups that lie far apart, each run by itself', () => {
    const points = hold(blobs(12, 20, 6, 50), 6);
    const runs = chooseStarts(points, 12, 10, new Random(1));
    for (const centres of runs) expect(new Set(centres.map((row) => row % 12)).size).toBe(12);
    expect(new Set(runs.map((centres) => centres.join())).size).toBe(10);
  });
  it('leave less to do than plain k-means++ on average', () => {
    const points = hold(blobs(30, 20, 4, 3), 4);
    const inertia = (trials?: number) =>
      mean(chooseStarts(points, 30, 20, new Random(1), trials).map((centres) => kMeans(points, centres).inertia));
    expect(inertia()).toBeLessThan(0.98 * inertia(1));
  });
});

describe('k-means', () => {
  it('finds groups that lie apart', () => {
    const values = blobs(5, 30, 3, 40);
    const points = hold(values, 3);
    const { labels, k, inertia } = kMeans(points, chooseStarts(points, 5, 1, new Random(1))[0]);
    expect(k).toBe(5);
    for (let i = 5; i < labels.length; i++) expect(labels[i]).toBe(labels[i - 5]);
    expect(new Set(labels).size).toBe(5);
    expect(inertia / inertiaOf(values, 3, labels)).toBeCloseTo(1, 5);
  });
  it('works out five points on a line as by hand', () => {
    // From 0 and 1: {0} {1, 2, 10, 11}, means 0 and 6; then {0, 1, 2} {10, 11}, means 1 and 10.5: 2 + .5.
    const { labels, inertia, inertias } = kMeans(hold([0, 1, 2, 10, 11], 1), [0, 1]);
    expect([...labels]).toEqual([0, 0, 0, 1, 1]);
    expect(inertia).toBeCloseTo(2.5, 5);
    // About 0 and 6: 25 + 16 + 16 + 25.
    expect(inertias[0]).toBeCloseTo(82, 4);
  });
  it('fills a cluster that got no point with the farthest one', () => {
    const { labels, k } = kMeans(hold([0, 1, 2, 50], 1), [0, 0, 0]);
    expect(k).toBe(3);
    expect(new Set(labels).size).toBe(3);
    expect([...labels].filter((label) => label === labels[3])).toHaveLength(1);
  });
  it('takes one cluster for points that are all the same, and one a point for as many clusters as points', () => {
    const same = hold(new Float32Array(12).fill(7), 3);
    const [starts] = chooseStarts(same, 4, 1, new Random(1));
    expect(kMeans(same, starts)).toMatchObject({ k: 1, inertia: 0, labels: new Int32Array(4) });
    const apart = hold([0, 3, 7, 20], 1);
    const alone = kMeans(apart, chooseStarts(apart, 4, 1, new Random(1))[0]);
    expect(new Set(alone.labels).size).toBe(4);
    expect(alone.inertia).toBeCloseTo(0, 4);
  });
  it('never raises the inertia, leaves no cluster empty, and gives equal points one label where it started well', () => {
    let steps = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), {
          minLength: 2,
          maxLength: 60,
          size: 'max',
        }),
        fc.integer(),
        fc.boolean(),
        (wanted, places, seed, greedy) => {
          const points = hold(places.flat(), 2);
          const most = Math.min(wanted, places.length);
          // The first points serve as badly chosen starts, the same place among them twice at times.
          const starts = greedy
            ? chooseStarts(points, most, 1, new Random(seed))[0]
            : [...places.keys()].slice(0, most);
          const { labels, k, inertia, inertias } = kMeans(points, starts);
          for (let i = 1; i < inertias.length; i++) expect(inertias[i]).toBeLessThanOrEqual(inertias[i - 1]);
          steps += inertias.length - 1;
          expect(new Set(labels)).toEqual(new Set(Array.from({ length: k }, (_, c) => c)));
          expect(inertia).toBeCloseTo(inertiaOf(points.values, 2, labels), 4);
          const byPlace = new Map<string, number>();
          for (const [i, place] of places.entries()) {
            const label = byPlace.get(place.join()) ?? labels[i];
            byPlace.set(place.join(), label);
            if (greedy) expect(labels[i]).toBe(label);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(steps).toBeGreaterThan(100);
  });
});
