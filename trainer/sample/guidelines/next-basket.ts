// Guideline 2, next basket: the history is all items of the baskets up to one, the positive an item of the next basket.
// Negatives share neither a visual cluster nor an artist with the items that the user bought.

import { apart } from '../negatives/apart.ts';
import { basketCases } from './basket-cases.ts';
import type { Guideline } from './guideline.ts';

export const nextBasket: Guideline = {
  name: 'guideline 2',
  about: 'next basket',
  over: 'users',
  needs: ['baskets'],
  negative: apart,
  sampler: ({ baskets }, negative, historyTable) =>
    basketCases(baskets ?? [], negative, historyTable, {
      allows: (_, place) => place > 0,
      history: (mine, basket) => mine.slice(0, basket).flat(),
    }),
};
