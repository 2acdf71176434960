/**
 * Novelty of a list: the mean self-information of its items in bits, high where few people have them. An item that nobody
 * has counts as if one more user had it, so that it stays finite.
 *
 * mean over i of -log2((users(i) + 1) / (users + 1));  Vargas and Castells, "Rank and relevance in novelty and diversity
 * metrics for recommender systems" (2011).
 * @param list rows
 * @param owners how many users have each row
 * @param users how many users there are
 */
export function novelty(list: readonly number[], owners: ArrayLike<number>, users: number): number {
  let bits = 0;
  for (const row of list) bits -= Math.log2((owners[row] + 1) / (users + 1));
  return bits / list.length;
}
