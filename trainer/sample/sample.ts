// Samples triplets: selects the usable guidelines, computes their quotas, reserves units for validation, and draws two sets
// of distinct triplets for training and validation.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Settings } from '../config.ts';
import { favouriteArtists } from './guidelines/favourite-artists.ts';
import { type Guideline, reasonToSkip } from './guidelines/guideline.ts';
import { leaveOneOut } from './guidelines/leave-one-out.ts';
import { missingFromBasket } from './guidelines/missing-from-basket.ts';
import { nextBasket } from './guidelines/next-basket.ts';
import { profileItems } from './guidelines/profile-items.ts';
import { sameArtist } from './guidelines/same-artist.ts';
import { singleItem } from './guidelines/single-item.ts';
import { uniform } from './negatives/uniform.ts';
import { skipLine } from './report.ts';
import type { SamplingSource } from './source/source.ts';
import { HistoryTable } from './triples/histories.ts';
import type { Triples } from './triples/triples.ts';
import { fromApart, fromEverybody, type TwoQuotas } from './two-sets.ts';

/** The guidelines, by the setting of their weight. */
export const GUIDELINES = {
  leaveOneOut,
  missingFromBasket,
  nextBasket,
  favouriteArtists,
  profileItems,
  singleItem,
  sameArtist,
} satisfies Record<string, Guideline>;

export type SamplingSettings = Pick<
  Settings,
  keyof typeof GUIDELINES | 'negatives' | 'triples' | 'validationTriples' | 'validationUsers'
>;

export interface Yield extends TwoQuotas {
  guideline: string;
  about: string;
}

export interface Sample {
  training: Triples;
  validation: Triples;
  yields: Yield[];
  /** Guidelines whose data are missing; the others get their quotas. */
  skipped: { guideline: string; reason: string }[];
}

/**
 * Draws the triplets of a run: split over the guidelines by weight, and within a guideline evenly over its users or items.
 * Deterministic for a source, settings and seed.
 * @throws InputError `invalid` if the data allow no triplets, with what is missing
 */
export function sample(source: SamplingSource, settings: SamplingSettings, seed: number): Sample {
  const historyTable = new HistoryTable();
  const weighed = Object.entries(GUIDELINES)
    .map(([key, guideline]) => ({ guideline, weight: settings[key as keyof typeof GUIDELINES] }))
    .filter(({ weight }) => weight > 0)
    .map((each) => ({ ...each, reason: reasonToSkip(each.guideline, source, settings.negatives) }));
  const skipped = weighed.flatMap(({ guideline, reason }) => (reason ? [{ guideline: guideline.name, reason }] : []));
  const followed = weighed.filter(({ reason }) => reason === null);
  const owed = shares(
    followed.map(({ weight }) => weight),
    [settings.triples, settings.validationTriples],
  );
  const jobs = followed.map(({ guideline }, i) => {
    const negative = settings.negatives === 'uniform' ? uniform(source, guideline.over) : guideline.negative(source);
    return { guideline, sampler: guideline.sampler(source, negative, historyTable), owed: owed[i] };
  });
  const { training, validation, yields } =
    settings.validationUsers > 0 ? fromApart(jobs, source, settings, seed) : fromEverybody(jobs, settings, seed);
  for (const [what, triples] of Object.entries({ training, validation }))
    if (triples.length === 0)
      throw new InputError('invalid', [`the dataset allows no ${what} triplets`, ...skipped.map(skipLine)].join('; '), {
        how: 'it needs users with at least two items each, and items outside their histories',
      });
  const histories = historyTable.histories();
  return {
    training: { histories, triples: training },
    validation: { histories, triples: validation },
    yields: jobs.map(({ guideline: { name, about } }, i) => ({ guideline: name, about, ...yields[i] })),
    skipped,
  };
}

/** Splits totals into integer parts by weight: for each weight its part of each total. */
function shares(weights: number[], totals: number[]): number[][] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let before = 0;
  return weights.map((weight) => {
    const [from, to] = [before / sum, (before + weight) / sum];
    before += weight;
    return totals.map((total) => Math.round(total * to) - Math.round(total * from));
  });
}
