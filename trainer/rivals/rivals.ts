// The rivals of CuratorNet: the baselines that it is compared with.

import { featureStatistics, standardise } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import type { Ranker } from '../evaluate/ranker.ts';
import { say } from '../progress.ts';
import { guidelinePairs, uniformPairs } from '../sample/pairs.ts';
import { makeSource } from '../sample/source/source.ts';
import { artistPopularity } from './artist-popularity.ts';
import { coOccurrence } from './co-occurrence.ts';
import { EASE_MOST_ITEMS, fitEase } from './ease.ts';
import { fitItemKnn, KNN_MOST_PAIRS } from './item-knn.ts';
import { oracle } from './oracle.ts';
import { popularity } from './popularity.ts';
import { randomOrder } from './random.ts';
import { fitVbpr, VBPR_DEFAULTS } from './vbpr.ts';
import { visRank } from './visrank.ts';

/**
 * Creates all rivals, fitting those that learn on the backend in use; prints the names of those that the data rule out.
 * @param labels the visual cluster of each row, null without clusters
 * @param negatives the setting of CuratorNet: with 'guidelines' VBPR follows guidelines 3 and 4, as in the paper
 */
export function makeRivals(
  { items, features, featureSize }: Dataset,
  { history, baskets, hidden }: Split,
  { labels, negatives, seed }: { labels: Int32Array | null; negatives: Settings['negatives']; seed: number },
): Ranker[] {
  const rows = items.length;
  const artists = items.map(({ artist }) => artist);
  const hasArtists = artists.some((artist) => artist !== undefined);
  if (!hasArtists) say('evaluate  artist popularity skipped: the dataset has no artists');
  const standard = standardise(features, featureStatistics(features, featureSize));
  const source = makeSource({ history, baskets, artists, labels, features: standard, featureSize });
  const guided = negatives === 'guidelines' && labels !== null;
  const options = { ...VBPR_DEFAULTS, seed };
  const together = coOccurrence(history, rows);
  const { length: warm } = together.warm;
  const hasEase = warm <= EASE_MOST_ITEMS;
  if (!hasEase)
    say(
      `evaluate  EASE skipped: ${warm.toLocaleString('en')} items have users, more than ${EASE_MOST_ITEMS.toLocaleString('en')}`,
    );
  const hasKnn = together.pairs <= KNN_MOST_PAIRS;
  if (!hasKnn)
    say('evaluate  item-kNN skipped: the histories are too long, they have more than a billion pairs of items');
  return [
    fitVbpr(source, guided ? guidelinePairs(source) : uniformPairs(source), { ...options, visual: true }),
    fitVbpr(source, uniformPairs(source), { ...options, visual: false }),
    ...(hasEase ? [fitEase(together, rows)] : []),
    ...(hasKnn ? [fitItemKnn(together, rows)] : []),
    visRank(features, featureSize, 'max'),
    visRank(features, featureSize, 'mean'),
    ...(hasArtists ? [artistPopularity(artists, visRank(features, featureSize, 'max'))] : []),
    popularity(history, rows),
    randomOrder(rows, seed),
    oracle(hidden, rows),
  ];
}
