// Which items the same users have: the data of the rivals EASE and item-kNN. Items that nobody has co-occur with none, so
// both leave them at 0.

export interface CoOccurrence {
  /** The rows that at least one user has, ascending. */
  warm: Int32Array;
  /** The index of each row in `warm`; -1 for the others. */
  indexOf: Int32Array;
  /** By index: the users who have the item. */
  owners: number[][];
  /** By user: the indices of the user's items. */
  baskets: Int32Array[];
  /** The number of pairs of items of one user, over all users: the cost of counting them. */
  pairs: number;
}

/** @param histories distinct rows of each user */
export function coOccurrence(histories: readonly (readonly number[])[], rows: number): CoOccurrence {
  const has = new Uint8Array(rows);
  for (const history of histories) for (const row of history) has[row] = 1;
  const warm = Int32Array.from(has.keys()).filter((row) => has[row] === 1);
  const indexOf = new Int32Array(rows).fill(-1);
  for (const [index, row] of warm.entries()) indexOf[row] = index;
  const owners: number[][] = Array.from(warm, () => []);
  const baskets = histories.map((history) => Int32Array.from(history, (row) => indexOf[row]));
  let pairs = 0;
  for (const [user, basket] of baskets.entries()) {
    for (const index of basket) owners[index].push(user);
    pairs += basket.length ** 2;
  }
  return { warm, indexOf, owners, baskets, pairs };
}

/** Scores of all rows from those of the warm ones; the others get 0. */
export function spread(sums: Float32Array, warm: Int32Array, rows: number): Float32Array {
  const scores = new Float32Array(rows);
  for (let index = 0; index < warm.length; index++) scores[warm[index]] = sums[index];
  return scores;
}
