// EASE: a linear model from the items of a history to all items, in closed form. With X [users, items] of ones where a user
// has an item, P = (X'X + lambda I)^-1 and B = I - P diag(1 / diag P), the scores of a history are the sum of its rows of B.
//
// Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (2019). It has a parameter for each pair of items, so it is
// bounded by their number, and it does not know new items.
import { InputError } from '@curatornet/shared/errors.ts';
import { invertInPlace } from '../algebra/inverse.ts';
import type { Ranker } from '../evaluate/ranker.ts';
import { type CoOccurrence, spread } from './co-occurrence.ts';

/** The most items with users. 6,000 take 150 MB and 10 to 20 s on two cores; time grows with the cube. */
export const EASE_MOST_ITEMS = 8_192;
/** The L2 penalty: of 3, 10, 20, 30, 100, 300 and 1000 the best by R@20 on interactions held out of TikTok's training part. */
const LAMBDA = 30;

/** Fits the model on the backend in use. @param rows the number of all items */
export function fitEase({ warm, indexOf, baskets }: CoOccurrence, rows: number, lambda = LAMBDA): Ranker {
  const n = warm.length;
  if (n > EASE_MOST_ITEMS)
    throw new InputError(
      'usage',
      `EASE needs a matrix of ${n.toLocaleString('en')} x ${n.toLocaleString('en')} items`,
      {
        how: `it takes at most ${EASE_MOST_ITEMS.toLocaleString('en')} items with users: leave ease out of --rivals`,
      },
    );
  const weights = new Float32Array(n * n);
  for (const basket of baskets) for (const i of basket) for (const j of basket) weights[i * n + j]++;
  for (let i = 0; i < n; i++) weights[i * n + i] += lambda;
  invertInPlace(weights, n);
  const diagonal = Float32Array.from({ length: n }, (_, i) => weights[i * n + i]);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) weights[i * n + j] = i === j ? 0 : -weights[i * n + j] / diagonal[j];
  const sums = new Float32Array(n);
  return {
    name: 'EASE',
    score({ history }) {
      sums.fill(0);
      for (const row of history) {
        const at = indexOf[row] * n;
        if (at >= 0) for (let j = 0; j < n; j++) sums[j] += weights[at + j];
      }
      return spread(sums, warm, rows);
    },
  };
}
