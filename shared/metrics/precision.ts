/**
 * Precision at k of one user: the share of the first k ranks that relevant items hold. The divisor is k even if there
 * are fewer than k candidates.
 *
 * P@k = |{r in R: rank(r) < k}| / k
 * @param ranks ranks of the relevant items, starting at 0
 */
export function precision(ranks: readonly number[], k: number): number {
  return ranks.filter((rank) => rank < k).length / k;
}
