// Guideline 6: fine or coarse, by another artist, and visually farther from the item of the history than the positive is.
import type { Random } from '../../random.ts';
import type { SamplingSource } from '../source/source.ts';
import { around } from './around.ts';
import type { Negative } from './negative.ts';

/**
 * By how much the positive's cosine must be the greater one. Cosines are of z-scored features, as the network reads
 * them: there two items have about 0 on average, whereas raw ResNet50 features are never negative and all alike.
 */
const MARGIN = 0.1;
/** Each may cost a product of two rows. */
const TRIES = 5;
/** Items that are looked at to learn how far from an item items lie. */
const LOOKS = 32;

export function farther(source: SamplingSource): Negative {
  const { rows, artist, similarity } = source;
  const candidate = around(source, 'items');
  const farthest = new Float32Array(rows).fill(Number.NaN);
  /** Lets a hopeless positive go at once: one that not even the farthest of some random items lies far enough behind. */
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
