// Principal components: worked by hand; the randomised method compared with the full decomposition.
import { beforeAll, describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../trainer/algebra/eigen.ts';
import { leadingEigen } from '../../../trainer/algebra/lanczos.ts';
import { leadingDirections, project } from '../../../trainer/algebra/pca.ts';
import { product, transpose } from '../../../trainer/algebra/products.ts';
import { rowsOfTable } from '../../../trainer/algebra/standardise.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { normals } from '../cluster/support.ts';

/** Centred rows with correlated features, as those of pictures. */
function correlated(rows: number, size: number, seed: number): Float32Array {
  const normal = normals(seed);
  const causes = Math.ceil(size / 2);
  const lift = Float32Array.from({ length: causes * size }, (_, i) => normal() / Math.sqrt(1 + Math.floor(i / size)));
  const x = product(Float32Array.from({ length: rows * causes }, normal), lift, causes);
  for (let i = 0; i < x.length; i++) x[i] += 0.3 * normal();
  for (let f = 0; f < size; f++) {
    let mean = 0;
    for (let at = f; at < x.length; at += size) mean += x[at] / rows;
    for (let at = f; at < x.length; at += size) x[at] -= mean;
  }
  return x;
}

/** The directions of a table, and its rows projected onto them. */
function principalComponents(x: Float32Array, size: number, wanted: number, random: Random) {
  const found = leadingDirections(rowsOfTable(x, size), wanted, random);
  return { ...found, points: project(rowsOfTable(x, size), found) };
}

const squares = (x: Float32Array, size: number) => Float64Array.from(product(transpose(x, size), x, x.length / size));
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

describe.each(['cpu', 'wasm'])('on the backend %s', (backend) => {
  beforeAll(async () => void (await chooseBackend(backend)));

  it('multiplies and transposes', () => {
    const left = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect([...product(left, Float32Array.of(1, 0, 2, 1, 0, 3), 3)]).toEqual([5, 11, 14, 23]);
    expect([...transpose(left, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('finds the components of a cross', () => {
    // Along (3, 4) / 5 the coordinates are 5 and -5, across it 2.5 and -2.5: variances 50 to 12.5, so .8 and .2.
    const x = Float32Array.of(3, 4, -3, -4, -2, 1.5, 2, -1.5);
    const { points, dimensions, explained } = principalComponents(x, 2, 10, new Random(1));
    expect(dimensions).toBe(2);
    expect(explained[0]).toBeCloseTo(0.8, 6);
    expect(explained[1]).toBeCloseTo(0.2, 6);
    for (const [i, expected] of [5, 0, 5, 0, 0, 2.5, 0, 2.5].entries())
      expect(Math.abs(points[i])).toBeCloseTo(expected, 5);
    expect(points[0]).toBeCloseTo(-points[2], 5);
  });

  it.each([
    ['more rows than features', 60, 12],
    ['more features than rows', 30, 300],
  ])('preserves all distances if all components are kept: %s', (_, rows, size) => {
    const x = correlated(rows, size, 2);
    const { points, dimensions, explained } = principalComponents(x, size, size, new Random(1));
    expect(dimensions).toBe(Math.min(size, rows - 1));
    expect(sum(explained)).toBeCloseTo(1, 5);
    const distance = (values: Float32Array, length: number, a: number, b: number) =>
      Math.hypot(...Array.from({ length }, (_, f) => values[a * length + f] - values[b * length + f]));
    for (let row = 1; row < rows; row++) {
      const before = distance(x, size, row, row - 1);
      expect(distance(points, dimensions, row, row - 1) / before).toBeCloseTo(1, 4);
    }
  });

  it.each([
    ['more rows than features', 60, 12],
    ['more features than rows', 30, 300],
  ])('keeps only the wanted components: %s', (_, rows, size) => {
    const x = correlated(rows, size, 2);
    const all = principalComponents(x, size, size, new Random(1));
    const some = principalComponents(x, size, 5, new Random(1));
    expect(some.dimensions).toBe(5);
    expect(some.points).toHaveLength(5 * rows);
    expect([...some.explained]).toEqual([...all.explained.subarray(0, 5)]);
  });

  it('drops components without variance', () => {
    // The third feature is the sum of the others.
    const x = Float32Array.of(1, 0, 1, -1, 0, -1, 0, 1, 1, 0, -1, -1);
    expect(principalComponents(x, 3, 3, new Random(1)).dimensions).toBe(2);
    const alike = principalComponents(new Float32Array(12), 3, 3, new Random(1));
    expect(alike.dimensions).toBe(1);
    expect(alike.points).toEqual(new Float32Array(4));
    const wide = principalComponents(new Float32Array(2 * 300), 300, 3, new Random(1));
    expect(wide.points).toEqual(new Float32Array(2));
  });
});

describe('the randomised method', () => {
  beforeAll(async () => void (await chooseBackend('wasm')));

  it.each([
    ['correlated features', 0],
    ['pure noise, with nearly equal components', 1],
  ])('captures the variance of the full decomposition within 1e-4: %s', (_, noise) => {
    const [rows, size, wanted] = [500, 320, 40];
    const normal = normals(3);
    const x = noise ? Float32Array.from({ length: rows * size }, normal) : correlated(rows, size, 3);
    const full = symmetricEigen(squares(x, size), size);
    const { explained, points } = principalComponents(x, size, wanted, new Random(1));
    const exact = sum(full.values.subarray(0, wanted)) / sum(full.values);
    expect(Math.abs(sum(explained) - exact)).toBeLessThan(1e-4);
    // Along each component the points have its reported variance, and components are uncorrelated.
    const within = squares(points, wanted);
    const whole = sum(full.values);
    for (let i = 0; i < wanted; i++) {
      expect(within[i * wanted + i] / whole).toBeCloseTo(explained[i], 5);
      for (let j = 0; j < i; j++) expect(Math.abs(within[i * wanted + j]) / whole).toBeLessThan(1e-5);
    }
  });

  it('continues with random directions if the matrix has a lower rank than wanted', () => {
    const n = 200;
    const matrix = new Float32Array(n * n);
    for (const [place, value] of [9, 4, 1].entries()) matrix[place * 37 * n + place * 37] = value;
    const times = (rows: Float32Array) => product(rows, matrix, n);
    const { values, vectors } = leadingEigen({ n, trace: 14, times }, 20, new Random(1));
    for (const [i, value] of [9, 4, 1, 0, 0].entries()) expect(values[i]).toBeCloseTo(value, 5);
    expect(Math.abs(vectors[n + 37])).toBeCloseTo(1, 5);
    expect([...vectors].every(Number.isFinite)).toBe(true);
  });

  it('restarts until it converges', () => {
    // Eigenvalues that fall slowly: one basis is not enough.
    const n = 1200;
    const values = Float64Array.from({ length: n }, (_, i) => 1 - i / n);
    let asked = 0;
    const times = (rows: Float32Array) => {
      asked += rows.length / n;
      return rows.map((value, i) => value * values[i % n]);
    };
    const wanted = 60;
    const found = leadingEigen({ n, trace: sum(values), times }, wanted, new Random(1));
    expect(asked).toBeGreaterThan(3 * wanted);
    expect((sum(values.subarray(0, wanted)) - sum(found.values)) / sum(values)).toBeLessThan(1e-4);
  });

  it('gives the same components for all seeds within tolerance', () => {
    const x = correlated(500, 320, 5);
    const explained = [1, 1, 2].map((seed) => principalComponents(x, 320, 30, new Random(seed)).explained);
    expect(explained[0]).toEqual(explained[1]);
    expect(explained[0]).not.toEqual(explained[2]);
    expect(sum(explained[0])).toBeCloseTo(sum(explained[2]), 4);
  });
});
