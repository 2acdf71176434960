// The inverse of a matrix: by hand for two rows, and by its product with the matrix for several blocks.
import { beforeAll, expect, it } from 'vitest';
import { invertInPlace } from '../../../trainer/algebra/inverse.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';

beforeAll(() => chooseBackend('wasm', 2));

it('inverts two rows', () => {
  const a = Float32Array.of(3, 1, 1, 2);
  invertInPlace(a, 2);
  for (const [i, value] of [0.4, -0.2, -0.2, 0.6].entries()) expect(a[i]).toBeCloseTo(value, 6);
});

it.each([255, 256, 600])('times the matrix it is the identity: %i rows', (n) => {
  const random = new Random(n);
  // Counts as of co-occurrence: a product with its transpose, and a penalty.
  const factors = Float64Array.from({ length: n * 20 }, () => (random.uniform() < 0.2 ? 1 : 0));
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < 20; k++) matrix[i * n + j] += factors[i * 20 + k] * factors[j * 20 + k];
      if (i === j) matrix[i * n + j] += 2;
    }
  const inverse = Float32Array.from(matrix);
  invertInPlace(inverse, n);
  let worst = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) sum += inverse[i * n + k] * matrix[k * n + j];
      worst = Math.max(worst, Math.abs(sum));
    }
  expect(worst).toBeLessThan(1e-3);
});
