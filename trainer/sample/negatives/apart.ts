// Guidelines 1, 2 and 3: an item that shares neither a visual cluster nor an artist with anything that the user bought.

import type { SamplingSource } from '../source/source.ts';
import type { Negative } from './negative.ts';
import { TRIES } from './uniform.ts';

export function apart({ rows, known: { start, items }, artist, cluster, picture }: SamplingSource): Negative {
  if (cluster === null) throw new TypeError('there are no clusters');
  /** Whether an item shares something with one that the user bought, or is one: that shares its own cluster. */
  const near = (user: number, row: number): boolean => {
    for (let at = start[user]; at < start[user + 1]; at++) {
      const bought = items[at];
      if (cluster[bought] === cluster[row]) return true;
      if (artist !== null && artist[row] >= 0 && artist[bought] === artist[row]) return true;
    }
    return false;
  };
  return function negativeApart(user, positive, random) {
    for (let tries = 0; tries < TRIES; tries++) {
      const row = random.below(rows);
      if (picture[row] !== picture[positive] && !near(user, row)) return row;
    }
    return -1;
  };
}
