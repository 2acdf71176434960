// Guideline 2, next basket: all items of the baskets up to one, and an item of the basket after it as the positive.
// Negatives share neither a visual cluster nor an artist with what the user bought.

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
