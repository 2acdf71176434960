/**
 * Normalised discounted cumulative gain at k of one user, with relevance 0 or 1: the gain of the hits among the first k,
 * divided by the gain of the ideal order, which has min(k, |R|) hits at the top.
 *
 * DCG@k = sum over hits of 1 / log2(rank + 2);  nDCG@k = DCG@k / IDCG@k
 *
 * Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
 * @param ranks ranks of the relevant items, starting at 0
 * @returns NaN without a relevant item
 */
export function ndcg(ranks: readonly number[], k: number): number {
  let gain = 0;
  for (const rank of ranks) if (rank < k) gain += 1 / Math.log2(rank + 2);
  let ideal = 0;
  for (let rank = 0; rank < Math.min(k, ranks.length); rank++) ideal += 1 / Math.log2(rank + 2);
  return gain / ideal;
}
