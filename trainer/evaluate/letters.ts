// The columns of the table, and the letters after its values: the methods that a method beats significantly.
import type { EvaluationRow, Metric } from '@curatornet/shared/bundle.ts';
import type { Comparison } from './compare.ts';

export const METRIC_COLUMNS: readonly [string, Metric][] = [
  ['AUC', 'auc'],
  ['R@20', 'recallAt20'],
  ['P@20', 'precisionAt20'],
  ['nDCG@20', 'ndcgAt20'],
  ['R@100', 'recallAt100'],
  ['P@100', 'precisionAt100'],
  ['nDCG@100', 'ndcgAt100'],
];
/** Significance level, after Holm's correction. */
export const ALPHA = 0.05;
/** a, b, c, ... by a method's index in the table. */
export const letter = (place: number) => String.fromCharCode(97 + place);

export interface Compared {
  /** In the order of the table. */
  methods: readonly string[];
  items: EvaluationRow['items'];
  comparisons: readonly Comparison[];
}

/** The letters of the methods that a method beats by a metric. */
export const beaten = ({ methods, items, comparisons }: Compared, method: string, metric: Metric): string =>
  comparisons
    .filter((c) => c.items === items && c.metric === metric && c.holm < ALPHA && c.difference !== 0)
    .map(({ a, b, difference }) => (difference > 0 ? [a, b] : [b, a]))
    .filter(([winner]) => winner === method)
    .map(([, loser]) => letter(methods.indexOf(loser)))
    .sort()
    .join('');
