/**
 * Normalised discounted cumulative gain at k of one user, relevance being 0 or 1: the gain of the hits among the first
 * k, over the gain of the best possible order, which has min(k, |R|) hits in front.
 *
 * DCG@k = sum over hits of 1 / log2(rank + 2);  nDCG@k = DCG@k / IDCG@k
 *
 * Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
 * @param ranks places of the relevant items, the first place being 0
 * @returns NaN where nothing is relevant
 */
export function ndcg(ranks: readonly number[], k: number): number {
  let gain = 0;
  for (const rank of ranks) if (rank < k) gain += 1 / Math.log2(rank + 2);
  let ideal = 0;
  for (let rank = 0; rank < Math.min(k, ranks.length); rank++) ideal += 1 / Math.log2(rank + 2);
  return gain / ideal;
}
