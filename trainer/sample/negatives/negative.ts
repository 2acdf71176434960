// The interface of a rule for negatives; each other file in this folder is one.
import type { Random } from '../../random.ts';

/** What a guideline draws for: its triples are spread evenly over users or over items. */
export type Units = 'users' | 'items';

/**
 * Draws a negative for a positive and a unit (user or item), or returns -1 if a few tries fail. The negative is not in the
 * user's history, is not the unit, and does not have the positive's picture.
 */
export type Negative = (unit: number, positive: number, random: Random) => number;
