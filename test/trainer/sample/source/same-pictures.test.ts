// Copies of pictures, compared with checking all pairs.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Random } from '../../../../trainer/random.ts';
import { rowNorms, samePictures } from '../../../../trainer/sample/source/same-pictures.ts';

const groups = (rows: number[][]) => {
  const table = Float32Array.from(rows.flat());
  return [...samePictures(table, rows[0].length, rowNorms(table, rows[0].length))];
};

it('treats a cosine within 1e-7 of 1 as the same picture, for vectors of any length', () => {
  // An angle of e has a cosine of 1 - e² / 2: .0004 is within (8e-8), .0005 is not (1.25e-7).
  const at = (angle: number, length: number) => [length * Math.cos(angle), length * Math.sin(angle), 0];
  expect(groups([at(0, 1), at(1, 1), at(0.0004, 2), at(1.0005, 3), at(Math.PI, 1), [0, 0, 0], [0, 0, 0]])).toEqual([
    0, 1, 0, 3, 4, 5, 5,
  ]);
});

it('joins pictures transitively', () => {
  const at = (angle: number) => [Math.cos(angle), Math.sin(angle)];
  expect(groups([at(0), at(0.0008), at(0.0004), at(0.002)])).toEqual([0, 0, 0, 3]);
});

it('gives the same result as comparing all pairs', () => {
  let copies = 0;
  const row = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -1, max: 1 })));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40, size: 'max' }), (rows) => {
      const found = groups(rows);
      const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
      for (const [i, a] of rows.entries())
        for (const [j, b] of rows.entries()) {
          const lengths = Math.sqrt(dot(a, a) * dot(b, b));
          // For small integers a cosine is 1 or far from 1, so that there are no chains.
          const same = lengths === 0 ? dot(a, a) === dot(b, b) : dot(a, b) / lengths > 1 - 1e-7;
          expect(found[i] === found[j]).toBe(same);
          if (same && i < j) copies++;
        }
    }),
  );
  expect(copies).toBeGreaterThan(100);
});

it('finds few copies among thousands, and thousands of a placeholder, without comparing all pairs', () => {
  const random = new Random(3);
  const size = 64;
  const rows = 20_000;
  const table = Float32Array.from({ length: rows * size }, () => random.uniform() - 0.5);
  for (let row = 10_000; row < rows; row++) table.set(table.subarray(0, size), row * size);
  table.set(
    table.subarray(7 * size, 8 * size).map((x) => 3 * x),
    9 * size,
  );
  const started = performance.now();
  const found = samePictures(table, size, rowNorms(table, size));
  // All pairs would be 2e8 cosines: a minute.
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(new Set(found).size).toBe(10_000 - 1);
  expect(found[9]).toBe(7);
  expect(found.subarray(10_000).every((group) => group === 0)).toBe(true);
});
