// The silhouette: worked by hand on a line, and compared with its definition.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { holdPoints } from '../../../trainer/cluster/distances.ts';
import { silhouettes } from '../../../trainer/cluster/silhouette.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { blobs } from './support.ts';

beforeAll(async () => void (await chooseBackend('wasm')));

function silhouette(values: ArrayLike<number>, dimensions: number, ...labellings: number[][]): number[] {
  const points = holdPoints(Float32Array.from(values), dimensions);
  const found = silhouettes(
    points,
    labellings.map((labels) => ({ labels: Int32Array.from(labels), k: Math.max(...labels) + 1 })),
  );
  points.dispose();
  return found;
}

/** Rousseeuw's definition, computed pair by pair. */
function defined(values: Float32Array, dimensions: number, labels: number[]): number {
  const distance = (a: number, b: number) =>
    Math.hypot(
      ...Array.from({ length: dimensions }, (_, d) => values[a * dimensions + d] - values[b * dimensions + d]),
    );
  const average = (row: number, others: number[]) =>
    others.reduce((sum, other) => sum + distance(row, other), 0) / others.length;
  const clusters = [...new Set(labels)];
  const rows = [...labels.keys()];
  const each = rows.map((row) => {
    const own = rows.filter((other) => other !== row && labels[other] === labels[row]);
    const others = clusters.filter((cluster) => cluster !== labels[row]);
    if (own.length === 0 || others.length === 0) return 0;
    const a = average(row, own);
    const b = Math.min(
      ...others.map((cluster) =>
        average(
          row,
          rows.filter((other) => labels[other] === cluster),
        ),
      ),
    );
    return a === b ? 0 : (b - a) / Math.max(a, b);
  });
  return each.reduce((a, b) => a + b, 0) / each.length;
}

describe('by hand', () => {
  it('0 and 1 in one cluster, 4 and 6 in another', () => {
    // a 1 1 2 2; b 5 4 3.5 5.5.
    const [found] = silhouette([0, 1, 4, 6], 1, [0, 0, 1, 1]);
    expect(found).toBeCloseTo((4 / 5 + 3 / 4 + 1.5 / 3.5 + 3.5 / 5.5) / 4, 6);
  });
  it('and 10 alone, which has 0, and is nearer to 6 than the first cluster', () => {
    const [found] = silhouette([0, 1, 4, 6, 10], 1, [0, 0, 1, 1, 2]);
    expect(found).toBeCloseTo((4 / 5 + 3 / 4 + 1.5 / 3.5 + 2 / 4 + 0) / 5, 6);
  });
  it('a point in the wrong cluster is below 0', () => {
    // Points 0, 1, 10, 11 with 1 beside 10 and 11. a 0: alone. b of 1 is 1, a (9 + 10) / 2; of 10: a (9 + 1) / 2, b 10.
    const [found] = silhouette([0, 1, 10, 11], 1, [0, 1, 1, 1]);
    expect(found).toBeCloseTo((0 + (1 - 9.5) / 9.5 + (10 - 5) / 10 + (11 - 5.5) / 11) / 4, 6);
  });
  it('is 0 for one cluster, for singleton clusters, and for equal points', () => {
    expect(silhouette([0, 1, 4], 1, [0, 0, 0], [0, 1, 2])).toEqual([0, 0]);
    expect(silhouette([3, 3, 3, 3], 1, [0, 0, 1, 1])).toEqual([0]);
  });
});

it('equals its definition for several labellings at once', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 1000 }),
      fc.infiniteStream(fc.nat(6)),
      (dimensions, rows, k, seed, stream) => {
        const values = blobs(rows, 1, dimensions, 3, seed);
        const labellings = [0, 1].map(() => Array.from({ length: rows }, () => (stream.next().value as number) % k));
        const found = silhouette(values, dimensions, ...labellings);
        for (const [l, labels] of labellings.entries()) {
          expect(found[l]).toBeCloseTo(defined(values, dimensions, labels), 5);
          compared += Number(Math.abs(found[l]) > 0.01);
        }
      },
    ),
  );
  expect(compared).toBeGreaterThan(50);
});

it('is correct beyond a block of rows, and reports progress', () => {
  const values = blobs(7, 43, 5, 4);
  const labels = Array.from({ length: 301 }, (_, i) => i % 7);
  expect(silhouette(values, 5, labels)[0]).toBeCloseTo(defined(values, 5, labels), 5);
  const points = holdPoints(values, 5);
  const told: number[] = [];
  silhouettes(points, [{ labels: Int32Array.from(labels), k: 7 }], (done) => told.push(done));
  points.dispose();
  expect(told).toEqual([128, 256, 301]);
});
