/**
 * Intra-list diversity: the mean of 1 - cosine over all pairs of a list. 0 if all vectors are equal.
 *
 * Ziegler et al., "Improving recommendation lists through topic diversification" (2005). For n unit vectors it follows
 * from the length of their sum s: the mean cosine of the pairs is (|s|^2 - n) / (n (n - 1)).
 * @param list rows, at least two
 * @param unit vectors of length 1, float32 [rows, size]
 */
export function diversity(list: readonly number[], unit: Float32Array, size: number): number {
  const n = list.length;
  const sum = new Float64Array(size);
  let lengths = 0;
  for (const row of list)
    for (let f = 0; f < size; f++) {
      const value = unit[row * size + f];
      sum[f] += value;
      lengths += value * value;
    }
  let square = 0;
  for (const value of sum) square += value * value;
  return 1 - (square - lengths) / (n * (n - 1));
}
