// Item-kNN: the score of an item is the sum of its similarities with the items of the history, where each item has only its
// nearest neighbours. The similarity of two items is the cosine of their users, shrunk towards 0 where few users have both:
//
//   s(i, j) = |users with both| / (sqrt(|users of i| |users of j|) + shrinkage)
//
// Deshpande and Karypis, "Item-based top-N recommendation algorithms" (2004); with shrinkage as in Ferrari Dacrema et al., "A
// troubling analysis of reproducibility and progress in recommender systems research" (2021).
import type { Ranker } from '../evaluate/ranker.ts';
import { type CoOccurrence, spread } from './co-occurrence.ts';

/** The most pairs of items of one user, over all users, that are counted: some seconds. */
export const KNN_MOST_PAIRS = 1e9;

export interface KnnOptions {
  neighbours: number;
  shrinkage: number;
}

/** Chosen on interactions held out of TikTok's training part, where less of either is worse: its histories are short. */
const DEFAULTS: KnnOptions = { neighbours: 1_000, shrinkage: 1_000 };

/** @param rows the number of all items */
export function fitItemKnn(
  { warm, indexOf, owners, baskets }: CoOccurrence,
  rows: number,
  { neighbours, shrinkage }: KnnOptions = DEFAULTS,
): Ranker {
  const n = warm.length;
  const both = new Float64Array(n);
  const near = owners.map((mine, i) => {
    const met: number[] = [];
    for (const user of mine)
      for (const j of baskets[user]) {
        if (j === i) continue;
        if (both[j]++ === 0) met.push(j);
      }
    const similarity = new Map(
      met.map((j) => [j, both[j] / (Math.sqrt(mine.length * owners[j].length) + shrinkage)] as const),
    );
    for (const j of met) both[j] = 0;
    const best = met.sort((a, b) => similarity.get(b)! - similarity.get(a)! || a - b).slice(0, neighbours);
    return { items: Int32Array.from(best), values: Float32Array.from(best, (j) => similarity.get(j)!) };
  });
  const sums = new Float32Array(n);
  return {
    name: 'item-kNN',
    score({ history }) {
      sums.fill(0);
      for (const row of history) {
        if (indexOf[row] < 0) continue;
        const { items, values } = near[indexOf[row]];
        for (let k = 0; k < items.length; k++) sums[items[k]] += values[k];
      }
      return spread(sums, warm, rows);
    },
  };
}
