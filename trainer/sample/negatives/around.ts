// Guidelines 4 and 5: fine, an item of the positive's own visual cluster, or coarse, one of a random cluster.

import { countOf, lengthOf, listHas, numbersWhere } from '../source/lists.ts';
import type { SamplingSource } from '../source/source.ts';
import type { Negative, Units } from './negative.ts';
import { TRIES } from './uniform.ts';

/** How often a negative is fine. */
const FINE = 0.6;

export function around({ known, cluster, members, picture }: SamplingSource, over: Units): Negative {
  if (cluster === null) throw new TypeError('there are no clusters');
  const users = over === 'users';
  const clusters = numbersWhere(countOf(members), (code) => lengthOf(members, code) > 0);
  return function negativeAround(unit, positive, random) {
    for (let tries = 0; tries < TRIES; tries++) {
      const code: number = random.uniform() < FINE ? cluster[positive] : clusters[random.below(clusters.length)];
      const row = members.items[members.start[code] + random.below(lengthOf(members, code))];
      if (picture[row] === picture[positive]) continue;
      if (users ? !listHas(known, unit, row) : row !== unit) return row;
    }
    return -1;
  };
}
