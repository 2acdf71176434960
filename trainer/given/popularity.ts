// The popularity prior: how popular an item is, a column of the item table that is the same for every user.

/**
 * The column is multiplied and its weight divided by this. Scores do not change, to the bit, and the cosine of two items,
 * which ranks similar items, stays a visual similarity.
 */
export const PRIOR_SCALE = 1 / 64;

/**
 * Standardised log popularity by row, over the rows in histories; 0, the mean, for other rows. A user with n items counts
 * 1 / sqrt(n) for each, so that a few users with large histories do not dominate.
 */
export function popularityPrior(histories: readonly (readonly number[])[], rows: number): Float32Array {
  const popularity = new Float64Array(rows);
  for (const history of histories) for (const row of history) popularity[row] += 1 / Math.sqrt(history.length);
  const warm = [...popularity.keys()].filter((row) => popularity[row] > 0);
  const logs = warm.map((row) => Math.log(popularity[row]));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length) || 1;
  const prior = new Float32Array(rows);
  for (const [i, row] of warm.entries()) prior[row] = (logs[i] - mean) / deviation;
  return prior;
}
