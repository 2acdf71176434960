// Stores small enough to work out by hand, and triples with their histories.
import { chooseSettings } from '../../../trainer/config.ts';
import { type SamplingSettings, sample } from '../../../trainer/sample/sample.ts';
import { makeSource, type SamplingData } from '../../../trainer/sample/source/source.ts';
import type { Triples } from '../../../trainer/sample/triples/triples.ts';

export interface Store {
  artists: (string | undefined)[];
  labels: number[] | null;
  /** By user. */
  baskets: number[][][];
  features: number[][];
}
export interface Triple {
  history: number[];
  positive: number;
  negative: number;
}

export const dataOf = ({ artists, labels, baskets, features }: Store): SamplingData => ({
  history: baskets.map((mine) => mine.flat()),
  baskets,
  artists,
  labels: labels && Int32Array.from(labels),
  features: Float32Array.from(features.flat()),
  featureSize: features[0].length,
});

/** All guidelines disabled, the paper's rule for validation; tests enable what they need. */
export const NOTHING: SamplingSettings = {
  ...chooseSettings('paper', []),
  missingFromBasket: 0,
  nextBasket: 0,
  favouriteArtists: 0,
  profileItems: 0,
  singleItem: 0,
  sameArtist: 0,
  triples: 1000,
  validationTriples: 500,
};

export function spelledOut({ histories, triples }: Triples): Triple[] {
  return Array.from({ length: triples.length / 3 }, (_, i) => {
    const [history, positive, negative] = triples.subarray(3 * i, 3 * i + 3);
    return {
      history: [...histories.items.subarray(histories.start[history], histories.start[history + 1])],
      positive,
      negative,
    };
  });
}

export function draw(data: SamplingData, settings: Partial<SamplingSettings>, seed = 1) {
  const result = sample(makeSource(data), { ...NOTHING, ...settings }, seed);
  const training = spelledOut(result.training);
  const validation = spelledOut(result.validation);
  return { ...result, training, validation, all: [...training, ...validation] };
}

/** `history > positive / negative`, sorted. */
export const lines = (triples: Triple[]): string[] =>
  [...new Set(triples.map(({ history, positive, negative }) => `${history} > ${positive} / ${negative}`))].sort();

/** Vectors of length 1 whose cosines are those of the differences of angles. */
export const atAngles = (degrees: number[]): number[][] =>
  degrees.map((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]);

/**
 * Ten items, two people. By row: artist, cluster, angle.
 * 0 a 0 0° | 1 b 0 10° | 2 c 1 45° | 3 a 0 20° | 4 a 2 80° | 5 d 2 90° | 6 e 3 180° | 7 d 3 100° | 8 ? 2 70° | 9 ? 0 30°
 * The first bought 0, then 1 and 2 at once; the second bought 5.
 */
export const STORE: Store = {
  artists: ['a', 'b', 'c', 'a', 'a', 'd', 'e', 'd', undefined, undefined],
  labels: [0, 0, 1, 0, 2, 2, 3, 3, 2, 0],
  baskets: [[[0], [1, 2]], [[5]]],
  features: atAngles([0, 10, 45, 20, 80, 90, 180, 100, 70, 30]),
};
