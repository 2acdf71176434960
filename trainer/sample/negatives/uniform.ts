// Any item that is not in the history: the sampling of BPR, against which the paper's figure 3 measures the guidelines.

import { listHas } from '../source/lists.ts';
import type { SamplingSource } from '../source/source.ts';
import type { Negative, Units } from './negative.ts';

/** How often a negative is tried for before the draw is given up. */
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
