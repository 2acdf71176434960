/**
 * Precision at k of one user: the share of the first k places that relevant items hold. k stays the divisor where
 * fewer than k items compete.
 *
 * P@k = |{r in R: rank(r) < k}| / k
 * @param ranks places of the relevant items, the first place being 0
 */
export function precision(ranks: readonly number[], k: number): number {
  return ranks.filter((rank) => rank < k).length / k;
}
