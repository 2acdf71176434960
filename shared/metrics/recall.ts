/**
 * Recall at k of one user: the share of the relevant items that are among the first k.
 *
 * R@k = |{r in R: rank(r) < k}| / |R|
 * @param ranks places of the relevant items, the first place being 0
 * @returns NaN where nothing is relevant
 */
export function recall(ranks: readonly number[], k: number): number {
  return ranks.filter((rank) => rank < k).length / ranks.length;
}
