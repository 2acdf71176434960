// Leave one out: the history without an item, and that item as the positive. It is what the worker is asked for, and what
// section 3.3 of the paper describes: "P_u \ i". Negatives as in guideline 4.

import { around } from '../negatives/around.ts';
import { countOf, lengthOf, listOf, numbersWhere } from '../source/lists.ts';
import { lazyHistories } from '../triples/histories.ts';
import { type Guideline, samplerOf } from './guideline.ts';

export const leaveOneOut: Guideline = {
  name: 'leave one out',
  about: 'the rest of the history',
  over: 'users',
  needs: [],
  negative: (source) => around(source, 'users'),
  sampler({ known }, negative, historyTable) {
    const userOf = new Int32Array(known.items.length);
    for (let user = 0; user < countOf(known); user++) userOf.fill(user, known.start[user], known.start[user + 1]);
    const without = lazyHistories(historyTable, known.items.length, (place) =>
      [...listOf(known, userOf[place])].filter((row) => row !== known.items[place]),
    );
    return samplerOf(
      {
        units: numbersWhere(countOf(known), (user) => lengthOf(known, user) >= 2),
        draw: (user, random) => known.start[user] + random.below(lengthOf(known, user)),
        positive: (place) => known.items[place],
        history: (_, place) => without(place),
      },
      negative,
    );
  },
};
