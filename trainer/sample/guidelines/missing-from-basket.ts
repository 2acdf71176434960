// Guideline 1, item missing from a basket: all baskets up to one of two items or more, without one of its items, which is
// the positive. Negatives share neither a visual cluster nor an artist with what the user bought.

import { apart } from '../negatives/apart.ts';
import { basketCases } from './basket-cases.ts';
import type { Guideline } from './guideline.ts';

export const missingFromBasket: Guideline = {
  name: 'guideline 1',
  about: 'item missing from a basket',
  over: 'users',
  needs: ['baskets'],
  negative: apart,
  sampler: ({ baskets }, negative, historyTable) =>
    basketCases(baskets ?? [], negative, historyTable, {
      allows: (basket) => basket.length >= 2,
      history: (mine, basket, hidden) =>
        mine
          .slice(0, basket + 1)
          .flat()
          .filter((row) => row !== hidden),
    }),
};
