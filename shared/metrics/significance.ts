// Paired significance tests for two methods that were evaluated on the same users: three tests with different
// assumptions, and Holm's correction for several comparisons.

/** The result of a paired comparison: the mean difference and its p value under the null hypothesis of no difference. */
export interface PairedTest {
  /** Mean of a - b. */
  difference: number;
  /** p value, two-sided. */
  p: number;
}

/** A generator of uniform random numbers in [0, 1). */
export type Uniform = () => number;

const mean = (values: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
};

function differences(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  if (a.length !== b.length) throw new RangeError(`${a.length} values cannot be paired with ${b.length}`);
  if (a.length < 2) throw new RangeError('a paired test needs at least two pairs');
  return Float64Array.from(a, (value, i) => value - b[i]);
}

/** ln gamma(x), x > 0, by Lanczos's approximation (g = 7, 9 terms); relative error below 1e-14. */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  let sum = coefficients[0];
  for (let i = 1; i < 9; i++) sum += coefficients[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22) with Lentz's method.
 * @param x in [0, 1]
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast only below (a + 1) / (a + b + 2); above it, compute the other tail.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  // 1 + d1 / (1 + d2 / (1 + ...))
  let fraction = 1;
  let c = 1;
  let d = 0;
  for (let n = 1; n < 10_000; n++) {
    const m = n >> 1;
    const term =
      n % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + term * d);
    c = 1 + term / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front / fraction;
}

/**
 * Student's paired t-test, two-sided: t = mean(d) / (sd(d) / sqrt(n)) with n - 1 degrees of freedom, d = a - b.
 * If all differences are equal, p is 1 where they are zero and 0 otherwise.
 */
export function pairedTTest(a: ArrayLike<number>, b: ArrayLike<number>): PairedTest & { t: number } {
  const d = differences(a, b);
  const n = d.length;
  const difference = mean(d);
  const variance = d.reduce((sum, value) => sum + (value - difference) ** 2, 0) / (n - 1);
  if (variance === 0)
    return { difference, t: difference === 0 ? 0 : difference * Number.POSITIVE_INFINITY, p: difference === 0 ? 1 : 0 };
  const t = difference / Math.sqrt(variance / n);
  return { difference, t, p: incompleteBeta((n - 1) / (n - 1 + t * t), (n - 1) / 2, 0.5) };
}

/** Student's paired t-test, one-sided: p is the probability of a mean of a - b at least as high under no difference. */
export function pairedTTestGreater(a: ArrayLike<number>, b: ArrayLike<number>): PairedTest {
  const { difference, p } = pairedTTest(a, b);
  return { difference, p: difference > 0 ? p / 2 : 1 - p / 2 };
}

/**
 * Fisher's randomisation test, two-sided: under no difference, each user's two values are exchangeable. p is the share
 * of `rounds` random exchanges whose mean difference is at least as large as the observed one, which counts as well.
 * Smucker, Allan and Carterette, "A comparison of statistical significance tests for information retrieval" (2007).
 */
export function randomisationTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  random: Uniform,
  rounds = 10_000,
): PairedTest {
  const d = differences(a, b).filter((value) => value !== 0);
  const seen = Math.abs(d.reduce((sum, value) => sum + value, 0));
  // Tolerance for rounding errors of sums that are equal.
  const slack = 1e-12 * d.reduce((sum, value) => sum + Math.abs(value), 0);
  let asLarge = 1;
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    // One random number serves 30 users: one bit each.
    for (let i = 0, bits = 0; i < d.length; i++, bits >>>= 1) {
      if (i % 30 === 0) bits = Math.floor(random() * 2 ** 30);
      sum += bits & 1 ? d[i] : -d[i];
    }
    if (Math.abs(sum) >= seen - slack) asLarge++;
  }
  return { difference: mean(differences(a, b)), p: asLarge / (rounds + 1) };
}

/**
 * Bootstrap confidence intervals of means over users: the middle `level` of the means of `rounds` samples with
 * replacement, each of as many users. Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), percentile interval.
 * @param columns values by user, each column for the same users; all columns share the samples
 */
export function bootstrapIntervals(
  columns: readonly ArrayLike<number>[],
  random: Uniform,
  level = 0.95,
  rounds = 1_000,
): [number, number][] {
  const n = columns[0]?.length ?? 0;
  if (n === 0) throw new RangeError('a bootstrap interval needs at least one user');
  const means = columns.map(() => new Float64Array(rounds));
  const sample = new Int32Array(n);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) sample[i] = Math.floor(random() * n);
    for (const [c, column] of columns.entries()) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += column[sample[i]];
      means[c][round] = sum / n;
    }
  }
  const tail = (1 - level) / 2;
  return means.map((sorted) => {
    sorted.sort();
    return [sorted[Math.floor(tail * (rounds - 1))], sorted[Math.ceil((1 - tail) * (rounds - 1))]];
  });
}

/**
 * Holm's correction: adjusts p values so that rejecting those below alpha has a family-wise error rate of at most alpha.
 * Holm, "A simple sequentially rejective multiple test procedure" (1979).
 * @returns adjusted p values in the given order
 */
export function holm(p: readonly number[]): number[] {
  const order = [...p.keys()].sort((i, j) => p[i] - p[j]);
  const adjusted = new Array<number>(p.length);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (p.length - rank) * p[i]));
    adjusted[i] = largest;
  }
  return adjusted;
}
