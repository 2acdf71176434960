// The rivals of CuratorNet: the baselines that it is compared with.

import { featureStatistics, standardise } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { interactionsOf, type Split } from '../dataset/split.ts';
import type { Ranker } from '../evaluate/ranker.ts';
import { duration, say } from '../progress.ts';
import { type DrawPair, guidelinePairs, uniformPairs } from '../sample/pairs.ts';
import { makeSource, type SamplingSource } from '../sample/source/source.ts';
import { artistPopularity } from './artist-popularity.ts';
import { coOccurrence } from './co-occurrence.ts';
import { EASE_MOST_ITEMS, fitEase } from './ease.ts';
import { fitItemKnn, KNN_MOST_PAIRS } from './item-knn.ts';
import { RIVAL_NAMES, type RivalName } from './names.ts';
import { oracle } from './oracle.ts';
import { popularity } from './popularity.ts';
import { randomOrder } from './random.ts';
import { fitVbpr, secondsOfFit, VBPR_DEFAULTS, type VbprOptions } from './vbpr.ts';
import { visRank, visualScores } from './visrank.ts';

/** Rivals whose fit takes longer, in seconds, are left out unless they are named. */
const LONG_FIT = 600;
/** Values of features beyond which the visual rivals are left out: the backend's memory does not hold more. */
const MOST_VISUAL = 2 ** 29;

export interface RivalOptions {
  /** The visual cluster of each row, null without clusters. */
  labels: Int32Array | null;
  /** The setting of CuratorNet: with 'guidelines' VBPR follows guidelines 3 and 4, as in the paper. */
  negatives: Settings['negatives'];
  seed: number;
  /** Names from RIVAL_NAMES; default: all that the data allow and that do not take long to fit. */
  only?: readonly string[];
}

interface Rival {
  /** Why it is left out, if it is. */
  leftOut?: string;
  make(): Ranker;
}

/**
 * Creates the rivals; those that learn are fitted on the backend in use before they rank for the first time. Prints the
 * names of those that are left out.
 */
export function makeRivals(dataset: Dataset, split: Split, options: RivalOptions): Ranker[] {
  const rivals = rivalsOf(dataset, split, options);
  const chosen: Ranker[] = [];
  for (const name of RIVAL_NAMES) {
    if (options.only && !options.only.includes(name)) continue;
    const { leftOut, make } = rivals[name];
    if (leftOut !== undefined) say(`evaluate  ${name}${options.only ? '' : ' skipped'}: ${leftOut}`);
    if (leftOut === undefined || options.only) chosen.push(make());
  }
  return chosen;
}

function rivalsOf(dataset: Dataset, split: Split, { labels, negatives, seed }: RivalOptions): Record<RivalName, Rival> {
  const { items, features, featureSize } = dataset;
  const { history, hidden } = split;
  const rows = items.length;
  const artists = items.map(({ artist }) => artist);
  const hasArtists = artists.some((artist) => artist !== undefined);
  const source = once(() => sourceOf(dataset, split, labels));
  const guided = negatives === 'guidelines' && labels !== null;
  const together = once(() => coOccurrence(history, rows));
  const scoresOf = visualScores(features, featureSize);
  const tooLarge =
    features.length > MOST_VISUAL
      ? `the features are more than ${MOST_VISUAL.toLocaleString('en')} numbers`
      : undefined;
  const size = { rows, users: history.length, interactions: interactionsOf(split), featureSize };
  const factors = (name: string, visual: boolean, pairs: (source: SamplingSource) => DrawPair): Rival => {
    const how: VbprOptions = { ...VBPR_DEFAULTS, visual, seed };
    const seconds = secondsOfFit(size, how);
    return {
      leftOut:
        seconds > LONG_FIT
          ? `its fit takes about ${duration(seconds)}, so it is evaluated only if --rivals names it`
          : undefined,
      make: () => fittedFirst(name, () => fitVbpr(source(), pairs(source()), how)),
    };
  };
  return {
    vbpr: factors('VBPR', true, guided ? guidelinePairs : uniformPairs),
    'bpr-mf': factors('BPR-MF', false, uniformPairs),
    ease: {
      get leftOut() {
        const warm = together().warm.length;
        return warm > EASE_MOST_ITEMS
          ? `${warm.toLocaleString('en')} items have users, more than ${EASE_MOST_ITEMS.toLocaleString('en')}`
          : undefined;
      },
      make: () => fittedFirst('EASE', () => fitEase(together(), rows)),
    },
    'item-knn': {
      get leftOut() {
        return together().pairs > KNN_MOST_PAIRS
          ? 'the histories are too long, they have more than a billion pairs of items'
          : undefined;
      },
      make: () => fittedFirst('item-kNN', () => fitItemKnn(together(), rows)),
    },
    visrank: { leftOut: tooLarge, make: () => visRank(scoresOf, 'max') },
    'visrank-mean': { leftOut: tooLarge, make: () => visRank(scoresOf, 'mean') },
    artist: {
      leftOut: hasArtists ? tooLarge : 'the dataset has no artists',
      make: () => artistPopularity(artists, scoresOf),
    },
    popularity: { make: () => popularity(history, rows) },
    random: { make: () => randomOrder(rows, seed) },
    oracle: { make: () => oracle(hidden, rows) },
  };
}

/** What the fits draw from. */
function sourceOf(
  { items, features, featureSize }: Dataset,
  { history, baskets }: Split,
  labels: Int32Array | null,
): SamplingSource {
  const artists = items.map(({ artist }) => artist);
  const standard = standardise(features, featureStatistics(features, featureSize));
  return makeSource({ history, baskets, artists, labels, features: standard, featureSize });
}

/** A ranker that is fitted before its first score. */
function fittedFirst(name: string, fit: () => Ranker): Ranker {
  const fitted = once(fit);
  return { name, prepare: () => void fitted(), score: (query) => fitted().score(query) };
}

/** Makes a value at the first call. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
