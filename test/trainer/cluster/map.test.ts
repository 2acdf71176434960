// The map: it preserves neighbourhoods, is determined by the seed, and works with few items.
import { expect, it } from 'vitest';
import { mapPoints } from '../../../trainer/cluster/map.ts';
import { Random } from '../../../trainer/random.ts';
import { blobs } from './support.ts';

it('keeps groups together', () => {
  const map = mapPoints(blobs(4, 30, 8, 20), 8, new Random(1));
  expect(map).toHaveLength(120);
  const near = map.map(([x, y], i) => {
    const others = [...map.keys()].filter((j) => j !== i);
    return others.reduce((best, j) => {
      const away = (k: number) => Math.hypot(map[k][0] - x, map[k][1] - y);
      return away(j) < away(best) ? j : best;
    });
  });
  expect(near.filter((j, i) => j % 4 === i % 4).length).toBeGreaterThan(114);
});

it('is the same for the same seed, and different for another', () => {
  const values = blobs(3, 10, 4, 5);
  const [a, b, c] = [1, 1, 2].map((seed) => mapPoints(values, 4, new Random(seed)));
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
});

it.each([1, 2, 4, 5, 6, 16])('has a finite position for each of %d items, equal or different', (n) => {
  for (const values of [blobs(n, 1, 3, 2), new Float32Array(3 * n)]) {
    const map = mapPoints(values, 3, new Random(1));
    expect(map).toHaveLength(n);
    expect(map.flat().every(Number.isFinite)).toBe(true);
  }
});

it('is two-dimensional even for one input dimension', () => {
  expect(mapPoints(Float32Array.of(1, 2, 3), 1, new Random(1))).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
});
