/**
 * Novelty of a list: the mean self-information of its items in bits, high for items that few users have. The + 1 keeps
 * it finite for items that no user has.
 *
 * mean over i of -log2((users(i) + 1) / (users + 1));  Vargas and Castells, "Rank and relevance in novelty and diversity
 * metrics for recommender systems" (2011).
 * @param list rows
 * @param owners number of users who have each row
 * @param users number of users
 */
export function novelty(list: readonly number[], owners: ArrayLike<number>, users: number): number {
  let bits = 0;
  for (const row of list) bits -= Math.log2((owners[row] + 1) / (users + 1));
  return bits / list.length;
}
