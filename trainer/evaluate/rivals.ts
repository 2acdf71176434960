// The methods that CuratorNet is measured against: what a store could do without it.
import type { Settings } from '../config.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { artistPopularity } from '../model/artist-popularity.ts';
import { oracle } from '../model/oracle.ts';
import { popularity } from '../model/popularity.ts';
import { randomOrder } from '../model/random-order.ts';
import type { Ranker } from '../model/ranker.ts';
import { featureStatistics, standardise } from '../model/statistics.ts';
import { fitVbpr, VBPR_DEFAULTS } from '../model/vbpr.ts';
import { visRank } from '../model/visrank.ts';
import { say } from '../progress.ts';
import { guidelinePairs, uniformPairs } from '../sample/pairs.ts';
import { makeSource } from '../sample/source.ts';

/**
 * Makes all of them, fitting on the backend in use those that learn; one that the data do not allow is named.
 * @param labels the visual cluster of each row, null where there are none
 * @param negatives as CuratorNet had them: with the guidelines' ones VBPR follows guidelines 3 and 4, as in the paper
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
  return [
    fitVbpr(source, guided ? guidelinePairs(source) : uniformPairs(source), { ...options, visual: true }),
    fitVbpr(source, uniformPairs(source), { ...options, visual: false }),
    visRank(features, featureSize, 'max'),
    visRank(features, featureSize, 'mean'),
    ...(hasArtists ? [artistPopularity(artists, visRank(features, featureSize, 'max'))] : []),
    popularity(history, rows),
    randomOrder(rows, seed),
    oracle(hidden, rows),
  ];
}
