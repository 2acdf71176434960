// From metrics per user to means with confidence intervals and tests of the differences between methods.
import { type EvaluationRow, METRICS, type Metric } from '@curatornet/shared/bundle.ts';
import { bootstrapIntervals, holm, pairedTTest, randomisationTest } from '@curatornet/shared/metrics/significance.ts';
import { z } from 'zod';
import { Random } from '../random.ts';

/** The metrics of one method for each user, over one set of items. */
export interface Measured {
  method: string;
  /** By metric, per user; all methods have the users in the same order. */
  values: Record<Metric, number[]>;
}

/** Compares two methods by one metric: is the first better than the second? */
export const comparisonSchema = z.strictObject({
  items: z.enum(['all', 'cold']),
  metric: z.enum(METRICS),
  a: z.string(),
  b: z.string(),
  /** Mean of a - b over the users. */
  difference: z.number(),
  /** Paired t-test, two-sided. */
  t: z.number(),
  /** The same after Holm's correction over all pairs of methods by this metric. */
  holm: z.number(),
  /** Randomisation test; only if the first method is the evaluated one. */
  randomisation: z.number().optional(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** The metrics with a randomisation test. */
const RANDOMISED: readonly Metric[] = ['auc', 'recallAt20', 'ndcgAt20'];
const ROUNDS = 10_000;

/** Rows of evaluation.json, in the order of the methods. */
export function means(methods: readonly Measured[], items: EvaluationRow['items'], seed: number): EvaluationRow[] {
  const users = methods[0].values.auc.length;
  if (users === 0) return [];
  const random = new Random(seed, items === 'all' ? 21 : 22);
  const columns = methods.flatMap(({ values }) => METRICS.map((metric) => values[metric]));
  const intervals = bootstrapIntervals(columns, () => random.uniform());
  return methods.map(({ method, values }, m) => {
    const byMetric = <T>(value: (metric: Metric, i: number) => T) =>
      Object.fromEntries(METRICS.map((metric, i) => [metric, value(metric, i)])) as Record<Metric, T>;
    const mean = (metric: Metric) => values[metric].reduce((sum, value) => sum + value, 0) / users;
    return {
      method,
      items,
      users,
      ...byMetric(mean),
      intervals: byMetric((_, i) => intervals[m * METRICS.length + i]),
    };
  });
}

/** Compares every pair of methods by every metric. @returns nothing for fewer than two users */
export function comparisons(methods: readonly Measured[], items: EvaluationRow['items'], seed: number): Comparison[] {
  if (methods[0].values.auc.length < 2) return [];
  const random = new Random(seed, items === 'all' ? 23 : 24);
  const pairs = methods.flatMap((a, i) => methods.slice(i + 1).map((b) => ({ a, b, first: i === 0 })));
  return METRICS.flatMap((metric) => {
    const tests = pairs.map(({ a, b }) => pairedTTest(a.values[metric], b.values[metric]));
    const corrected = holm(tests.map(({ p }) => p));
    return pairs.map(({ a, b, first }, i): Comparison => {
      const { difference, p } = tests[i];
      const found = { items, metric, a: a.method, b: b.method, difference, t: p, holm: corrected[i] };
      if (!first || !RANDOMISED.includes(metric)) return found;
      const test = randomisationTest(a.values[metric], b.values[metric], () => random.uniform(), ROUNDS);
      return { ...found, randomisation: test.p };
    });
  });
}
