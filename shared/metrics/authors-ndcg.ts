/**
 * nDCG as the authors of CuratorNet compute it: the gain of the hits among the first k, divided by the gain of the same
 * hits at the top. It ignores relevant items outside the first k, so it is never below the standard nDCG@k. Use it only
 * for comparison with the paper's tables.
 * @param ranks ranks of the relevant items, starting at 0
 * @returns 0 without a hit, NaN without a relevant item
 */
export function authorsNdcg(ranks: readonly number[], k: number): number {
  if (ranks.length === 0) return Number.NaN;
  const hits = ranks.filter((rank) => rank < k);
  let gain = 0;
  let ideal = 0;
  for (const [place, rank] of hits.entries()) {
    gain += 1 / Math.log2(rank + 2);
    ideal += 1 / Math.log2(place + 2);
  }
  return hits.length === 0 ? 0 : gain / ideal;
}
