// Uniform negatives: any item outside the history, as in BPR; figure 3 of the paper compares the guidelines with this.

import { listHas } from '../source/lists.ts';
import type { SamplingSource } from '../source/source.ts';
import type { Negative, Units } from './negative.ts';

/** The most tries for a negative before the draw fails. */
export const TRIES = 20;

export function uniform({ rows, known, picture }: SamplingSource, over: Units): Negative {
  const users = over === 'users';
  return function uniformNegative(unit, positive, random) {
    for (let tries = 0; tries < TRIES; tries++) {
      const row = random.below(rows);
      if (picture[row] === picture[positive]) continue;
      if (users ? !listHas(known, unit, row) : row !== unit) return row;
    }
    return -1;
  };
}
