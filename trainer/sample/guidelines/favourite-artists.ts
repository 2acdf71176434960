// Guideline 3, favourite artists: the whole history, and an item that the user has not bought, by an artist and in a visual
// cluster of something bought. Negatives share neither a cluster nor an artist with what the user bought.

import { apart } from '../negatives/apart.ts';
import { countOf, lengthOf, listOf, numbersWhere, toRaggedArray } from '../source/lists.ts';
import type { SamplingSource } from '../source/source.ts';
import { wholeHistories } from '../triples/histories.ts';
import { type Guideline, samplerOf } from './guideline.ts';

export const favouriteArtists: Guideline = {
  name: 'guideline 3',
  about: 'favourite artists',
  over: 'users',
  needs: ['artists', 'clusters'],
  negative: apart,
  sampler(source, negative, historyTable) {
    const { known } = source;
    const positives = toRaggedArray(Array.from({ length: countOf(known) }, (_, user) => alike(source, user)));
    const whole = wholeHistories(historyTable, known);
    return samplerOf(
      {
        units: numbersWhere(countOf(known), (user) => lengthOf(positives, user) > 0),
        draw: (user, random) => positives.start[user] + random.below(lengthOf(positives, user)),
        positive: (at) => positives.items[at],
        history: whole,
      },
      negative,
    );
  },
};

/** The items that a user might have bought for their artist and their looks. */
function alike({ known, artist, items, cluster }: SamplingSource, user: number): number[] {
  if (artist === null || cluster === null) return [];
  const bought = new Set(listOf(known, user));
  const clusters = new Set([...bought].map((row) => cluster[row]));
  const artists = new Set([...bought].map((row) => artist[row]).filter((code) => code >= 0));
  return [...artists].flatMap((code) =>
    [...listOf(items, code)].filter((row) => clusters.has(cluster[row]) && !bought.has(row)),
  );
}
