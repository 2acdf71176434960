import type { Placement } from '../ranking.ts';

/**
 * Area under the ROC curve of one user: the share of (relevant, other) pairs in the right order, where a tie counts one
 * half. Relevant items are not compared with each other. In [0, 1]; a random order has .5.
 *
 * AUC = 1/|R| sum over r in R of (below(r) + tied(r) / 2) / |others|
 *
 * Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback" (2009), section 4.1.
 * @param others number of candidates that are not relevant
 * @returns NaN if there is no relevant item or no other candidate
 */
export function auc(placements: readonly Placement[], others: number): number {
  let sum = 0;
  for (const { above, tied } of placements) sum += (others - above - tied / 2) / others;
  return sum / placements.length;
}
