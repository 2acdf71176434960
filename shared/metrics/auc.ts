import type { Placement } from '../ranking.ts';

/**
 * Area under the ROC curve of one user: the share of (relevant, other) pairs that are in the right order, a tie counting
 * half. Relevant items do not compete with each other. In [0, 1], .5 for a random order.
 *
 * AUC = 1/|R| sum over r in R of (below(r) + tied(r) / 2) / |others|
 *
 * Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback" (2009), section 4.1.
 * @param others candidates that are not relevant
 * @returns NaN where there is nothing to compare: no relevant item, or no other
 */
export function auc(placements: readonly Placement[], others: number): number {
  let sum = 0;
  for (const { above, tied } of placements) sum += (others - above - tied / 2) / others;
  return sum / placements.length;
}
