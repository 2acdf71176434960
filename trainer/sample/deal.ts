// Splits triples at random: a given number of each guideline's for validation, the rest for training.
import type { Random } from '../random.ts';

/**
 * @param rows [n, 3], the guidelines' triples concatenated; those for training are moved to the front
 * @param lengths number of triples of each guideline
 * @param wanted number of each guideline's triples for validation
 */
export function dealOut(
  rows: Int32Array,
  lengths: readonly number[],
  wanted: readonly number[],
  random: Random,
): Record<'training' | 'validation', Int32Array> {
  const validation = new Int32Array(3 * wanted.reduce((sum, count) => sum + count, 0));
  let kept = 0;
  let dealt = 0;
  let from = 0;
  for (let i = 0; i < lengths.length; i++) {
    let left = lengths[i];
    // Selection sampling (Knuth's algorithm S): takes each triple with probability (still wanted) / (remaining), which makes
    // all selections equally likely.
    for (let want = wanted[i]; left > 0; left--, from += 3) {
      const take = random.below(left) < want;
      const into = take ? validation : rows;
      const at = take ? dealt : kept;
      for (let column = 0; column < 3; column++) into[at + column] = rows[from + column];
      if (take) {
        dealt += 3;
        want--;
      } else kept += 3;
    }
  }
  return { training: rows.subarray(0, kept), validation };
}
