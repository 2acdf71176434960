// What a rule for negatives is: one way to pick the item that the user does not prefer, one a file in this folder.
import type { Random } from '../../random.ts';

/** What a guideline draws about: it spreads its triples evenly over these. */
export type Units = 'users' | 'items';

/**
 * Picks a negative for a positive, about a user or an item, or -1 where a few tries find none. What it picks is not in
 * that user's history, not that item, and not the positive's picture.
 */
export type Negative = (unit: number, positive: number, random: Random) => number;
