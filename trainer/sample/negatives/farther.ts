// Negatives of guideline 6: fine or coarse, by another artist, and visually farther from the history's item than the positive.
import type { Random } from '../../random.ts';
import type { SamplingSource } from '../source/source.ts';
import { around } from './around.ts';
import type { Negative } from './negative.ts';

/**
 * The minimum difference of the cosines of positive and negative. Cosines are of z-scored features, the input of the
 * network: two items have about 0 on average, whereas raw ResNet50 features are never negative and all have high cosines.
 */
const MARGIN = 0.1;
/** Fewer than elsewhere: each may cost a dot product. */
const TRIES = 5;
/** Number of random items that estimate the smallest similarity to an item. */
const LOOKS = 32;

export function farther(source: SamplingSource): Negative {
  const { rows, artist, similarity } = source;
  const candidate = around(source, 'items');
  const farthest = new Float32Array(rows).fill(Number.NaN);
  /** Rejects at once a positive that is less similar than all sampled items, for which no negative can be found. */
  const hopeless = (item: number, nearness: number, random: Random): boolean => {
    if (Number.isNaN(farthest[item])) {
      let least = 1;
      for (let looks = 0; looks < LOOKS; looks++) least = Math.min(least, similarity(item, random.below(rows)));
      farthest[item] = least;
    }
    return nearness < farthest[item];
  };
  return function negativeFarther(item, positive, random) {
    const nearness = similarity(item, positive) - MARGIN;
    if (hopeless(item, nearness, random)) return -1;
    for (let tries = 0; tries < TRIES; tries++) {
      const row = candidate(item, positive, random);
      if (row < 0) return -1;
      if (artist !== null && artist[row] === artist[item]) continue;
      if (similarity(item, row) <= nearness) return row;
    }
    return -1;
  };
}
