// Guideline 5, single-item profile: one item that somebody bought as the history and as the positive. Negatives are fine
// or coarse.

import { around } from '../negatives/around.ts';
import { numbersWhere } from '../source/lists.ts';
import { lazyHistories } from '../triples/histories.ts';
import { type Guideline, samplerOf } from './guideline.ts';

export const singleItem: Guideline = {
  name: 'guideline 5',
  about: 'single-item profile',
  over: 'items',
  needs: [],
  negative: (source) => around(source, 'items'),
  sampler({ rows, known }, negative, historyTable) {
    const bought = new Uint8Array(rows);
    for (const row of known.items) bought[row] = 1;
    const alone = lazyHistories(historyTable, rows, (row) => [row]);
    return samplerOf(
      {
        units: numbersWhere(rows, (row) => bought[row] === 1),
        draw: (item) => item,
        positive: (item) => item,
        history: alone,
      },
      negative,
    );
  },
};
