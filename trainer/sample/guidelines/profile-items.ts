// Guideline 4, profile items: the whole history, and an item of it as the positive. Negatives are fine or coarse.
import { MAX_HISTORY } from '@curatornet/shared/ranking.ts';
import { around } from '../negatives/around.ts';
import { countOf, lengthOf, numbersWhere } from '../source/lists.ts';
import { wholeHistories } from '../triples/histories.ts';
import { type Guideline, samplerOf } from './guideline.ts';

export const profileItems: Guideline = {
  name: 'guideline 4',
  about: 'profile items',
  over: 'users',
  needs: [],
  negative: (source) => around(source, 'users'),
  sampler({ known }, negative, historyTable) {
    const whole = wholeHistories(historyTable, known);
    return samplerOf(
      {
        units: numbersWhere(countOf(known), (user) => lengthOf(known, user) > 0),
        // Of a long history the tower reads the end, and the positive is an item of what it reads.
        draw: (user, random) => known.start[user + 1] - 1 - random.below(Math.min(MAX_HISTORY, lengthOf(known, user))),
        positive: (place) => known.items[place],
        history: whole,
      },
      negative,
    );
  },
};
