// The scoring kernel: the committed module matches its source, and scores of float32 vectors are dot products in a fixed
// order, to the bit. planes.test.ts has the kernels of the item table.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksums, SCORE } from '../../../shared/scoring/build.ts';
import { Float32Table } from '../../../shared/scoring/float32-table.ts';
import { kernel } from '../../../shared/scoring/node.ts';

const DIMENSIONS = [...Array.from({ length: 40 }, (_, i) => i + 1), 64, 200, 203];
const DENORMAL = 2 ** -149; // the smallest float32 above 0

/** The sum of products in the kernel's order: whole blocks of 32 go to four accumulators of four lanes, the rest to one. */
function dot(x: Float32Array, y: Float32Array): number {
  const f = Math.fround;
  const lanes = new Float32Array(16);
  const padded = Math.ceil(x.length / 4) * 4;
  const whole = padded - (padded % 32);
  for (let i = 0; i < x.length; i++) {
    const lane = i < whole ? i % 16 : i % 4;
    lanes[lane] += f(x[i] * y[i]);
  }
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => f(f(lanes[i] + lanes[4 + i]) + f(lanes[8 + i] + lanes[12 + i])));
  return f(f(a + c) + f(b + d));
}

describe('the committed module', () => {
  it('matches its source: both digests are those recorded at compilation', () => {
    const committed = readFileSync(new URL('score.wasm.sha256', SCORE.folder), 'utf8');
    expect(checksums(SCORE), 'run `npm run kernel`').toBe(committed);
  });

  it('imports a memory and exports functions only', () => {
    expect(WebAssembly.Module.imports(kernel)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    const names = ['scoreFloats', 'boundRows', 'scoreRow', 'scoreRows'];
    const exported = WebAssembly.Module.exports(kernel).filter(({ kind }) => kind === 'function');
    expect(exported.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});

describe('scores', () => {
  const number = fc.oneof(
    fc.float({ min: -1000, max: 1000, noNaN: true }), // of every magnitude: one of them decides the sum
    fc.integer({ min: -(2 ** 23), max: 2 ** 23 }).map((n) => n / 2 ** 13), // of one magnitude: each addition rounds
  );
  const numbers = (length: number) =>
    fc.array(number, { minLength: length, maxLength: length }).map((all) => Float32Array.from(all));
  it.each(DIMENSIONS)(
    'in %d dimensions equal float64 sums within rounding, and float32 sums to the bit',
    (dimensions) => {
      const table = fc.nat(6).chain((rows) =>
        fc.record({
          rows: fc.constant(rows),
          vectors: numbers(rows * dimensions),
          user: numbers(dimensions),
        }),
      );
      fc.assert(
        fc.property(table, ({ rows, vectors, user }) => {
          const scores = new Float32Table(kernel, vectors, rows, dimensions).score(user);
          expect(scores.length).toBe(rows);
          for (let row = 0; row < rows; row++) {
            const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
            expect(scores[row]).toBe(dot(vector, user));
            let [exact, size] = [0, 0];
            for (let i = 0; i < dimensions; i++) {
              exact += vector[i] * user[i];
              size += Math.abs(vector[i] * user[i]);
            }
            // Each of n products and n sums rounds by at most 2^-24 of what it adds up, or to a whole denormal.
            expect(Math.abs(scores[row] - exact)).toBeLessThanOrEqual((dimensions + 4) * (size * 2 ** -24 + DENORMAL));
          }
        }),
        { numRuns: 25 },
      );
    },
  );

  it('of a table of many memory pages are correct in all rows', () => {
    const [rows, dimensions] = [3001, 203];
    const vectors = Float32Array.from({ length: rows * dimensions }, (_, i) => Math.sin(i));
    const user = Float32Array.from({ length: dimensions }, (_, i) => Math.cos(i));
    const scores = new Float32Table(kernel, vectors, rows, dimensions).score(user);
    for (let row = 0; row < rows; row++)
      expect(scores[row]).toBe(dot(vectors.subarray(row * dimensions, (row + 1) * dimensions), user));
  });

  it('are reproducible to the bit', () => {
    const vectors = Float32Array.from({ length: 50 * 37 }, (_, i) => Math.sin(i) * 10 ** (i % 7));
    const [user, other] = [Math.cos, Math.tan].map((f) => Float32Array.from({ length: 37 }, (_, i) => f(i)));
    const table = new Float32Table(kernel, vectors, 50, 37);
    const first = table.score(user).slice();
    expect(table.score(other)).not.toEqual(first);
    expect(table.score(user)).toEqual(first);
    expect(new Float32Table(kernel, vectors, 50, 37).score(user)).toEqual(first);
  });

  it('of an empty table are empty', () => {
    expect(new Float32Table(kernel, new Float32Array(0), 0, 5).score(new Float32Array(5))).toEqual(new Float32Array(0));
  });
});

describe('special values', () => {
  /** The scores of rows of one length. */
  const scored = (user: number[], ...rows: number[][]) => [
    ...new Float32Table(kernel, Float32Array.from(rows.flat()), rows.length, user.length).score(
      Float32Array.from(user),
    ),
  ];

  it('denormals are not flushed to zero', () => {
    expect(scored([1, 1, 0], [DENORMAL, 0, 0], [DENORMAL, DENORMAL, 5])).toEqual([DENORMAL, 2 * DENORMAL]);
  });

  it('-0 adds to 0', () => {
    expect(scored([1], [-0], [0])).toEqual([0, 0]);
  });

  it('Infinity and NaN affect only their rows, and padding does not turn Infinity into NaN', () => {
    const inf = Number.POSITIVE_INFINITY;
    expect(scored([1, 2, 3], [inf, 0, 0], [1, 1, 1], [0, -inf, 1], [inf, -inf, 0], [0, Number.NaN, 0])).toEqual([
      inf,
      6,
      -inf,
      Number.NaN,
      Number.NaN,
    ]);
    expect(scored([inf, 1, 1], [1, 1, 1], [0, 1, 1])).toEqual([inf, Number.NaN]);
  });

  it('overflow gives Infinity', () => {
    expect(scored([3e38, 3e38], [1, 1], [1, -1])).toEqual([Number.POSITIVE_INFINITY, 0]);
  });
});
