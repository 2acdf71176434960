// Guideline 6, single item, same artist: one item as the history, bought or not, and another item of its artist as the
// positive. Negatives are fine or coarse, by another artist, and visually farther from the item than the positive is.

import { farther } from '../negatives/farther.ts';
import { lengthOf, numbersWhere } from '../source/lists.ts';
import { lazyHistories } from '../triples/histories.ts';
import { type Guideline, samplerOf } from './guideline.ts';

export const sameArtist: Guideline = {
  name: 'guideline 6',
  about: 'single item, same artist',
  over: 'items',
  needs: ['artists'],
  negative: farther,
  sampler({ rows, artist, items }, negative, historyTable) {
    if (artist === null) throw new TypeError('there are no artists');
    const alone = lazyHistories(historyTable, rows, (row) => [row]);
    return samplerOf(
      {
        units: numbersWhere(rows, (row) => artist[row] >= 0 && lengthOf(items, artist[row]) >= 2),
        draw(item, random) {
          const mine = artist[item];
          // One of the others: as many places as there are, less the last, which stands in for the item's own.
          const others = lengthOf(items, mine) - 1;
          const picked = items.items[items.start[mine] + random.below(others)];
          return picked === item ? items.items[items.start[mine] + others] : picked;
        },
        positive: (row) => row,
        history: alone,
      },
      negative,
    );
  },
};
