// What guidelines 1 and 2 have in common: an item of a basket is the positive, and the baskets before it make the history.
import type { Random } from '../../random.ts';
import type { Negative } from '../negatives/negative.ts';
import { countOf, lengthOf, numbersWhere, toRaggedArray } from '../source/lists.ts';
import { type HistoryTable, lazyHistories } from '../triples/histories.ts';
import { type Sampler, samplerOf } from './guideline.ts';

type Baskets = readonly (readonly number[])[];

export interface BasketRule {
  /** Whether the items of a basket may be positives. */
  allows(basket: readonly number[], place: number): boolean;
  /** The history that goes with a positive of a basket of this user's. */
  history(mine: Baskets, basket: number, positive: number): number[];
}

/** Draws evenly over each user's cases: the items that the rule allows as positives. */
export function basketCases(
  baskets: readonly Baskets[],
  negative: Negative,
  historyTable: HistoryTable,
  rule: BasketRule,
): Sampler {
  const allowed = baskets.map((mine) =>
    mine.flatMap((basket, place) => (rule.allows(basket, place) ? basket.map((row) => ({ place, row })) : [])),
  );
  const positives = toRaggedArray(allowed.map((cases) => cases.map(({ row }) => row)));
  const basketOf = Int32Array.from(allowed.flatMap((cases) => cases.map(({ place }) => place)));
  const userOf = Int32Array.from(allowed.flatMap((cases, user) => cases.map(() => user)));
  const before = lazyHistories(historyTable, positives.items.length, (at) =>
    rule.history(baskets[userOf[at]], basketOf[at], positives.items[at]),
  );
  const cases = {
    units: numbersWhere(countOf(positives), (user) => lengthOf(positives, user) > 0),
    draw: (user: number, random: Random) => positives.start[user] + random.below(lengthOf(positives, user)),
    positive: (at: number) => positives.items[at],
    history: (_: number, at: number) => before(at),
  };
  return samplerOf(cases, negative);
}
