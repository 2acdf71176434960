// Co-occurrence columns, compared with a plain program that makes the whole matrix.
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseSettings } from '../../../trainer/config.ts';
import { columnsOfUsers, cooccurrenceOf } from '../../../trainer/given/cooccurrence.ts';
import { fixedParts } from '../../../trainer/given/fixed.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';

beforeAll(async () => void (await chooseBackend('wasm', 1)));

type Matrix = number[][];
const square = (n: number): Matrix => Array.from({ length: n }, () => new Array<number>(n).fill(0));

/** M = G + e G R G, e such that both spread alike over the users. */
function plain(histories: number[][], rows: number): { m: Matrix; r: number[] } {
  const g = square(rows);
  for (const history of histories)
    for (const i of history) for (const j of history) if (i !== j) g[i][j] += history.length ** -1.25;
  const r = g.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return sum > 0 ? sum ** -0.7 : 0;
  });
  const far = square(rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) for (let k = 0; k < rows; k++) far[i][j] += g[i][k] * r[k] * g[k][j];
  const occurs = [...r.keys()].filter((row) => r[row] > 0);
  const spread = (matrix: Matrix) => {
    const scores = histories.flatMap((history) =>
      occurs.map((i) => history.reduce((sum, j) => sum + r[j] * matrix[j][i], 0)),
    );
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
    return Math.sqrt(scores.reduce((sum, x) => sum + (x - mean) ** 2, 0) / scores.length);
  };
  const e = spread(g) / spread(far);
  return { m: g.map((row, i) => row.map((value, j) => value + e * far[i][j])), r };
}

const random = new Random(4);
/** Groups of six items; each history has two to four of one group, and sometimes one of another. */
const ROWS = 60;
const histories = Array.from({ length: 150 }, () => {
  const group = random.below(9);
  const own = random.shuffle(Int32Array.from({ length: 6 }, (_, i) => 6 * group + i)).subarray(0, 2 + random.below(3));
  const other = random.below(54);
  return [...new Set([...own, ...(random.uniform() < 0.3 ? [other] : [])])];
});

describe('the columns', () => {
  const { m, r } = plain(histories, ROWS);
  const times = (v: number[]) => m.map((row) => row.reduce((sum, value, i) => sum + value * v[i], 0));

  it.each([
    ['all of them', 60],
    ['the leading ten', 10],
  ])('are eigenvectors of the plain matrix times the roots of their eigenvalues: %s', (_, size) => {
    const found = cooccurrenceOf(histories, ROWS, size, new Random(1));
    expect(found.size).toBe(size);
    for (let row = 0; row < ROWS; row++) expect(found.weight[row]).toBeCloseTo(r[row], 5);
    const columns = Array.from({ length: found.size }, (_, k) =>
      Array.from({ length: ROWS }, (_, row) => found.columns[row * found.size + k]),
    );
    const values = columns.map((column) => column.reduce((sum, x) => sum + x * x, 0));
    expect(values.filter((value) => value > 1e-3).length).toBeGreaterThanOrEqual(10);
    expect([...values].sort((a, b) => b - a)).toEqual(values);
    for (const [k, column] of columns.entries())
      for (const [i, x] of times(column).entries()) expect(x, `column ${k}`).toBeCloseTo(values[k] * column[i], 3);
    // Nothing larger is left out: what remains of M has no eigenvalue above the last one (power iteration).
    let v = Array.from({ length: ROWS }, () => random.uniform() - 0.5);
    let largest = 0;
    const last = size < 60 ? values[values.length - 1] : 0;
    // A shift makes all eigenvalues positive, so that the iteration finds the largest, not the largest in size.
    const shift = 5;
    for (let step = 0; step < 300; step++) {
      const rest = times(v);
      for (const column of columns) {
        const along = column.reduce((sum, x, i) => sum + x * v[i], 0);
        for (let i = 0; i < ROWS; i++) rest[i] -= along * column[i];
      }
      const next = rest.map((x, i) => x + shift * v[i]);
      const length = Math.hypot(...next);
      largest = length - shift;
      v = next.map((x) => x / length);
    }
    expect(largest).toBeLessThan(last + 1e-3);
  });

  it('of rows that occur with no other are zeros', () => {
    const found = cooccurrenceOf([...histories, [58]], ROWS, 60, new Random(1));
    for (const row of [54, 58, 59]) {
      expect(found.weight[row]).toBe(0);
      expect(found.columns.subarray(row * found.size, (row + 1) * found.size).every((x) => x === 0)).toBe(true);
    }
  });
});

it('a user is the sum of the columns of the history, weighted, over the root of its length', () => {
  const cooccurrence = { size: 2, columns: Float32Array.of(1, 2, 3, 4, 5, 6), weight: Float32Array.of(1, 0.5, 0) };
  // (1 x (1, 2) + .5 x (3, 4) + 0 x (5, 6)) / sqrt 3
  const [x, y] = columnsOfUsers(cooccurrence, [[0, 1, 2]]);
  expect(x).toBeCloseTo(2.5 / Math.sqrt(3), 6);
  expect(y).toBeCloseTo(4 / Math.sqrt(3), 6);
});

it('without a history of two items there are zeros', () => {
  const { size, columns, weight } = cooccurrenceOf([[1], [2], []], 5, 10, new Random(1));
  expect({ size, columns: [...columns], weight: [...weight] }).toEqual({
    size: 5,
    columns: new Array(25).fill(0),
    weight: new Array(5).fill(0),
  });
});

it('the fixed parts of a store without co-occurrences are finite', () => {
  const seen = { size: 2, directions: null, unit: Float32Array.of(1, 0, 0, 1, 0.6, 0.8) };
  const fixed = fixedParts(chooseSettings('best', []), seen, [[0], [1], [1]], 3, new Random(1));
  const { cooccurrence, association } = fixed;
  const numbers = [
    cooccurrence!.weight,
    ...cooccurrence!.values,
    ...cooccurrence!.mean,
    ...association!.directions,
    ...association!.usual,
  ];
  expect(numbers.length).toBe(1 + 3 * 4 + 3 + 3 * 2 + 2);
  expect(numbers.every(Number.isFinite)).toBe(true);
});
