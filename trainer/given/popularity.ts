// The popularity prior: how popular an item is, a column of the item table that is the same for every user.

/**
 * The column is multiplied and its weight divided by this. Scores do not change, to the bit, and the cosine of two items,
 * which ranks similar items, stays a visual similarity.
 */
export const PRIOR_SCALE = 1 / 64;

/** How long ago the interactions of the histories took place, and after how long one counts half, both in days. */
export interface Recency {
  ages: readonly (readonly number[])[];
  halfLife: number;
}

/**
 * Standardised log popularity by row, over the rows in histories; 0, the mean, for other rows. A user with n items counts
 * 1 / sqrt(n) for each, so that a few users with large histories do not dominate.
 * @param recency null: all interactions count alike
 */
export function popularityPrior(
  histories: readonly (readonly number[])[],
  rows: number,
  recency: Recency | null = null,
): Float32Array {
  // Half-lives by row from its youngest interaction to the latest of all. They are added to the log, because the power of a
  // great age is 0.
  const young = recency && youngest(histories, rows, recency);
  const popularity = new Float64Array(rows);
  for (const [user, history] of histories.entries())
    for (const [i, row] of history.entries()) {
      const older = recency && young ? recency.ages[user][i] / recency.halfLife - young[row] : 0;
      popularity[row] += 2 ** -older / Math.sqrt(history.length);
    }
  const warm = [...popularity.keys()].filter((row) => popularity[row] > 0);
  const logs = warm.map((row) => Math.log(popularity[row]) - (young ? young[row] * Math.LN2 : 0));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length) || 1;
  const prior = new Float32Array(rows);
  for (const [i, row] of warm.entries()) prior[row] = (logs[i] - mean) / deviation;
  return prior;
}

function youngest(histories: readonly (readonly number[])[], rows: number, { ages, halfLife }: Recency): Float64Array {
  const young = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (const [user, history] of histories.entries())
    for (const [i, row] of history.entries()) young[row] = Math.min(young[row], ages[user][i] / halfLife);
  return young;
}
