// The methods that CuratorNet is measured against: what a store could do without it.
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { artistPopularity } from '../model/artist-popularity.ts';
import { oracle } from '../model/oracle.ts';
import { popularity } from '../model/popularity.ts';
import { randomOrder } from '../model/random-order.ts';
import type { Ranker } from '../model/ranker.ts';
import { fitVbpr, VBPR_DEFAULTS } from '../model/vbpr.ts';
import { visRank } from '../model/visrank.ts';
import { say } from '../progress.ts';

/** Makes all of them, fitting on the backend in use those that learn; one that the data do not allow is named. */
export function makeRivals(
  { items, features, featureSize }: Dataset,
  { history, hidden }: Split,
  seed: number,
): Ranker[] {
  const rows = items.length;
  const artists = items.map(({ artist }) => artist);
  const hasArtists = artists.some((artist) => artist !== undefined);
  if (!hasArtists) say('evaluate  artist popularity skipped: the dataset has no artists');
  const fit = (visual: boolean) => fitVbpr(history, features, featureSize, { ...VBPR_DEFAULTS, visual, seed });
  return [
    fit(true),
    fit(false),
    visRank(features, featureSize, 'max'),
    visRank(features, featureSize, 'mean'),
    ...(hasArtists ? [artistPopularity(artists, visRank(features, featureSize, 'max'))] : []),
    popularity(history, rows),
    randomOrder(rows, seed),
    oracle(hidden, rows),
  ];
}
