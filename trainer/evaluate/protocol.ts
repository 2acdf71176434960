// The protocol: rank for each user everything that the user is not known to have, and see where the hidden items land.
// One pass over the users, with one array of scores a method; what is kept is a few numbers a user.
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
import { type Items, type ListRow, Lists } from './lists.ts';
import type { Ranker } from './ranker.ts';

/** What was asked, and of which model: figures of two protocols cannot be compared. */
export const protocolSchema = z.strictObject({
  /** The rule that hid the items. */
  hidden: z.enum(['given', 'last basket', 'last event']),
  /** What the hidden items are ranked among. */
  candidates: z.enum(['catalogue', 'inventory']),
  /** Unique items that were sold more than once, and so are on sale between their sales; null with the catalogue. */
  resold: z.int().nonnegative().nullable(),
  /** No model that is measured has learned from what is hidden. */
  learnedFrom: z.literal('all but the hidden items'),
});
export type Protocol = z.infer<typeof protocolSchema>;

export interface Question {
  protocol: Protocol;
  /** By user: rows that are known, and rows that are hidden. */
  known: readonly (readonly number[])[];
  hidden: readonly (readonly number[])[];
  rows: number;
  items: Items;
  /** By user: rows that did not compete when the hidden ones were bought; absent where everything did. */
  offSale?: (user: number) => readonly number[];
}

type Metrics = Record<Metric, number>;

/** The metrics of one user; null where there is nothing to tell apart. */
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

/** A table of methods, which differences between them are more than chance, and who could not be asked. */
export interface Evaluation {
  protocol: Protocol;
  rows: EvaluationRow[];
  comparisons: Comparison[];
  /** What the first places look like, over all items. */
  lists: ListRow[];
  /** Users with hidden items but no known ones: no method can say anything of them. */
  usersWithoutHistory: number;
  /** Items that no user is known to have: among themselves, the items `cold`. */
  coldItems: number;
}

const nothing = (): Record<Metric, number[]> =>
  Object.fromEntries(METRICS.map((metric) => [metric, [] as number[]])) as Record<Metric, number[]>;

function keep(values: Record<Metric, number[]>, metrics: Metrics | null): void {
  if (metrics !== null) for (const metric of METRICS) values[metric].push(metrics[metric]);
}

/** What every method made of every user that could be asked. */
export interface Measurements {
  all: Measured[];
  cold: Measured[];
  /** Over all items. */
  lists: ListRow[];
  usersWithoutHistory: number;
  coldItems: number;
}

/**
 * Asks every method about every user who has hidden items.
 *
 * `all`: the candidates are all items that the user is not known to have, or of those what was on sale. `cold`: of those,
 * the items that nobody is known to have, which only their picture can rank; users without such a hidden item are left out.
 * @param rankers the one that is evaluated first
 */
export async function measureAll(
  rankers: readonly Ranker[],
  { known, hidden, rows, items, offSale }: Question,
): Promise<Measurements> {
  const warm = new Set(known.flat());
  const asked = [...hidden.keys()].filter((user) => hidden[user].length > 0);
  const users = asked.filter((user) => known[user].length > 0);
  const all = rankers.map(({ name }) => ({ method: name, values: nothing() }));
  const lists = rankers.map(() => new Lists(items));
  const cold = rankers.map(({ name }) => ({ method: name, values: nothing() }));
  const bar = progress('evaluate', users.length, 'users');
  for (const [done, user] of users.entries()) {
    const coldHidden = hidden[user].filter((row) => !warm.has(row));
    const out = offSale ? [...known[user], ...offSale(user)] : known[user];
    for (const [i, ranker] of rankers.entries()) {
      const scores = await ranker.score({ user, history: known[user] });
      exclude(scores, out);
      keep(all[i].values, measure(scores, hidden[user]));
      lists[i].add(scores);
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
  };
}

/**
 * The table of a run: means with intervals, and which differences are more than chance.
 * @param seed of the intervals and of the randomisation test
 */
export async function evaluate(rankers: readonly Ranker[], question: Question, seed: number): Promise<Evaluation> {
  const { all, cold, ...rest } = await measureAll(rankers, question);
  return {
    protocol: question.protocol,
    rows: [...means(all, 'all', seed), ...means(cold, 'cold', seed)],
    comparisons: [...comparisons(all, 'all', seed), ...comparisons(cold, 'cold', seed)],
    ...rest,
  };
}
