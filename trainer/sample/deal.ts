// Deals triples out at random: some of each guideline's for validation, the rest for training.
import type { Random } from '../random.ts';

/**
 * @param rows [n, 3], the guidelines' triples one behind the other; what stays for training is moved to the front
 * @param lengths how many triples each guideline has
 * @param wanted how many of them go to validation
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
    // Each triple is taken with the probability that what is still wanted has of what is left: all choices are alike
    // (Knuth's algorithm S).
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
