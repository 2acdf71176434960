// The protocol: rank for each user all items outside the history, and measure the ranks of the hidden items. One pass over
// the users, with one array of scores per method; only the metrics are kept.
import { type EvaluationRow, METRICS, type Metric } from '@curatornet/shared/bundle.ts';
import { auc } from '@curatornet/shared/metrics/auc.ts';
import { authorsNdcg } from '@curatornet/shared/metrics/authors-ndcg.ts';
import { ndcg } from '@curatornet/shared/metrics/ndcg.ts';
import { precision } from '@curatornet/shared/metrics/precision.ts';
import { recall } from '@curatornet/shared/metrics/recall.ts';
import { exclude, placeRelevant } from '@curatornet/shared/ranking.ts';
import { z } from 'zod';
import { progress } from '../progress.ts';
import { type Comparison, comparisons, type Measured, means } from './compare.ts';
import { type Items, type ListRow, Lists, rareRows } from './lists.ts';
import type { Ranker } from './ranker.ts';

/** The protocol of a result: results of different protocols are not comparable. */
export const protocolSchema = z.strictObject({
  /** The rule that hid the items. */
  hidden: z.enum(['given', 'last basket', 'last event']),
  /** The items that the hidden ones are ranked among. */
  candidates: z.enum(['catalogue', 'inventory']),
  /** The number of unique items sold more than once, on sale between their sales; null with the catalogue. */
  resold: z.int().nonnegative().nullable(),
  /** No measured model has learned from the hidden items. */
  learnedFrom: z.literal('all but the hidden items'),
});
export type Protocol = z.infer<typeof protocolSchema>;

export interface EvaluationTask {
  protocol: Protocol;
  /** By user: rows of the history, and hidden rows. */
  known: readonly (readonly number[])[];
  hidden: readonly (readonly number[])[];
  rows: number;
  items: Items;
  /** The length of the lists; default 20. */
  k?: number;
  /** By user: rows that were not candidates when the hidden ones were bought; absent if all were. */
  offSale?: (user: number) => readonly number[];
}

type Metrics = Record<Metric, number>;

/** The metrics of one user; null without a relevant or without an irrelevant candidate. */
function measure(scores: Float32Array, relevant: readonly number[]): Metrics | null {
  const { placements, candidates } = placeRelevant(scores, relevant);
  const others = candidates - relevant.length;
  if (others === 0) return null;
  const ranks = placements.map(({ rank }) => rank);
  return {
    auc: auc(placements, others),
    precisionAt20: precision(ranks, 20),
    recallAt20: recall(ranks, 20),
    ndcgAt20: ndcg(ranks, 20),
    precisionAt100: precision(ranks, 100),
    recallAt100: recall(ranks, 100),
    ndcgAt100: ndcg(ranks, 100),
    authorsNdcgAt20: authorsNdcg(ranks, 20),
    authorsNdcgAt100: authorsNdcg(ranks, 100),
  };
}

/** A table of methods, the tests of their differences, and the number of users left out. */
export interface Evaluation {
  protocol: Protocol;
  rows: EvaluationRow[];
  comparisons: Comparison[];
  /** Beyond-accuracy metrics, over all items. */
  lists: ListRow[];
  /** Users with hidden items but without a history, whom no method can rank for. */
  usersWithoutHistory: number;
  /** The number of items in no history: the candidates of `cold`. */
  coldItems: number;
  /** The number of items that fewer than ten users have, cold ones included. */
  rareItems: number;
}

const nothing = (): Record<Metric, number[]> =>
  Object.fromEntries(METRICS.map((metric) => [metric, [] as number[]])) as Record<Metric, number[]>;

function keep(values: Record<Metric, number[]>, metrics: Metrics | null): void {
  if (metrics !== null) for (const metric of METRICS) values[metric].push(metrics[metric]);
}

/** The metrics of every method for every user with a history. */
export interface Measurements {
  all: Measured[];
  cold: Measured[];
  /** Over all items. */
  lists: ListRow[];
  usersWithoutHistory: number;
  coldItems: number;
  rareItems: number;
}

/**
 * Ranks with every method for every user who has hidden items.
 *
 * `all`: the candidates are all items outside the user's history, or those of them that were on sale. `cold`: those of the
 * candidates that are in no history, which can be ranked only by their pictures; users without a hidden cold item are left
 * out.
 * @param rankers the evaluated one first
 */
export async function measureAll(
  rankers: readonly Ranker[],
  { known, hidden, rows, items, k, offSale }: EvaluationTask,
): Promise<Measurements> {
  const warm = new Set(known.flat());
  const asked = [...hidden.keys()].filter((user) => hidden[user].length > 0);
  const users = asked.filter((user) => known[user].length > 0);
  const all = rankers.map(({ name }) => ({ method: name, values: nothing() }));
  const lists = rankers.map(() => new Lists(items, k));
  const cold = rankers.map(({ name }) => ({ method: name, values: nothing() }));
  const bar = progress('evaluate', users.length, 'users');
  for (const [done, user] of users.entries()) {
    const coldHidden = hidden[user].filter((row) => !warm.has(row));
    const out = offSale ? [...known[user], ...offSale(user)] : known[user];
    for (const [i, ranker] of rankers.entries()) {
      const scores = await ranker.score({ user, history: known[user] });
      exclude(scores, out);
      keep(all[i].values, measure(scores, hidden[user]));
      lists[i].add(scores, hidden[user]);
      if (coldHidden.length === 0) continue;
      exclude(scores, warm);
      keep(cold[i].values, measure(scores, coldHidden));
    }
    bar.update(done + 1);
  }
  bar.end();
  return {
    all,
    cold,
    lists: rankers.map(({ name }, i) => lists[i].row(name)).filter((row) => row !== null),
    usersWithoutHistory: asked.length - users.length,
    coldItems: rows - warm.size,
    rareItems: rareRows(items.owners).filter((rare) => rare).length,
  };
}

/**
 * The table of a run: means with confidence intervals, and tests of the differences.
 * @param seed for the intervals and the randomisation test
 */
export async function evaluate(
  rankers: readonly Ranker[],
  question: EvaluationTask,
  seed: number,
): Promise<Evaluation> {
  const { all, cold, ...rest } = await measureAll(rankers, question);
  return {
    protocol: question.protocol,
    rows: [...means(all, 'all', seed), ...means(cold, 'cold', seed)],
    comparisons: [...comparisons(all, 'all', seed), ...comparisons(cold, 'cold', seed)],
    ...rest,
  };
}
