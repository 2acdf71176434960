/**
 * nDCG as the authors of CuratorNet compute it: the gain of the hits among the first k, over the gain that the same hits
 * would have in front. It does not ask how many hits there could have been, so it is never below the standard nDCG@k; for
 * comparison with the paper's tables only.
 * @param ranks places of the relevant items, the first place being 0
 * @returns 0 where there is no hit, NaN where nothing is relevant
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
