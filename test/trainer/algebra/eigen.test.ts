// Eigenvalues and eigenvectors: worked by hand, and compared with their definition.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Eigen, symmetricEigen } from '../../../trainer/algebra/eigen.ts';

/** The largest |M v - value v| and |v.w - (v = w)|. */
function defects(matrix: ArrayLike<number>, n: number, { values, vectors }: Eigen) {
  let residual = 0;
  let skew = 0;
  for (let e = 0; e < n; e++) {
    const v = vectors.subarray(e * n, (e + 1) * n);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j] * v[j];
      residual = Math.max(residual, Math.abs(sum - values[e] * v[i]));
    }
    for (let f = 0; f <= e; f++) {
      const w = vectors.subarray(f * n, (f + 1) * n);
      skew = Math.max(skew, Math.abs(v.reduce((s, x, i) => s + x * w[i], 0) - Number(e === f)));
    }
  }
  return { residual, skew };
}

it('decomposes a matrix known by hand', () => {
  // The second difference of three: 2 + sqrt 2, 2, 2 - sqrt 2; the middle vector is (1, 0, -1) / sqrt 2.
  const { values, vectors } = symmetricEigen(Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2), 3);
  expect(values[0]).toBeCloseTo(2 + Math.SQRT2, 12);
  expect(values[1]).toBeCloseTo(2, 12);
  expect(values[2]).toBeCloseTo(2 - Math.SQRT2, 12);
  const middle = vectors.subarray(3, 6);
  expect(Math.abs(middle[0])).toBeCloseTo(Math.SQRT1_2, 12);
  expect(middle[1]).toBeCloseTo(0, 12);
  expect(middle[2]).toBeCloseTo(-middle[0], 12);
});

it.each<[string, number, number[], number[]]>([
  ['1 x 1', 1, [-3], [-3]],
  ['zero', 3, [0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0]],
  ['diagonal, with equal values', 4, [1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, 0, 0, -2], [5, 1, 1, -2]],
  ['all ones', 3, [1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 0, 0]],
  ['nearly diagonal', 3, [2, 1e-161, 3e-161, 1e-161, 3, 0, 3e-161, 0, 1], [3, 2, 1]],
  ['two parts', 4, [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0], [2, 1, -1, -2]],
])('%s', (_, n, matrix, expected) => {
  const eigen = symmetricEigen(Float64Array.from(matrix), n);
  for (const [i, value] of expected.entries()) expect(eigen.values[i]).toBeCloseTo(value, 12);
  expect(defects(matrix, n, eigen).residual).toBeLessThan(1e-12);
  expect(defects(matrix, n, eigen).skew).toBeLessThan(1e-12);
});

it('satisfies the definition on random matrices, and does not change its input', () => {
  let largest = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 24 }),
      fc.infiniteStream(fc.double({ min: -9, max: 9, noNaN: true })),
      (n, stream) => {
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = stream.next().value as number;
        const before = matrix.slice();
        const eigen = symmetricEigen(matrix, n);
        expect(matrix).toEqual(before);
        expect(defects(matrix, n, eigen).residual).toBeLessThan(1e-10);
        expect(defects(matrix, n, eigen).skew).toBeLessThan(1e-12);
        for (let i = 1; i < n; i++) expect(eigen.values[i]).toBeLessThanOrEqual(eigen.values[i - 1]);
        largest = Math.max(largest, n);
      },
    ),
  );
  expect(largest).toBeGreaterThan(10);
});

it('decomposes a large matrix of low rank, whose zero eigenvalues are rounding errors', () => {
  // The sum of outer products of 5 vectors, 60 of 200 coordinates each.
  const n = 200;
  let state = 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  const rows = Array.from({ length: 5 }, () => Array.from({ length: n }, (_, i) => (i % 3 === 0 ? next() : 0)));
  const matrix = Float64Array.from({ length: n * n }, (_, at) =>
    Math.fround(rows.reduce((sum, row) => sum + row[Math.floor(at / n)] * row[at % n], 0)),
  );
  const eigen = symmetricEigen(matrix, n);
  expect(defects(matrix, n, eigen).residual).toBeLessThan(1e-12);
  expect([...eigen.values].filter((value) => Math.abs(value) > 1e-5).length).toBe(5);
});
