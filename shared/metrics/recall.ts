/**
 * Recall at k of one user: the share of the relevant items that are among the first k.
 *
 * R@k = |{r in R: rank(r) < k}| / |R|
 * @param ranks ranks of the relevant items, starting at 0
 * @returns NaN without a relevant item
 */
export function recall(ranks: readonly number[], k: number): number {
  return ranks.filter((rank) => rank < k).length / ranks.length;
}
