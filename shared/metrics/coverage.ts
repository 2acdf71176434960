/**
 * Catalogue coverage at k: the share of all items that are among the first k of at least one user. A method that ranks
 * the same for all users has k / items.
 *
 * Ge, Delgado-Battenfeld and Jannach, "Beyond accuracy" (2010).
 * @param lists the first k rows of each user
 */
export function coverage(lists: Iterable<readonly number[]>, items: number): number {
  const shown = new Set<number>();
  for (const list of lists) for (const row of list) shown.add(row);
  return shown.size / items;
}
