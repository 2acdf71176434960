// The two int8 planes of the item table: encoding, scores and bounds, each against a second implementation in BigInt, which
// knows the formulas alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from '../../../shared/ranking.ts';
import { kernel } from '../../../shared/scoring/node.ts';
import { decodeRow, encode, isScale, largestHigh, MOST_DIMENSIONS } from '../../../shared/scoring/planes.ts';
import { ItemTable } from '../../../shared/scoring/table.ts';
import { fullSort } from '../support.ts';

const HUGEST = (2 - 2 ** -23) * 2 ** 127;
const SMALLEST = 2 ** -149;

/** The smallest power of two from 2^least on for which |x| is at most `steps` of it. */
function power(x: number, steps: number, least: number): number {
  let exponent = least;
  while (Math.abs(x) / 2 ** exponent > steps) exponent++;
  return exponent;
}

/** An integer times a power of two as float32: cut off after 60 bits, with a last bit for the rest, then rounded once. */
function rounded(integer: bigint, exponent: number): number {
  const size = integer < 0n ? -integer : integer;
  const extra = Math.max(0, size.toString(2).length - 60);
  const kept = size >> BigInt(extra);
  const odd = kept << BigInt(extra) === size ? kept : kept | 1n;
  // float32 has 24 bits at most, and none below 2^-149.
  const scale = exponent + extra;
  const bits = odd.toString(2).length;
  const drop = Math.max(bits - 24, -149 - scale, 0);
  const half = drop === 0 ? 0n : 1n << BigInt(drop - 1);
  const low = odd & ((1n << BigInt(drop)) - 1n);
  let whole = odd >> BigInt(drop);
  if (drop > 0 && (low > half || (low === half && (whole & 1n) === 1n))) whole += 1n;
  const value = Number(whole) * 2 ** Math.max(-1000, scale + drop);
  return Math.fround(integer < 0n ? -value : value);
}

/** The integers and the exponent of values: each is its integer times 2^exponent, halves rounded up. */
function integersOf(values: readonly number[], steps: number) {
  const exponent = power(Math.max(...values.map(Math.abs)), steps, -149);
  return { exponent, integers: values.map((x) => BigInt(Math.floor(x / 2 ** exponent + 0.5))) };
}

/** The score of a vector for a user: one exact sum, rounded once. */
function expectedScore(vector: readonly number[], user: readonly number[]): number {
  const steps = 4096 * Math.min(32767, Math.floor((2 ** 31 - 1) / (128 * user.length)));
  const cut = vector.map((x) => Math.max(-(2 ** 127), Math.min(2 ** 127, x)));
  const [items, users] = [integersOf(cut, 32383), integersOf(user, steps)];
  const sum = items.integers.reduce((total, n, i) => total + n * users.integers[i], 0n);
  return rounded(sum, items.exponent + users.exponent);
}

const ordinary = fc.float({ min: -4, max: 4, noNaN: true });
const extreme = fc.oneof(
  fc.constantFrom(0, -0, SMALLEST, -SMALLEST, HUGEST, -HUGEST, 2 ** 127, 1, -1, 2 ** -126, 2 ** 100),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  // At the largest integer of a scale, where rounding must not carry into the next.
  fc
    .record({ n: fc.integer({ min: 2 * 32375, max: 2 * 32395 }), exponent: fc.integer({ min: -20, max: 3 }) })
    .map(({ n, exponent }) => n * 2 ** exponent),
);
const vectorOf = (dimensions: number) => {
  const some = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: dimensions, maxLength: dimensions });
  const dominated = fc.tuple(some(ordinary), fc.nat(dimensions - 1), extreme).map(([vector, at, value]) => {
    return vector.map((x, i) => (i === at ? value : x));
  });
  return fc.oneof(
    { weight: 4, arbitrary: some(ordinary) },
    { weight: 1, arbitrary: dominated },
    { weight: 1, arbitrary: some(extreme) },
    { weight: 1, arbitrary: fc.constant(Array<number>(dimensions).fill(0)) },
    // Few different values: many ties.
    { weight: 2, arbitrary: some(fc.constantFrom(-1, 0, 1)) },
  );
};
const tables = fc.integer({ min: 1, max: 70 }).chain((dimensions) =>
  fc.record({
    dimensions: fc.constant(dimensions),
    vectors: fc.array(vectorOf(dimensions), { maxLength: 40 }),
    user: vectorOf(dimensions),
  }),
);
const tableOf = (vectors: readonly number[][], dimensions: number, capacity?: number) =>
  new ItemTable(kernel, Float32Array.from(vectors.flat()), vectors.length, dimensions, capacity);
const plus0 = (values: Iterable<number>) => [...values].map((value) => value + 0);

describe('scores', () => {
  it('are the exact sums, rounded once to float32', () => {
    fc.assert(
      fc.property(tables, ({ dimensions, vectors, user }) => {
        const scores = tableOf(vectors, dimensions).score(Float32Array.from(user));
        expect(plus0(scores)).toEqual(plus0(vectors.map((vector) => expectedScore(vector, user))));
      }),
      { numRuns: 300 },
    );
  });

  it('are the dot products of the decoded vectors', () => {
    const [rows, dimensions] = [501, 203];
    const vectors = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: dimensions }, (_, i) => Math.fround(Math.sin(row * 7 + i * i))),
    );
    const user = Float32Array.from({ length: dimensions }, (_, i) => Math.cos(i) / 3);
    const table = tableOf(vectors, dimensions);
    const scores = table.score(user);
    for (let row = 0; row < rows; row++) {
      const decoded = table.vector(row);
      const exact = decoded.reduce((sum, value, i) => sum + value * user[i], 0);
      expect(Math.abs(scores[row] - exact)).toBeLessThan(1e-5);
      for (let i = 0; i < dimensions; i++) expect(Math.abs(decoded[i] - vectors[row][i])).toBeLessThanOrEqual(2 ** -15);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('of a user vector with %d are NaN, and no row competes', (value) => {
    const table = tableOf(
      [
        [1, 2],
        [3, 4],
      ],
      2,
    );
    const user = Float32Array.of(1, value);
    expect([...table.score(user)]).toEqual([Number.NaN, Number.NaN]);
    const lazy = table.lazyScores(user);
    expect([...lazy.bounds, lazy.of(0)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(topK(lazy, 2)).toEqual([]);
  });

  it('of the largest integers do not overflow, whatever the signs', () => {
    for (const dimensions of [1, 511, 512, 513, 1024, MOST_DIMENSIONS])
      for (const signs of [() => 1, (i: number) => (i % 2 === 0 ? 1 : -1), (i: number) => (i % 3 === 0 ? -1 : 1)]) {
        // -128 stands in no file that encoding wrote, but a file may have it.
        const second = Int8Array.from({ length: dimensions }, (_, i) => (signs(i) > 0 ? 127 : -128));
        const planes = { scales: Float32Array.of(1), first: second, second };
        const user = Float32Array.from({ length: dimensions }, (_, i) => signs(i) * (1 - 2 ** -24));
        const lazy = new ItemTable(kernel, planes, 1, dimensions).lazyScores(user);
        const unit = power(1, 4096 * largestHigh(dimensions), -149);
        const w = [...user].map((x) => BigInt(Math.floor(x / 2 ** unit + 0.5)));
        const sum = w.reduce((total, value, i) => total + 255n * BigInt(second[i]) * value, 0n);
        expect(lazy.of(0)).toBe(rounded(sum, unit));
        expect(lazy.bounds[0]).toBeGreaterThanOrEqual(lazy.of(0));
      }
  });
});

describe('bounds', () => {
  it('are never below the scores, and the lazy scores equal the others, to the bit', () => {
    fc.assert(
      fc.property(tables, ({ dimensions, vectors, user }) => {
        const table = tableOf(vectors, dimensions, vectors.length + 3);
        const scores = table.score(Float32Array.from(user)).slice();
        const lazy = table.lazyScores(Float32Array.from(user));
        expect(lazy.bounds.length).toBe(vectors.length);
        for (let row = 0; row < vectors.length; row++) {
          expect(lazy.bounds[row]).toBeGreaterThanOrEqual(scores[row]);
          expect(lazy.of(row)).toBe(scores[row]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('hold for users whom different dimensions dominate, also of rows that are written later', () => {
    const several = tables.chain((table) =>
      fc.record({
        table: fc.constant(table),
        users: fc.array(
          fc.record({
            user: vectorOf(table.dimensions),
            at: fc.nat(table.dimensions - 1),
            row: fc.nat(table.vectors.length),
            vector: vectorOf(table.dimensions),
          }),
          { minLength: 2, maxLength: 4 },
        ),
      }),
    );
    fc.assert(
      fc.property(several, ({ table: { dimensions, vectors }, users }) => {
        const table = tableOf(vectors, dimensions, vectors.length + users.length);
        for (const { user, at, row, vector } of users) {
          const dominated = Float32Array.from(user.map((x, i) => (i === at ? 1000 : Math.max(-4, Math.min(4, x)))));
          for (let time = 0; time < 2; time++) {
            const scores = table.score(dominated).slice();
            const { bounds } = table.lazyScores(dominated);
            for (const [row, score] of scores.entries()) expect(bounds[row]).toBeGreaterThanOrEqual(score);
            table.set(row, Float32Array.from(vector));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('of cosines are never below the cosines', () => {
    fc.assert(
      fc.property(tables, fc.nat(), ({ dimensions, vectors, user }, n) => {
        const all = [user, ...vectors];
        const row = n % all.length;
        const table = tableOf(all, dimensions);
        const cosines = table.cosines(row).slice();
        const lazy = table.lazyCosines(row);
        for (const other of all.keys()) {
          expect(Math.abs(cosines[other])).toBeLessThanOrEqual(1 + 1e-6);
          expect(lazy.bounds[other]).toBeGreaterThanOrEqual(cosines[other]);
          expect(lazy.of(other)).toBe(cosines[other]);
        }
        expect([...table.compare([...all.keys()])(row)]).toEqual([...cosines]);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['', 1],
    [', also if one dimension dominates', 1000],
  ])('are so near that few rows are scored exactly%s', (_, weight) => {
    const [rows, dimensions] = [20_000, 48];
    let state = 1;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32 - 0.5;
    };
    const vectors = Float32Array.from({ length: rows * dimensions }, next);
    const user = Float32Array.from({ length: dimensions }, next);
    // The weight of the last dimension, which is as much smaller in the items.
    user[dimensions - 1] *= weight;
    for (let at = dimensions - 1; at < vectors.length; at += dimensions) vectors[at] /= weight;
    const lazy = new ItemTable(kernel, vectors, rows, dimensions).lazyScores(user);
    let scored = 0;
    const counting = {
      bounds: lazy.bounds,
      of: (row: number) => {
        scored++;
        return lazy.of(row);
      },
    };
    expect(topK(counting, 20).length).toBe(20);
    expect(scored).toBeLessThan(rows / 50);
  });
});

describe('the best k', () => {
  it('of lazy scores are those of a full sort of all scores, with ties and among any rows', () => {
    const cases = tables.chain(({ vectors, ...rest }) =>
      fc.record({
        table: fc.constant({ vectors, ...rest }),
        k: fc.nat(45),
        open: fc.array(fc.nat(1), { minLength: vectors.length, maxLength: vectors.length }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ table: { dimensions, vectors, user }, k, open }) => {
        const table = tableOf(vectors, dimensions);
        const vector = Float32Array.from(user);
        const sorted = fullSort(table.score(vector).slice());
        expect(topK(table.lazyScores(vector), k)).toEqual(sorted.slice(0, k));
        const wanted = sorted.filter((row) => open[row] === 1).slice(0, k);
        expect(topK(table.lazyScores(vector), k, Uint8Array.from(open))).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });
});

describe('encoding', () => {
  it('by hand', () => {
    // The largest value is 3: 3 / 32383 is above 2^-14, so the scale is 2^-13; 3 x 2^13 = 24576 = 254 x 97 - 62.
    const { scales, first, second } = encode(Float32Array.of(3, -1.5, 0, 2 ** -14, 127 * 2 ** -13, -127 * 2 ** -13), 1);
    expect([...scales]).toEqual([2 ** -13]);
    // -1.5 x 2^13 = -12288 = 254 x -48 - 96; half a step rounds up; 127 = 254 - 127; -127 = 254 x 0 - 127.
    expect([...first]).toEqual([97, -48, 0, 0, 1, 0]);
    expect([...second]).toEqual([-62, -96, 0, 1, -127, -127]);
  });

  it.each([32382, 32383, 32384, 32385, 32386])('of values at the largest integer, %d steps', (n) => {
    for (const value of [n, -n, n - 0.5, n + 0.5]) {
      const { scales, first, second } = encode(Float32Array.of(value, value / 3, -value), 1);
      for (const [i, wanted] of [value, value / 3, -value].entries())
        expect(Math.abs(scales[0] * (254 * first[i] + second[i]) - wanted)).toBeLessThanOrEqual(scales[0] / 2);
    }
  });

  it('of a decoded vector gives the same planes, with an error of half a step at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }).chain((dimensions) => vectorOf(dimensions)),
        (vector) => {
          const values = Float32Array.from(vector);
          const planes = encode(values, 1);
          const decoded = new Float32Array(values.length);
          decodeRow(planes.first, planes.second, planes.scales[0], decoded);
          expect(decoded.every(Number.isFinite)).toBe(true);
          expect(isScale(planes.scales[0])).toBe(true);
          for (const [i, value] of values.entries())
            if (Math.abs(value) <= 2 ** 127)
              expect(Math.abs(decoded[i] - value)).toBeLessThanOrEqual(planes.scales[0] / 2);
          expect(encode(decoded, 1)).toEqual(planes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (value) => {
    const table = tableOf([[1, 2]], 2);
    const says = `a vector has the value ${Math.abs(value)}`;
    expect(() => tableOf([[1, value]], 2)).toThrow(new RangeError(says));
    expect(() => table.set(0, Float32Array.of(value, 0))).toThrow(new RangeError(says));
    expect([...table.vector(0)]).toEqual([1, 2]);
  });

  it('refuses more dimensions than an int32 can sum', () => {
    expect(128 * 2048 * MOST_DIMENSIONS).toBeLessThan(2 ** 31);
    for (let dimensions = 1; dimensions <= MOST_DIMENSIONS; dimensions++) {
      const high = largestHigh(dimensions);
      expect(high * 128 * dimensions).toBeLessThan(2 ** 31);
      // The low plane, up to 2048, is as safe, and at least 23 bits of a user remain.
      expect(high).toBeGreaterThanOrEqual(2048);
    }
    expect(() => tableOf([Array(MOST_DIMENSIONS + 1).fill(0)], MOST_DIMENSIONS + 1)).toThrow(
      new RangeError('vectors of 4097 values; at most 4096 are supported'),
    );
  });

  it.each([
    [2 ** -149, true],
    [2 ** -150, false],
    [2 ** 113, true],
    [2 ** 114, false],
    [1, true],
    [3, false],
    [0, false],
    [-1, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])('%d is a scale: %s', (x, is) => {
    expect(isScale(x)).toBe(is);
  });
});
