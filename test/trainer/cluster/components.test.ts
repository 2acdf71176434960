// Components and nearest targets in parts, against all at once and against plain loops.
import { beforeAll, expect, it } from 'vitest';
import { componentsOf, sampleOf } from '../../../trainer/cluster/components.ts';
import { nearestOf } from '../../../trainer/cluster/nearest.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { normals } from './support.ts';

beforeAll(async () => void (await chooseBackend('wasm')));

it('gives the components of all items in parts, and of some items', () => {
  const normal = normals(3);
  const [items, size] = [9_000, 6];
  const features = Float32Array.from({ length: items * size }, (_, i) => normal() * (1 + (i % size)));
  const components = componentsOf(features, size, 4, new Random(1));
  const whole = components.of();
  expect([components.items, components.dimensions, whole.length]).toEqual([items, 4, 4 * items]);
  let next = 0;
  for (const { from, to, points } of components.parts()) {
    expect(from).toBe(next);
    expect(points).toEqual(whole.subarray(4 * from, 4 * to));
    next = to;
  }
  expect(next).toBe(items);
  const some = components.of([7, 8_999]);
  for (let d = 0; d < 4; d++) {
    expect(some[d]).toBeCloseTo(whole[7 * 4 + d], 5);
    expect(some[4 + d]).toBeCloseTo(whole[8_999 * 4 + d], 5);
  }
});

it('finds the nearest targets, nearest first, as a plain loop does', () => {
  const normal = normals(4);
  const targets = Float32Array.from({ length: 40 * 3 }, normal);
  const points = Float32Array.from({ length: 1_500 * 3 }, normal);
  const found: number[][] = [];
  const nearest = nearestOf(targets, 3);
  nearest.find(points, 3, (point, near) => {
    found[point] = [...near];
  });
  nearest.dispose();
  const distance = (p: number, t: number) =>
    [0, 1, 2].reduce((sum, d) => sum + (points[3 * p + d] - targets[3 * t + d]) ** 2, 0);
  for (let p = 0; p < 1_500; p++) {
    const plain = Array.from({ length: 40 }, (_, t) => t).sort((a, b) => distance(p, a) - distance(p, b));
    for (let place = 0; place < 3; place++)
      expect(distance(p, found[p][place])).toBeCloseTo(distance(p, plain[place]), 4);
  }
});

it('samples distinct rows, ascending, and all of a few', () => {
  expect(sampleOf(10, 10, new Random(1))).toBeUndefined();
  const rows = [...sampleOf(1_000, 100, new Random(1))!];
  expect(new Set(rows).size).toBe(100);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
  expect(Math.max(...rows)).toBeGreaterThan(900);
});
