// The significance tests compared with SciPy 1.10 (its calls are in comments), and their invariants.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrapIntervals,
  holm,
  incompleteBeta,
  pairedTTest,
  randomisationTest,
} from '../../../shared/metrics/significance.ts';
import { Random } from '../../../trainer/random.ts';

const a = [0.9, 0.7, 0.8, 0.65, 0.72, 0.88, 0.5, 0.61];
const b = [0.8, 0.72, 0.6, 0.6, 0.7, 0.7, 0.55, 0.5];
const coins = (seed: number) => {
  const random = new Random(seed);
  return () => random.uniform();
};

describe('the incomplete beta function', () => {
  // scipy.special.betainc(p, q, x)
  it.each([
    [0.3, 2, 3, 0.3483],
    [0.95, 0.5, 1500.5, 0.9999999999999999],
    [0.999, 1522.5, 0.5, 0.08093509135850582],
    [0.5, 0.5, 0.5, 0.5],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('at %d with %d and %d', (x, p, q, expected) => {
    expect(incompleteBeta(x, p, q)).toBeCloseTo(expected, 11);
  });
  it('is the identity for a = b = 1, and symmetric', () => {
    const number = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    const size = fc.double({ min: 0.5, max: 2000, noNaN: true });
    fc.assert(fc.property(number, (x) => Math.abs(incompleteBeta(x, 1, 1) - x) < 1e-12));
    fc.assert(
      fc.property(
        number,
        size,
        size,
        (x, p, q) => Math.abs(incompleteBeta(x, p, q) + incompleteBeta(1 - x, q, p) - 1) < 1e-9,
      ),
    );
  });
});

describe("Student's paired t-test", () => {
  it('agrees with scipy.stats.ttest_rel(a, b)', () => {
    const { difference, t, p } = pairedTTest(a, b);
    expect(difference).toBeCloseTo(0.07375, 12);
    expect(t).toBeCloseTo(2.3159525823376357, 10);
    expect(p).toBeCloseTo(0.053713717983563766, 10);
  });
  it('changes only its sign if a and b are swapped', () => {
    expect(pairedTTest(b, a).p).toBeCloseTo(pairedTTest(a, b).p, 12);
    expect(pairedTTest(b, a).difference).toBeCloseTo(-0.07375, 12);
  });
  it('handles equal differences', () => {
    expect(pairedTTest(a, a)).toEqual({ difference: 0, t: 0, p: 1 });
    expect(pairedTTest([2, 3, 4], [1, 2, 3])).toEqual({ difference: 1, t: Number.POSITIVE_INFINITY, p: 0 });
  });
  it('rejects unequal lengths and a single pair', () => {
    expect(() => pairedTTest([1, 2], [1])).toThrow('2 values cannot be paired with 1');
    expect(() => pairedTTest([1], [2])).toThrow('at least two pairs');
  });
});

describe('the randomisation test', () => {
  it('is close to the exact value over all 256 exchanges', () => {
    // scipy.stats.permutation_test((a, b), lambda x, y, axis: np.mean(x - y, axis=axis),
    //   permutation_type='samples', vectorized=True, n_resamples=np.inf).pvalue is 0.078125 = 20 / 256
    const { p, difference } = randomisationTest(a, b, coins(1), 40_000);
    expect(difference).toBeCloseTo(0.07375, 12);
    expect(Math.abs(p - 0.078125)).toBeLessThan(0.005);
  });
  it('gives 1 for equal methods, and never 0', () => {
    expect(randomisationTest(a, a, coins(1), 500).p).toBe(1);
    const better = Array.from({ length: 200 }, (_, i) => i + 1);
    expect(randomisationTest(better, new Array(200).fill(0), coins(1), 999).p).toBe(1 / 1000);
  });
  it('has an error rate of 5% at alpha = .05 under the null hypothesis', () => {
    let wrong = 0;
    for (let trial = 0; trial < 400; trial++) {
      const noise = coins(100 + trial);
      const x = Array.from({ length: 40 }, noise);
      const y = Array.from({ length: 40 }, noise);
      if (randomisationTest(x, y, noise, 199).p <= 0.05) wrong++;
    }
    // 20 expected, standard deviation 4.4
    expect(wrong).toBeGreaterThan(4);
    expect(wrong).toBeLessThan(40);
  });
});

describe('the bootstrap interval', () => {
  it('approaches the normal interval for many users', () => {
    const values = Array.from({ length: 3000 }, coins(7));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // The standard error of a mean of uniform numbers: sqrt(1 / 12 / n)
    const half = 1.96 * Math.sqrt(1 / 12 / values.length);
    const [low, high] = bootstrapIntervals([values], coins(8), 0.95, 4000)[0];
    expect(Math.abs(low - (mean - half))).toBeLessThan(0.15 * half);
    expect(Math.abs(high - (mean + half))).toBeLessThan(0.15 * half);
  });
  it('is a point for equal values, and rejects an empty list', () => {
    expect(
      bootstrapIntervals(
        [
          [0.4, 0.4, 0.4],
          [1, 1, 1],
        ],
        coins(1),
      ),
    ).toEqual([
      [expect.closeTo(0.4, 12), expect.closeTo(0.4, 12)],
      [1, 1],
    ]);
    expect(() => bootstrapIntervals([[]], coins(1))).toThrow('at least one user');
  });
});

describe("Holm's correction", () => {
  it('multiplies by the number of remaining tests, and is monotone', () => {
    // By hand: sorted .01 .02 .03 .04 -> 4 x .01 = .04, 3 x .02 = .06, 2 x .03 = .06, 1 x .04 = .04, raised to .06
    expect(holm([0.03, 0.01, 0.04, 0.02]).map((p) => Math.round(p * 1e12) / 1e12)).toEqual([0.06, 0.04, 0.06, 0.06]);
  });
  it('is at most 1', () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
